"""Readings: recorded once a source and period, revised with a reason, imported all or not at all."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import audit
from contracts.importing import Row, RowError, read_table
from contracts.models import Contract, Indicator, MetricTerm, User
from contracts.refusals import Refused, reason_given
from contracts.roles import require
from contracts.saving import insert, told_when_too_late
from inspections.models import Reading, ReadingDue

FOUR_PLACES = Decimal("0.0001")


def compute_value(
    indicator: Indicator, numerator: Decimal | None, denominator: Decimal | None, value: Decimal | None
) -> Decimal:
    """The value of a reading, rounded half up to four places.

    A divided indicator is computed from its two parts and never typed; a measured one is typed. Raises Refused.
    """
    if not indicator.is_divided:
        if value is None:
            raise Refused({"value": _("Enter the measured value.")})
        if numerator is not None or denominator is not None:
            raise Refused({"numerator": _("This indicator is measured, not divided. Enter only the value.")})
        if value < 0 and indicator.unit in (Indicator.Unit.DAYS, Indicator.Unit.COUNT):
            raise Refused({"value": _("The value cannot be negative.")})
        return value
    if numerator is None or denominator is None:
        raise Refused({"numerator": _("Enter numerator and denominator; the value is computed from them.")})
    if denominator <= 0:
        raise Refused({"denominator": _("The denominator must be above zero.")})
    if numerator < 0:
        raise Refused({"numerator": _("The numerator cannot be negative.")})
    if indicator.unit == Indicator.Unit.PERCENT and numerator > denominator:
        raise Refused({"numerator": _("The numerator is larger than the denominator. Are they swapped?")})
    computed = (numerator * Indicator.FACTORS[indicator.unit] / denominator).quantize(FOUR_PLACES, ROUND_HALF_UP)
    if value is not None and abs(value - computed) > FOUR_PLACES:
        raise Refused(
            {"value": _("Numerator and denominator give %(computed)s. Leave the value blank.") % {"computed": computed}}
        )
    return computed


@transaction.atomic
def record_reading(
    due: ReadingDue,
    *,
    source: str,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    value: Decimal | None = None,
    by: User,
    at: datetime,
) -> Reading:
    """Enter one value for a period that has ended. One reading a source; after that it is revised."""
    require(by, "inspections.add_reading", due.contract.agency)
    if due.ends_on >= timezone.localdate(at):
        raise Refused(_("This period is not over yet."), code="wrong_state")
    if due.readings.current().filter(source=source).exists():
        raise Refused(_("This source has a reading for the period already. Revise that one."), code="wrong_state")
    return insert("reading.recorded", _new(due, source, numerator, denominator, value, by, at), by=by, at=at)


@transaction.atomic
def revise_reading(
    reading: Reading,
    *,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    value: Decimal | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> Reading:
    """Correct a value. The old one stays, with who replaced it and why."""
    require(by, "inspections.change_reading", reading.contract.agency)
    reason = reason_given(reason, _("Say why the value is corrected."))
    revised = _new(reading.due, reading.source, numerator, denominator, value, by, at)
    if not Reading.objects.current().filter(pk=reading.pk).update(is_current=False):
        raise Refused(_("This reading was revised already. Revise the newest one."), code="wrong_state")
    revised.revision, revised.revision_reason = reading.revision + 1, reason
    return insert("reading.revised", revised, by=by, at=at, note=reason)


def _new(
    due: ReadingDue,
    source: str,
    numerator: Decimal | None,
    denominator: Decimal | None,
    value: Decimal | None,
    by: User,
    at: datetime,
) -> Reading:
    return Reading(
        due=due,
        source=source,
        numerator=numerator,
        denominator=denominator,
        value=compute_value(due.term.indicator, numerator, denominator, value),
        recorded_by=by,
        recorded_at=at,
    )


NUMBER: dict[str, Any] = {
    "required": False,
    "max_digits": 16,
    "decimal_places": 4,
    "error_messages": {"invalid": gettext_lazy("Expected a number such as 9870 or 96.2, or blank.")},
}


class ReadingRow(forms.Form):
    """One line of a table of readings."""

    contract = forms.CharField(max_length=40)
    indicator = forms.CharField(max_length=12)
    period = forms.CharField(
        validators=[
            RegexValidator(r"^\d{4}-(0[1-9]|1[0-2])$", gettext_lazy("Expected the first month of the period: 2026-10."))
        ]
    )
    source = forms.ChoiceField(
        choices=Reading.Source.choices,
        error_messages={"invalid_choice": gettext_lazy("Expected one of: vendor, agency, independent.")},
    )
    numerator = forms.DecimalField(**NUMBER)
    denominator = forms.DecimalField(**NUMBER)
    value = forms.DecimalField(**NUMBER)


@transaction.atomic
def import_readings(data: bytes, *, by: User, at: datetime, dry_run: bool = False) -> list[Reading]:
    """Enter a CSV table of readings, all of it or nothing.

    Columns: contract (reference), indicator (code), period (first month, "2026-10"), source, numerator, denominator,
    value. Raises TableRefused with every wrong entry. One audit event carries the digest of the whole list.
    """
    require(by, "inspections.add_reading")
    readings: list[Reading] = []

    def check(rows: list[Row]) -> list[RowError]:
        found, errors = _check_rows(rows, by, at)
        readings.extend(found)
        return errors

    read_table(data, ReadingRow, check)
    if dry_run:
        return readings
    with told_when_too_late():
        written = Reading.objects.bulk_create(readings)
    audit.bulk("reading.imported", by, [_listed(reading) for reading in written], by=by, at=at)
    return written


def _check_rows(rows: list[Row], by: User, at: datetime) -> tuple[list[Reading], list[RowError]]:
    """Four queries for the whole table, however long."""
    contracts = {
        contract.reference: contract
        for contract in Contract.objects.visible_to(by)
        .filter(reference__in={row["contract"] for row in rows})
        .select_related("agency")
    }
    dues = {
        (due.term.contract_id, due.term.indicator.code, f"{due.starts_on:%Y-%m}"): due
        for due in ReadingDue.objects.filter(term__contract__in=contracts.values()).select_related(
            "term__indicator", "term__contract__agency"
        )
    }
    promised: dict[int, set[str]] = {}
    for contract_id, code in MetricTerm.objects.filter(contract__in=contracts.values()).values_list(
        "contract_id", "indicator__code"
    ):
        promised.setdefault(contract_id, set()).add(code)
    taken = set(Reading.objects.current().filter(due__in=dues.values()).values_list("due_id", "source"))
    readings: list[Reading] = []
    errors: list[RowError] = []
    for row in rows:
        try:
            reading = _check_row(row, contracts, promised, dues, taken, by, at)
        except (ValidationError, PermissionDenied) as refusal:
            errors += _row_errors(row, refusal)
            continue
        taken.add((reading.due_id, reading.source))
        readings.append(reading)
    return readings, errors


def _check_row(row: Row, contracts: Any, promised: Any, dues: Any, taken: Any, by: User, at: datetime) -> Reading:
    contract = contracts.get(row["contract"])
    if contract is None:
        raise Refused({"contract": _("There is no such contract within your agency.")})
    if row["indicator"] not in promised.get(contract.pk, set()):
        raise Refused({"indicator": _("This contract does not promise that indicator.")})
    due = dues.get((contract.pk, row["indicator"], row["period"]))
    if due is None:
        raise Refused({"period": _("No reading is owed for this period: it is not over, or outside the contract.")})
    if (due.pk, row["source"]) in taken:
        raise Refused({"period": _("This source has a reading for the period already. Revise that one.")})
    require(by, "inspections.add_reading", contract.agency)
    reading = _new(due, row["source"], row["numerator"], row["denominator"], row["value"], by, at)
    reading.clean_fields(exclude=["due", "recorded_by"])  # both are rows of ours; the bulk insert checks no digits
    return reading


def _row_errors(row: Row, refusal: ValidationError | PermissionDenied) -> list[RowError]:
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        return [
            RowError(row["line"], column, "" if row.get(column) is None else str(row[column]), message)
            for column, messages in refusal.message_dict.items()
            for message in messages
        ]
    return [RowError(row["line"], "", "", "; ".join(getattr(refusal, "messages", [str(refusal)])))]


def _listed(reading: Reading) -> list[str]:
    term = reading.due.term
    period = f"{reading.due.starts_on:%Y-%m}"
    parts = [str(part) for part in (reading.numerator, reading.denominator, reading.value)]
    return [term.contract.reference, term.indicator.code, period, reading.source, *parts]
