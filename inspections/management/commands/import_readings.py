from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.management.tables import open_account, read_file, tell
from contracts.refusals import Refused
from inspections import actions


class Command(BaseCommand):
    help = (
        "Enter a CSV table of readings. Columns: contract (reference), indicator (code), period (its first month, "
        "2026-10), source (vendor, agency or independent), numerator, denominator, value. "
        "Every wrong entry is listed, and then nothing is entered."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")
        parser.add_argument("--as", dest="username", required=True, help="in whose name the readings are recorded")
        parser.add_argument("--dry-run", action="store_true", help="check the table, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        name, dry_run = options["file"], options["dry_run"]
        data = read_file(name)
        by = open_account(options["username"])
        try:
            readings = actions.import_readings(data, by=by, at=timezone.now(), dry_run=dry_run)
        except Refused as refusal:
            tell(name, refusal, self.stderr)
            raise CommandError(f"Nothing was entered. Correct {name} and try again.") from None
        would = "would be entered (dry run)" if dry_run else "entered"
        self.stdout.write(f"{name}: {len(readings)} readings {would}.")
