"""Tags of pages that show a judgement.

{{ card.score_bp|points }}       hundredths of a point as points: 69.20
{{ number|two_decimals }}        a step of the arithmetic
{% rating_tag band word %}       a rating word with its shape and colour
{% card_scale "id" card %}       the bands of the scheme the card was judged by, with a marker
{% card_bar bands score_bp %}     a component's bar with that scheme's ticks
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contracts import charts
from contracts.templatetags.house import rounded
from oversight.public import words
from oversight.public.frozen import FrozenScorecard

register = template.Library()


@register.filter
def points(score_bp: int) -> str:
    return words.points_text(score_bp)


@register.filter
def two_decimals(value: Fraction) -> str:
    return rounded(Decimal(value.numerator) / value.denominator, 2)


@register.filter
def signed_points(difference_bp: int) -> str:
    """A difference between two scores, with its sign: +1.50, −3.00, ±0.00."""
    sign = "+" if difference_bp > 0 else "−" if difference_bp < 0 else "±"
    return f"{sign}{words.points_text(abs(difference_bp))}"


@register.filter
def in_groups(digest: str) -> str:
    """A digest in groups of eight, so that it can be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


@register.simple_tag
def rating_tag(band: str, word: object) -> SafeString:
    return format_html('<span class="tag tag--{}">{}</span>', band, word)


@register.inclusion_tag("charts/band_scale.html")
def card_scale(chart_id: str, card: FrozenScorecard) -> dict[str, Any]:
    score, bands = card.points, card.bands
    return {
        "id": chart_id,
        "score": None if card.score_bp is None else words.points_text(card.score_bp),
        "band": None if score is None else charts.band_of(score, bands),
        "drawings": (("wide", charts.scale(score, bands, 602)), ("narrow", charts.scale(score, bands, 342))),
    }


@register.inclusion_tag("charts/score_bar.html")
def card_bar(bands: tuple[charts.Band, ...], score_bp: int | None) -> dict[str, Any]:
    score = None if score_bp is None else words.points(score_bp)
    return {
        "score": None if score_bp is None else words.points_text(score_bp),
        "length": "" if score is None else charts.coordinate(score * 2),
        "low": score is not None and charts.band_of(score, bands) is bands[0],
        "ticks": "".join(f"M{charts.coordinate(band.start * 2)} 0v16" for band in bands[1:]),
    }
