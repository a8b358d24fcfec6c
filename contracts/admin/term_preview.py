"""What a reading would mean for the vendor's money or points: shown on the page of a metric term."""

from decimal import Decimal

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.adjustment_chart import curve
from contracts.adjustments import Consequence, consequence, examples
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.models import MetricTerm
from contracts.models.terms import Adjustment
from contracts.templatetags.house import short_number


class Supposition(forms.Form):
    value = forms.DecimalField(
        label=gettext_lazy("Supposed value"), max_digits=10, decimal_places=4, min_value=0, required=False
    )


@panel_on(MetricTerm)
def preview(request: HttpRequest, term: MetricTerm) -> list[Panel]:
    form = Supposition(request.GET if "value" in request.GET else None)
    asked = form.cleaned_data["value"] if form.is_bound and form.is_valid() else None
    rows = examples(term)
    head = [_("Value"), _("Distance from the target"), _("Deduction or bonus")]
    listed = table(
        "preview",
        _("What a value would mean"),
        head,
        [
            [
                Cell(in_unit(term, value)),
                Cell(signed(found.distance), is_number=True),
                Cell(
                    in_words(term, found),
                    note=_("the most there is") if found.is_capped or _reaches(term, found) else "",
                ),
            ]
            for value, found in rows
        ],
        empty="",
    )
    context = {
        **listed.context,
        "form": form,
        "answer": answer(term, asked) if asked is not None else "",
        "has_adjustment": term.deduction_rate is not None or term.bonus_rate is not None,
        "drawings": (
            ("wide", curve(term, short, asked=asked)),
            ("narrow", curve(term, short, asked=asked, width=320)),
        ),
        "unit": term.get_adjustment_unit_display(),
        "counter": term.indicator.counter_indicator,
        "counter_check": term.indicator.counter_check,
    }
    return [Panel("preview", listed.title, "admin/panels/term_preview.html", context)]


def _reaches(term: MetricTerm, found: Consequence) -> bool:
    cap = term.bonus_cap if found.amount > 0 else term.deduction_cap
    return bool(found.amount) and abs(found.amount) == cap


def answer(term: MetricTerm, value: Decimal) -> str:
    """“A value of 92% would mean −3.5 points (capped).”"""
    found = consequence(term, value)
    said = {"value": in_unit(term, value), "amount": in_words(term, found)}
    if not found.amount:
        return _("A value of %(value)s would mean neither a deduction nor a bonus.") % said
    if found.is_capped:
        return _("A value of %(value)s would mean %(amount)s (capped).") % said
    return _("A value of %(value)s would mean %(amount)s.") % said


def in_words(term: MetricTerm, found: Consequence) -> str:
    """The amount with its sign and what it is taken from."""
    if not found.amount:
        return _("nothing")
    if term.adjustment_unit == Adjustment.FEE:
        return _("%(amount)s%% of the period's fee") % {"amount": signed(found.amount)}
    return _("%(amount)s points") % {"amount": signed(found.amount)}


def in_unit(term: MetricTerm, value: Decimal) -> str:
    unit = term.indicator.get_unit_display()
    return f"{short(value)}{unit}" if unit == "%" else f"{short(value)} {unit}"


def signed(value: Decimal) -> str:
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return sign + short(abs(value))


def short(value: Decimal) -> str:
    sign = "−" if value < 0 else ""
    return sign + short_number(abs(round(value, 2)))


def agreed(term: MetricTerm) -> str:
    """Deduction and bonus in one line: “−0.5 points a unit, at most −5; +…”; blank where none is agreed."""
    unit = _("% of the fee") if term.adjustment_unit == Adjustment.FEE else _("points")
    parts = []
    for sign, rate, cap in (("−", term.deduction_rate, term.deduction_cap), ("+", term.bonus_rate, term.bonus_cap)):
        if rate is not None and cap is not None:
            said = {"rate": f"{sign}{short(rate)}", "cap": f"{sign}{short(cap)}", "unit": unit}
            parts.append(_("%(rate)s %(unit)s for each unit, at most %(cap)s") % said)
    return "; ".join(parts)
