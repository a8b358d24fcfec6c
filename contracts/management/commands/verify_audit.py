import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts.seal_check import Kept, verify


class Command(BaseCommand):
    help = (
        "Check that no sealed audit event was changed, removed or put in between. Exit status 1 names the first one. "
        "The last line is a number and its digest: kept elsewhere and given back later, they also show a cut end."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--kept", metavar="NUMBER:DIGEST", help="a seal noted earlier, as this command printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(_kept(options["kept"]))
        self.stdout.write(f"{verdict.sealed} audit events are sealed, {verdict.waiting} wait to be sealed.")
        if broken := verdict.broken:
            row = f" (audit event {broken.event})" if broken.event is not None else ""
            self.stdout.write(f"{verdict.good} of them are unchanged from the first one on.")
            raise CommandError(f"The chain breaks at number {broken.number}{row}: {broken.reason}.")
        self.stdout.write("None was changed after sealing.")
        if verdict.good:
            self.stdout.write(f"{verdict.good}:{verdict.head}")


def _kept(text: str | None) -> Kept | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-f]{64})", text)
    if not found:
        raise CommandError("Give the number and its digest as this command printed them: 120:2c26…")
    return Kept(int(found[1]), found[2])
