"""Charts drawn on the server as SVG, coloured by class (no inline style), each with its data as a table or in words.

{% bars_by_year "id" title rows %}      rows: year, budget, award (money or None)
{% planned_done "id" title rows %}      rows: label, planned, done (whole numbers)
{% score_bar score %}                   a score of a hundred, with ticks where the bands begin
{% share_bar count rows "total" %}      a count beside its number, against the largest among the rows
{% band_scale "id" score %}             the bands and a marker
{% spark values target better label %}  a short line against its target
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from contracts import charts
from contracts.templatetags.house import rounded, short_number

register = template.Library()

# A large sum is read in its language's own unit; divisor, unit and decimals belong together, so they are
# not left to a translator. The exact sums stand in the table below the chart.
MONEY_UNITS = {"zh": (Decimal(10_000), "万元", 0)}
MONEY_UNIT = (Decimal(1_000_000), "¥ million", 2)


def money_unit() -> tuple[Decimal, str, int]:
    """Divisor, name and decimals of the unit in which this language reads large sums."""
    return MONEY_UNITS.get((get_language() or "").split("-")[0], MONEY_UNIT)


def score_bands() -> tuple[charts.Band, ...]:
    """The four bands with words short enough to stand inside them."""
    return (
        charts.Band(0, 60, "bad", pgettext("short band", "Inadequate")),
        charts.Band(60, 75, "improve", pgettext("short band", "Improve")),
        charts.Band(75, 85, "near", pgettext("short band", "Near")),
        charts.Band(85, 100, "good", pgettext("short band", "Good")),
    )


def _cell(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _columns(
    chart_id: str,
    title: str,
    desc: str,
    groups: list[charts.Group],
    *,
    head: str,
    series: tuple[str, str],
    unit: str,
    fmt: charts.Format,
    tick: charts.Format,
    whole: bool,
    money: bool,
    width: int,
) -> dict[str, Any]:
    missing = _("not reported")
    return {
        "id": chart_id,
        "title": title,
        "desc": desc,
        "head": head,
        "series": series,
        "unit": unit,
        "money": money,
        "size": "s" if width < 500 else "l",
        "groups": groups,
        "wide": charts.upright(groups, fmt, missing=missing, tick=tick, whole=whole, width=width),
        "narrow": charts.lying(groups, fmt, missing=missing),
        "has_missing": any(value is None for group in groups for value in group.values),
    }


@register.inclusion_tag("charts/columns.html")
def bars_by_year(chart_id: str, title: str, rows: Iterable[Any]) -> dict[str, Any]:
    """Budget and award by year, in yuan; a value that was not reported is drawn as such, never as nought."""
    divisor, unit, places = money_unit()
    groups = [charts.Group(str(_cell(row, "year")), (_cell(row, "budget"), _cell(row, "award"))) for row in rows]
    return _columns(
        chart_id,
        title,
        _("Budget and award for each year. The exact sums are in the table after the chart."),
        groups,
        head=_("Year"),
        series=(_("Budget"), _("Award")),
        unit=unit,
        fmt=lambda value: rounded(value / divisor, places),
        tick=lambda value: short_number(value / divisor),
        whole=False,
        money=True,
        width=640,
    )


@register.inclusion_tag("charts/columns.html")
def planned_done(chart_id: str, title: str, rows: Iterable[Any]) -> dict[str, Any]:
    """Planned and done by month: counts."""
    groups = [charts.Group(str(_cell(row, "label")), (_cell(row, "planned"), _cell(row, "done"))) for row in rows]
    return _columns(
        chart_id,
        title,
        _("Planned and done for each month. The numbers are in the table after the chart."),
        groups,
        head=_("Month"),
        series=(_("Planned"), _("Done")),
        unit="",
        fmt=short_number,
        tick=short_number,
        whole=True,
        money=False,
        width=440,
    )


@register.inclusion_tag("charts/score_bar.html")
def score_bar(score: Decimal | int | None) -> dict[str, Any]:
    """A bar of a hundred with ticks where the bands begin. Print the number beside it; None draws an empty track."""
    bands = score_bands()
    return {
        "score": score,
        "length": "" if score is None else charts.coordinate(Decimal(score) * 2),
        "low": score is not None and charts.band_of(score, bands) is bands[0],
        "ticks": "".join(f"M{band.start * 2} 0v16" for band in bands[1:]),
    }


@register.inclusion_tag("charts/share_bar.html")
def share_bar(value: int, rows: Iterable[Any], name: str) -> dict[str, Any]:
    """A plain bar for a count beside its number, in proportion to the largest ``name`` among the rows."""
    most = max((_cell(row, name) for row in rows), default=0)
    return {"length": charts.coordinate(Decimal(60) * value / most) if most else "0"}


@register.inclusion_tag("charts/band_scale.html")
def band_scale(chart_id: str, score: Decimal | int | None) -> dict[str, Any]:
    """The bands from nought to a hundred in proportion, with a marker at the score (none where not rated)."""
    bands = score_bands()
    return {
        "id": chart_id,
        "score": score,
        "band": None if score is None else charts.band_of(score, bands),
        "drawings": (("wide", charts.scale(score, bands, 602)), ("narrow", charts.scale(score, bands, 342))),
    }


@register.inclusion_tag("charts/spark.html")
def spark(
    values: Sequence[Decimal | int | None], target: Decimal | int | None = None, better: str = "up", label: str = ""
) -> dict[str, Any]:
    """A line of readings, oldest first, against its target. ``better`` is "up" or "down"."""
    return {
        "label": label,
        "target": None if target is None else short_number(target),
        "words": [_("not reported") if value is None else short_number(value) for value in values],
        "drawing": charts.spark(values, target, higher_is_better=better != "down"),
    }
