"""Loading publicly reported facts."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import audit
from contracts.importing import Row, RowError, header, read_table
from contracts.models import Contract, ReportedContract, ReportedFigure, ServiceKind, User
from contracts.models.money import LARGEST_AMOUNT, SMALLEST_AMOUNT
from contracts.roles import require

DATED = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    gettext_lazy("Expected a year, a month or a day: 2024, 2024-08 or 2024-08-13, or blank."),
)
AMOUNT: dict[str, Any] = {
    "required": False,
    "max_digits": 16,
    "decimal_places": 2,
    "min_value": SMALLEST_AMOUNT,
    "max_value": LARGEST_AMOUNT,
    "localize": False,
    "error_messages": {
        "invalid": gettext_lazy("Expected an amount in yuan such as 1348000 or 1348000.50, or blank if not reported.")
    },
}
LEVEL: dict[str, Any] = {
    "required": False,
    "max_digits": 14,
    "decimal_places": 4,
    "error_messages": {"invalid": gettext_lazy("Expected a number, or blank if not reported.")},
}


class ContractRow(forms.Form):
    """One line of a table of reported contracts. Blank is “not reported”, never zero."""

    region = forms.CharField(max_length=80)
    service_kind = forms.CharField(max_length=32)
    title = forms.CharField(max_length=250)
    purchaser = forms.CharField(max_length=200, required=False)
    supplier = forms.CharField(max_length=200, required=False)
    method = forms.ChoiceField(
        choices=[("", ""), *Contract.Method.choices],
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Expected one of: open, selective, negotiation, consultation, "
                "quotation, single_source, framework; or blank."
            )
        },
    )
    budget_cny = forms.DecimalField(**AMOUNT)
    award_cny = forms.DecimalField(**AMOUNT)
    term = forms.CharField(max_length=80, required=False)
    announced_or_signed = forms.CharField(max_length=10, required=False, validators=[DATED])
    reference = forms.CharField(max_length=80, required=False)
    reported_by = forms.CharField(max_length=250)

    def clean_service_kind(self) -> str:
        code = self.cleaned_data["service_kind"]
        known = list(ServiceKind.objects.values_list("code", flat=True))
        if code not in known:
            raise forms.ValidationError(_("Expected one of: %(codes)s.") % {"codes": ", ".join(known)})
        return code

    def clean_announced_or_signed(self) -> str:
        dated = self.cleaned_data["announced_or_signed"]
        try:
            parse_date(dated)  # None for a year or a month; an error for a day that no month has
        except ValueError:
            raise forms.ValidationError(_("There is no such day in the calendar.")) from None
        return dated


class FigureRow(forms.Form):
    """One line of a table of reported figures."""

    place = forms.CharField(max_length=80)
    indicator_code = forms.CharField(max_length=12)
    period = forms.CharField(max_length=80, required=False)
    before = forms.DecimalField(**LEVEL)
    after = forms.DecimalField(**LEVEL)
    unit = forms.CharField(max_length=80)
    source = forms.CharField(max_length=250)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["before"] is None and cleaned["after"] is None:
            raise forms.ValidationError(_("Neither “before” nor “after” is given; one of them is needed."))
        return cleaned


@transaction.atomic
def load_reported(data: bytes, *, by: User, at: datetime) -> dict[str, int]:
    """Load a CSV file of reported contracts or of reported figures; its header tells which.

    Returns how many rows were added, changed and left as they are. Loading twice changes nothing.
    Raises TableRefused with every bad entry; nothing is loaded then.
    """
    require(by, "contracts.load_reported")
    if "indicator_code" in header(data):
        rows = [{name: row[name] for name in FigureRow.base_fields} for row in _read(data, FigureRow, FIGURE_KEY)]
        return _store(ReportedFigure, rows, FIGURE_KEY, by=by, at=at)
    rows = []
    for row in _read(data, ContractRow, CONTRACT_KEY):
        fields = {name: row[name] for name in ContractRow.base_fields}
        fields["budget"], fields["award"] = fields.pop("budget_cny"), fields.pop("award_cny")
        fields["dated"] = fields.pop("announced_or_signed")
        rows.append(fields)
    return _store(ReportedContract, rows, CONTRACT_KEY, by=by, at=at)


CONTRACT_KEY = ("region", "title")
FIGURE_KEY = ("place", "indicator_code", "period")


def _read(data: bytes, form: type[forms.Form], key: tuple[str, ...]) -> list[Row]:
    def doubled(rows: list[Row]) -> list[RowError]:
        seen: dict[tuple, int] = {}
        errors = []
        for row in rows:
            identity = tuple(row[name] for name in key)
            if identity in seen:
                expected = _("The same entry stands in line %(line)d already.") % {"line": seen[identity]}
                errors.append(RowError(row["line"], key[-1], str(identity[-1]), expected))
            seen.setdefault(identity, row["line"])
        return errors

    return read_table(data, form, doubled)


def _store(
    model: type[models.Model], rows: list[Row], key: tuple[str, ...], *, by: User, at: datetime
) -> dict[str, int]:
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    written = []
    for fields in rows:
        found = model._default_manager.filter(**{name: fields[name] for name in key}).first()
        if found is None:
            model._default_manager.create(**fields)
            counts["added"] += 1
            written.append(fields)
        elif any(getattr(found, name) != value for name, value in fields.items()):
            model._default_manager.filter(pk=found.pk).update(**fields)
            counts["changed"] += 1
            written.append(fields)
        else:
            counts["unchanged"] += 1
    if written:
        audit.bulk(f"{model._meta.model_name}.loaded", by, written, by=by, at=at)
    return counts
