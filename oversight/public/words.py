"""Figures and codes as a reader sees them, in the language of the page."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contracts.models import Indicator
from contracts.templatetags.house import short_number
from oversight.models import Scorecard

BANDS = dict(Scorecard.Band.choices)
PARTS = {
    "metrics": gettext_lazy("Metric attainment"),
    "inspections": gettext_lazy("Inspection results"),
    "rectification": gettext_lazy("Timely repair"),
}


def here(text: Mapping[str, str] | None) -> str:
    """A text that is kept in both languages, in the reader's; "" where there is none."""
    if not text:
        return ""
    return text.get(get_language() or "en") or text.get("en", "")


def points(score_bp: int) -> Decimal:
    """Hundredths of a point as points: 6920 is 69.2, never rounded, so that a reader can see which band it is in."""
    return Decimal(score_bp) / 100


def points_text(score_bp: int) -> str:
    """With both decimals, so that a column of scores lines up."""
    return number_format(points(score_bp), decimal_pos=2)


def amount(value: Decimal, unit: str) -> str:
    """A figure with its unit: "95%", "14 days", "1.2"."""
    if unit == Indicator.Unit.PERCENT:
        return f"{short_number(value)}%"
    if unit in {Indicator.Unit.RATIO, Indicator.Unit.COUNT}:
        return short_number(value)
    return _("%(value)s %(unit)s") % {"value": short_number(value), "unit": Indicator.Unit(unit).label}


def readable(value: Decimal, target: Decimal) -> Decimal:
    """One decimal, unless rounding would carry the value to the other side of its target."""
    rounded = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    same_side = (rounded < target) == (value < target) and (rounded > target) == (value > target)
    return rounded if same_side else value


def promise(target: Decimal, unit: str, higher_is_better: bool) -> str:
    """The promised level in words."""
    if higher_is_better:
        return _("at least %(level)s") % {"level": amount(target, unit)}
    return _("at most %(level)s") % {"level": amount(target, unit)}


def short_points(score_bp: int) -> str:
    """A threshold: 8500 is "85"."""
    return short_number(points(score_bp))
