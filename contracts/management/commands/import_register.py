from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts import actions
from contracts.importing import TableRefused
from contracts.management.tables import open_account, read_file, tell
from contracts.refusals import Refused
from contracts.register_tables import KINDS, blank_workbook, read_register
from contracts.register_tables.outcome import CHANGED, NEW, Outcome


class Command(BaseCommand):
    help = (
        "Load a CSV file or an XLSX workbook of vendors, contracts, duties, terms or sections into the register: "
        "new rows as drafts, rows on record corrected. Every wrong entry is listed, and then nothing is loaded. "
        "Loading twice changes nothing. docs/importing.md explains the columns."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", help="the table; with --template, where the blank workbook is written")
        parser.add_argument("--as", dest="username", help="in whose name the rows are entered")
        parser.add_argument("--kind", default="", choices=["", *(kind.code for kind in KINDS)])
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
        parser.add_argument("--template", action="store_true", help="write a blank workbook with all columns instead")

    def handle(self, *args: Any, **options: Any) -> None:
        name, dry_run = options["file"], options["dry_run"]
        if options["template"]:
            Path(name).write_bytes(blank_workbook())
            self.stdout.write(f"{name}: a blank workbook with a sheet for each kind of table.")
            return
        data, by = read_file(name), open_account(options["username"])
        try:
            batches = read_register(data, options["kind"])
            outcome = actions.import_register(
                batches, by=by, at=timezone.now(), dry_run=dry_run, origin=Path(name).name
            )
        except Refused as refusal:
            tell(name, refusal, self.stderr)
            raise CommandError(f"Nothing was loaded. Correct {name} and try again.") from None
        if dry_run:
            self._differences(outcome)
        for kind, states in outcome.counts().items():
            self.stdout.write(f"{kind}: " + ", ".join(f"{count} {state}" for state, count in states.items()))
        if outcome.errors:
            tell(name, TableRefused(outcome.errors), self.stderr)
            raise CommandError(f"Nothing would be loaded. Correct {name} and try again.")
        self.stdout.write(f"{name}: {'nothing was written (dry run)' if dry_run else 'loaded'}.")

    def _differences(self, outcome: Outcome) -> None:
        for entry in outcome.entries:
            place = f"{entry.sheet or entry.kind} {entry.line}: {entry.label}"
            if entry.state == NEW:
                self.stdout.write(f"new      {place}")
            elif entry.state == CHANGED:
                changes = "; ".join(f"{name}: {before} -> {after}" for name, (before, after) in entry.changes.items())
                self.stdout.write(f"changed  {place}: {changes}")
