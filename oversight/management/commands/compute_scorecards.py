import re
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contracts.models import Contract, User
from contracts.periods import Period
from contracts.refusals import Refused
from oversight.actions import compute_scorecard


class Command(BaseCommand):
    help = "Compute the draft scorecards of a quarter for every published contract that ran through all of it."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--quarter", metavar="2026Q3", help="default: the last one that is over")
        parser.add_argument("--note", default="", help="what has changed, where a scorecard is published already")
        parser.add_argument("--dry-run", action="store_true", help="compute, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        period = _quarter(options["quarter"], at)
        by = User.objects.automation()
        contracts = Contract.objects.published().filter(starts_on__lte=period.start, ends_on__gte=period.end)
        with transaction.atomic():
            for contract in contracts.select_related("agency", "vendor", "kind"):
                try:
                    card = compute_scorecard(contract, period, by=by, at=at, change_note=options["note"])
                except Refused as refusal:
                    self.stdout.write(f"{contract.reference}: not computed. {'; '.join(refusal.messages)}")
                    continue
                self.stdout.write(f"{card}: {card.get_band_display()}, {card.get_status_display()}")
            transaction.set_rollback(options["dry_run"])


def _quarter(text: str | None, at: datetime) -> Period:
    today = timezone.localdate(at)
    if text is None:
        return Period.containing(today, 3).previous
    match = re.fullmatch(r"([12][0-9]{3})Q([1-4])", text)
    if not match:
        raise CommandError(f"“{text}” is not a quarter. Write 2026Q3.")
    period = Period.containing(date(int(match[1]), int(match[2]) * 3, 1), 3)
    if period.end >= today:
        raise CommandError(f"{text} is not over yet.")
    return period
