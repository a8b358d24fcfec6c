from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contracts import actions
from contracts.management.tables import read_file, tell
from contracts.models import User
from contracts.refusals import Refused


class Command(BaseCommand):
    help = (
        "Load CSV files of publicly reported contracts or figures; the header tells which. "
        "Every wrong entry is listed, and then nothing of any file is loaded. Loading twice changes nothing."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        tables = {name: read_file(name) for name in options["file"]}
        try:
            by = User.objects.automation()
        except User.DoesNotExist:
            raise CommandError("There is no reference data yet. Run “manage.py load_reference” first.") from None
        refused = []
        loaded = []
        with transaction.atomic():
            for name, data in tables.items():
                try:
                    counts = actions.load_reported(data, by=by, at=timezone.now())
                except Refused as refusal:
                    tell(name, refusal, self.stderr)
                    refused.append(name)
                else:
                    loaded.append(
                        f"{name}: {counts['added']} added, {counts['changed']} changed, {counts['unchanged']} unchanged"
                    )
            transaction.set_rollback(bool(refused))
        if refused:
            raise CommandError(f"Nothing was loaded. Correct {', '.join(refused)} and try again.")
        for line in loaded:
            self.stdout.write(line)
