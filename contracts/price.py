"""What a contract costs by now: the original amount, and what its amendments have made of it. All exact, in fen."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from contracts.legality import rule, sourced
from contracts.models import Contract, LegalRule
from contracts.models.money import total

SUPPLEMENT_SHARE = "supplement-share"
FULL_BP = 10_000


@dataclass(frozen=True)
class RunningTotal:
    """The amendments of a contract taken together, in yuan. ``original`` is the amount that was signed."""

    original: Decimal
    count: int
    change: Decimal
    supplements: Decimal

    @property
    def current(self) -> Decimal:
        return self.original + self.change

    @property
    def share_bp(self) -> int:
        """The sum of the changes as a share of the original, in basis points; negative where it became cheaper."""
        return _basis_points(self.change, self.original)

    @property
    def supplements_bp(self) -> int:
        return _basis_points(self.supplements, self.original)

    def exceeds(self, limit: LegalRule) -> bool:
        """Whether the supplements come to more than the rule's percentage; of exactly that they do not."""
        return self.supplements * 100 > self.original * limit.value


def _basis_points(part: Decimal, whole: Decimal) -> int:
    return int((part * FULL_BP / whole).quantize(Decimal(1), ROUND_HALF_UP))


def running_total(contract: Contract) -> RunningTotal:
    """Three queries, whatever was amended."""
    amendments = contract.amendments.all()
    return RunningTotal(
        original=contract.amount,
        count=amendments.count(),
        change=total(amendments, "amount_change"),
        supplements=total(amendments.filter(amount_change__gt=0), "amount_change"),
    )


def over_the_share(sums: RunningTotal, on: date) -> str:
    """What to say where the supplements come to more than the law allows, with the rule's source; else ""."""
    limit = rule(SUPPLEMENT_SHARE, on)
    if limit is None or not sums.exceeds(limit):
        return ""
    message = _("The supplements come to more than %(limit)d%% of the original amount.") % {"limit": limit.value}
    return f"{message} {sourced(limit.source)}"
