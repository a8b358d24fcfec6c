from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts import actions
from contracts.management.tables import open_account, read_file, tell
from contracts.models import Agency
from contracts.ocds.package import read_package
from contracts.refusals import Refused


class Command(BaseCommand):
    help = (
        "Enter vendors, tenders, bids, awards and contracts from an OCDS 1.1 release or record package as drafts. "
        "What could not be mapped is listed with its place and why. Loading twice enters nothing twice."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")
        parser.add_argument("--as", dest="username", required=True, help="in whose name the rows are entered")
        parser.add_argument("--agency", required=True, help="code of the agency that procures and is accountable")
        parser.add_argument("--kind", default="", help="kind of service, where the file does not tell it")
        parser.add_argument("--scope-item", default="", help="entry of the scope catalogue, where the file does not")
        parser.add_argument("--dry-run", action="store_true", help="show what would be entered, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        name, by = options["file"], open_account(options["username"])
        agency = Agency.objects.visible_to(by).filter(code=options["agency"]).first()
        if agency is None:
            raise CommandError(f"{by.username} has no agency with the code “{options['agency']}”.")
        try:
            outcome = actions.import_ocds(
                read_package(read_file(name)),
                agency=agency,
                by=by,
                at=timezone.now(),
                kind=options["kind"],
                scope_item=options["scope_item"],
                dry_run=options["dry_run"],
            )
        except Refused as refusal:
            tell(name, refusal, self.stderr)
            raise CommandError(f"Nothing was entered. Correct {name} and try again.") from None
        for entry in outcome.unmapped:
            self.stdout.write(f"not mapped  {entry}")
        for what in sorted({*outcome.entered, *outcome.known}):
            self.stdout.write(f"{what}: {outcome.entered[what]} entered, {outcome.known[what]} there already")
        written = "nothing was written (dry run)" if options["dry_run"] else "done"
        self.stdout.write(f"{name}: {len(outcome.unmapped)} entries not mapped; {written}.")
