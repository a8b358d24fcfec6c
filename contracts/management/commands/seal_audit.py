from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contracts.sealing import seal_pending


class Command(BaseCommand):
    help = "Seal all audit events that wait for it. The worker does so every few minutes; twice does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = seal_pending(at=timezone.now())
        self.stdout.write(f"{sealed} audit events sealed.")
