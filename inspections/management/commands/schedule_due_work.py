from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from contracts.models import User
from inspections import actions


class Command(BaseCommand):
    help = "Open the inspections and readings that active contracts promise. Running it twice changes nothing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be opened, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            done = actions.schedule_due_work(by=User.objects.automation(), at=timezone.now())
            transaction.set_rollback(options["dry_run"])
        self.stdout.write(
            f"{done.inspections} inspections and {done.readings} readings opened, {done.cancelled} called off."
        )
