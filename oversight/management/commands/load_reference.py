from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from contracts.actions import load_reference
from contracts.models import User
from inspections.actions import load_checklists
from oversight.actions import load_scheme


class Command(BaseCommand):
    help = (
        "Load roles, kinds of service, indicators, holidays, checklists and the scoring scheme. "
        "What is there already stays; running it twice changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        with transaction.atomic():
            load_reference(at=at)
            automation = User.objects.automation()
            load_checklists(by=automation, at=at)
            load_scheme(by=automation, at=at)
        self.stdout.write("Reference data is loaded.")
