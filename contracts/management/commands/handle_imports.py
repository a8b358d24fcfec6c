from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contracts.actions import remove_old_uploads
from contracts.actions.uploads import handle_import
from contracts.models import RegisterImport, User


class Command(BaseCommand):
    help = "Check or load the uploaded tables that no worker is at, and remove old files. The worker does so by itself."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list what would be handled, and touch nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        for row in RegisterImport.objects.left(at):
            self.stdout.write(f"{row.pk} {row.file_name}: {row.status}")
            if not options["dry_run"]:
                handle_import(row.pk, at=at)
        if not options["dry_run"]:
            removed = remove_old_uploads(by=User.objects.automation(), at=at)
            self.stdout.write(f"{removed} old files removed.")
