"""What the award is to be measured by: last year's price, the budget, the cost of doing it in-house. Exact."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from contracts.models import Tender
from contracts.templatetags.house import percent

FULL_BP = 10_000


@dataclass(frozen=True)
class Line:
    """One sum in yuan beside the award; ``amount`` is what a chart draws, ``note`` compares the two in words."""

    code: str
    label: str
    amount: Decimal
    note: str


def compare(tender: Tender, award: Decimal | None) -> list[Line]:
    """The sums that are known. ``award`` is the winning bid; until there is one, the budget is compared instead."""
    price = tender.budget if award is None else award
    lines = []
    if tender.last_year_price is not None:
        note = _change(price, tender.last_year_price, is_award=award is not None)
        lines.append(Line("last_year", _("Last year's price"), tender.last_year_price, note))
    if tender.in_house_cost is not None:
        note = _change(price, tender.in_house_cost, is_award=award is not None)
        lines.append(Line("in_house", _("Cost of doing it in-house"), tender.in_house_cost, note))
    share = (
        "" if award is None else _("The award is %(share)s of it.") % {"share": percent(_basis(award, tender.budget))}
    )
    lines.append(Line("budget", _("Budget"), tender.budget, share))
    if award is not None:
        lines.append(Line("award", _("Award"), award, ""))
    return lines


def _change(price: Decimal, other: Decimal, *, is_award: bool) -> str:
    """How far the price lies above or below the other sum, as a share of that other sum."""
    change = _basis(price - other, other)
    told = {"change": percent(abs(change))}
    if change == 0:
        return _("The award is the same.") if is_award else _("The budget is the same.")
    if change > 0:
        words = _("The award is %(change)s higher.") if is_award else _("The budget is %(change)s higher.")
    else:
        words = _("The award is %(change)s lower.") if is_award else _("The budget is %(change)s lower.")
    return words % told


def _basis(part: Decimal, whole: Decimal) -> int:
    """Basis points, to a tenth of a per cent."""
    return int((part * FULL_BP / 10 / whole).quantize(Decimal(1), ROUND_HALF_UP)) * 10
