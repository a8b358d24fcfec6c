"""Measurements in words: with their unit, against their design, and by how much they miss it.

{{ number|measured:unit }}     1.20 m
{{ question|design }}          1.20 m ± 0.02 m
{{ answer|verdict }}           60 mm below the design value, 40 mm beyond the tolerance.
{% verdict_data question %}    the same sentences as data attributes, for a page that judges while somebody types
"""

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contracts.templatetags.house import rounded
from inspections.actions.report import Question
from inspections.measure import AT_LEAST, AT_MOST, Design
from inspections.models import Answer, ChecklistItem

register = template.Library()


@register.filter
def measured(number: Decimal | int | None, unit: str = "") -> str:
    """A number with its unit. Decimals as many as it has, but two at least: a rod reads 1.20, a clock reads 15."""
    if number is None:
        return ""
    exponent = Decimal(number).normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) and exponent < 0 else 0
    text = rounded(number, places)
    if not unit:
        return text
    # no line break between number and unit
    return (_("%(number)s %(unit)s") % {"number": text, "unit": unit}).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def design(question: Question) -> str:
    """What is promised, or nothing where nothing was."""
    if question.item.kind != ChecklistItem.Kind.MEASUREMENT:
        return ""
    return design_words(question.design, question.item.unit)


def design_words(wanted: Design, unit: str) -> str:
    if wanted.value is None:
        return ""
    if wanted.rule == AT_LEAST:
        return _("at least %(value)s") % {"value": measured(wanted.lowest, unit)}
    if wanted.rule == AT_MOST:
        return _("at most %(value)s") % {"value": measured(wanted.highest, unit)}
    if not wanted.tolerance:
        return measured(wanted.value, unit)
    return _("%(value)s ± %(tolerance)s") % {
        "value": measured(wanted.value, unit),
        "tolerance": measured(wanted.tolerance, unit),
    }


@dataclass(frozen=True)
class Wording:
    """How a measurement is spoken of. Differences of metres are given in millimetres, as on a building site."""

    wanted: Design
    unit: str
    in_metres: bool

    @property
    def factor(self) -> int:
        return 1000 if self.in_metres else 1

    @property
    def small_unit(self) -> str:
        return _("mm") if self.in_metres else self.unit

    @property
    def low(self) -> str:
        if self.wanted.rule == AT_LEAST:
            return _("%(excess)s short of the minimum.")
        if self.wanted.tolerance:
            return _("%(difference)s below the design value, %(excess)s beyond the tolerance.")
        return _("%(difference)s below the design value.")

    @property
    def high(self) -> str:
        if self.wanted.rule == AT_MOST:
            return _("%(excess)s over the limit.")
        if self.wanted.tolerance:
            return _("%(difference)s above the design value, %(excess)s beyond the tolerance.")
        return _("%(difference)s above the design value.")

    @property
    def fits(self) -> str:
        if self.wanted.rule == AT_LEAST:
            return _("Reaches the minimum.")
        return _("Within the limit.") if self.wanted.rule == AT_MOST else _("Within the tolerance.")

    def of(self, number: Decimal) -> str:
        low, high, value = self.wanted.lowest, self.wanted.highest, self.wanted.value
        if value is None:
            return ""
        if low is not None and number < low:
            sentence, excess = self.low, low - number
        elif high is not None and number > high:
            sentence, excess = self.high, number - high
        else:
            return self.fits
        return sentence % {"difference": self._small(abs(number - value)), "excess": self._small(excess)}

    def _small(self, number: Decimal) -> str:
        return measured(number * self.factor, self.small_unit)


@register.filter
def verdict(answer: Answer) -> str:
    """By how much a filed measurement misses its design, or that it does not."""
    if answer.number is None or answer.passed is None:
        return ""
    wanted = Design(answer.design_value, answer.tolerance, answer.item.rule or "within")
    return Wording(wanted, answer.unit, answer.unit_en == "m").of(answer.number)


@register.filter
def answer_design(answer: Answer) -> str:
    return design_words(Design(answer.design_value, answer.tolerance, answer.item.rule or "within"), answer.unit)


@register.simple_tag
def verdict_data(question: Question) -> SafeString | str:
    wanted, item = question.design, question.item
    if wanted.value is None:
        return ""
    wording = Wording(wanted, item.unit, item.unit_en == "m")
    attributes = {
        "value": wanted.value,
        "lowest": "" if wanted.lowest is None else wanted.lowest,
        "highest": "" if wanted.highest is None else wanted.highest,
        "factor": wording.factor,
        "quantity": _("%(number)s %(unit)s").replace("%(unit)s", wording.small_unit),
        "low": wording.low,
        "high": wording.high,
        "fits": wording.fits,
    }
    return format_html_join("", ' data-{}="{}"', attributes.items())
