from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contracts.models import User
from contracts.refusals import Refused
from oversight.actions import publish_scorecard
from oversight.models import Scorecard


class Command(BaseCommand):
    help = "Publish every approved scorecard within a publisher's agency."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--as", dest="username", required=True, help="the publisher in whose name it is done")
        parser.add_argument("--dry-run", action="store_true", help="say what would be published, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["username"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['username']}.")
        cards = (
            Scorecard.objects.approved()
            .visible_to(by)
            .select_related("contract__agency", "contract__vendor", "contract__kind")
        )
        with transaction.atomic():
            for card in cards:
                try:
                    publish_scorecard(card, by=by, at=timezone.now())
                except (Refused, PermissionDenied) as refusal:
                    raise CommandError(f"{card}: {'; '.join(getattr(refusal, 'messages', [str(refusal)]))}") from None
                self.stdout.write(f"{card}: published, sha256 {card.digest}")
            transaction.set_rollback(options["dry_run"])
