from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from contracts.models import Agency
from contracts.refusals import Refused
from oversight.demo import DEFAULT_SEED, EARLIEST, load


class Command(BaseCommand):
    help = "Load the demonstration county: a fictional place with a history of its own. The database has to be empty."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--at", metavar="ISO", help="the day or moment up to which it is played (default: now)")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, other figures")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where a demonstration county is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Agency.objects.demonstration().exists():
            return
        at = _moment(options["at"], timezone.now())
        try:
            county = load(at=at, seed=options["seed"])
        except Refused as refusal:
            raise CommandError("; ".join(refusal.messages)) from None
        self.stdout.write(
            f"{county.agencies['qinghe'].name}: {len(county.contracts)} contracts, {len(county.vendors)} vendors, "
            f"{len(county.people)} people, as of {timezone.localdate(at)}."
        )


def _moment(text: str | None, now: datetime) -> datetime:
    """A day means its end, or now where that is earlier. What has not happened yet cannot be played."""
    if text is None:
        return now
    try:
        moment = parse_datetime(text) if "T" in text or " " in text else None
        day = None if moment else parse_date(text)
    except ValueError:
        moment = day = None
    if day is not None:
        if day == timezone.localdate(now):
            return now
        moment = datetime.combine(day, time(23, 59, 59))
    if moment is None:
        raise CommandError(f"“{text}” is not a day or moment. Write 2026-11-20 or 2026-11-20T10:00.")
    moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    if moment > now:
        raise CommandError(f"“{text}” lies in the future. Choose a day between {EARLIEST} and today.")
    return moment
