"""Readings: computed, recorded once a source and period, revised with a reason."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contracts.models import AuditEvent, Indicator
from contracts.refusals import Refused
from inspections import actions
from inspections.actions.reading import compute_value
from inspections.models import Reading, ReadingDue
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, days

parts = st.decimals(0, 10**9, places=4)
PERCENT = Indicator(unit="percent")


def value_of(numerator, denominator, unit="percent"):
    return compute_value(Indicator(unit=unit), Decimal(numerator), Decimal(denominator), None)


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "value"),
    [
        (9870, 10000, "percent", "98.7000"),
        (1, 3, "percent", "33.3333"),
        (2, 3, "percent", "66.6667"),
        (1, 8000000, "percent", "0.0000"),
        ("0.5", 1000000, "percent", "0.0001"),  # half of the last place goes up
        (5, 4, "ratio", "1.2500"),
        (3, 250, "per_100m", "1.2000"),
        (0, 7, "percent", "0.0000"),
        (7, 7, "percent", "100.0000"),
    ],
)
def test_a_divided_value_is_rounded_half_up_to_four_places(numerator, denominator, unit, value):
    assert str(value_of(numerator, denominator, unit)) == value


@given(parts, parts.filter(bool))
def test_a_share_lies_between_0_and_100_and_within_half_a_place_of_the_truth(numerator, denominator):
    numerator = min(numerator, denominator)
    value = value_of(numerator, denominator)
    assert 0 <= value <= 100
    assert abs(value * denominator - numerator * 100) <= denominator * Decimal("0.00005")


@given(st.decimals(0, 10**6, places=4), st.sampled_from(["days", "mm", "count"]))
def test_a_measured_value_is_taken_as_it_is(value, unit):
    assert compute_value(Indicator(unit=unit), None, None, value) == value


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value", "field", "message"),
    [
        ("percent", None, None, None, "numerator", "Enter numerator and denominator"),
        ("percent", None, None, 98, "numerator", "the value is computed from them"),
        ("percent", 5, None, None, "numerator", "Enter numerator and denominator"),
        ("percent", 5, 0, None, "denominator", "above zero"),
        ("percent", 5, -1, None, "denominator", "above zero"),
        ("percent", -5, 10, None, "numerator", "cannot be negative"),
        ("percent", 10, 5, None, "numerator", "Are they swapped?"),
        ("percent", 1, 2, 51, "value", "give 50.0000"),
        ("days", None, None, None, "value", "Enter the measured value"),
        ("days", 5, 10, 5, "numerator", "measured, not divided"),
        ("days", None, None, -1, "value", "cannot be negative"),
        ("count", None, None, -1, "value", "cannot be negative"),
    ],
)
def test_what_gives_no_value_is_told_why(unit, numerator, denominator, value, field, message):
    given_parts = [None if part is None else Decimal(part) for part in (numerator, denominator, value)]
    with pytest.raises(Refused) as refusal:
        compute_value(Indicator(unit=unit), *given_parts)
    assert message in refusal.value.message_dict[field][0]


def test_a_value_that_agrees_with_its_parts_may_be_given_beside_them():
    assert compute_value(PERCENT, Decimal(1), Decimal(3), Decimal("33.3333")) == Decimal("33.3333")


def test_a_difference_in_millimetres_may_be_negative():
    assert compute_value(Indicator(unit="mm"), None, None, Decimal("-4.5")) == Decimal("-4.5")


# ---- recorded ----


@pytest.mark.django_db
def test_a_recorded_value_is_stored_exactly_with_who_and_when():
    reading = factories.a_reading(numerator=Decimal(9870), denominator=Decimal(10001))
    reading.refresh_from_db()
    assert reading.value == Decimal("98.6901")
    assert (reading.recorded_by, reading.recorded_at, reading.revision) == (factories.staff(), NOW, 1)


@pytest.mark.django_db
def test_each_source_says_its_own_and_says_it_once():
    due = factories.a_reading_due()
    for source in Reading.Source.values:
        factories.a_reading(due, source=source)
    with nothing_written(), pytest.raises(Refused, match="Revise that one"):
        factories.a_reading(due, source="vendor")
    assert due.readings.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source": "rumour"}, "source"),
        ({"numerator": Decimal("1.23456"), "denominator": Decimal(10)}, "numerator"),
        ({"numerator": Decimal(1), "denominator": Decimal("1e15")}, "denominator"),
    ],
)
def test_what_does_not_fit_is_refused(fields, field):
    due = factories.a_reading_due()
    with nothing_written(), pytest.raises(ValidationError) as refusal:
        factories.a_reading(due, **fields)
    assert field in refusal.value.message_dict


@pytest.mark.django_db
def test_a_closed_contract_still_takes_the_readings_it_owes():
    due = factories.a_reading_due()
    factories.close(due.contract)
    assert factories.a_reading(ReadingDue.objects.get(pk=due.pk)).value == due.term.target


@pytest.mark.django_db
def test_what_is_missing_is_known_and_overdue_after_the_grace():
    due = factories.a_reading_due()
    rows = ReadingDue.objects.filter(pk=due.pk)
    assert rows.missing().exists()
    assert not rows.overdue(due.due_on).exists()
    assert rows.overdue(due.due_on + days(1)).exists()
    factories.a_reading(due, source="agency")
    assert not rows.missing().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "code", "value", "missed"),
    [
        ("hotline", "H1", "95", False),
        ("hotline", "H1", "94.9999", True),
        ("hotline", "H1", "100", False),
        ("social_media", "M1", "14", False),
        ("social_media", "M1", "14.5", True),
        ("social_media", "M1", "0", False),
    ],
)
def test_a_target_is_met_exactly_and_missed_by_its_direction(kind, code, value, missed):
    due = factories.a_reading_due(factories.an_active_contract(kind), code)
    reading = factories.a_reading(due, value=value)
    assert Reading.objects.missing_target().exists() is missed
    assert reading.meets_target is not missed


@pytest.mark.django_db
def test_only_the_latest_period_of_a_term_is_the_latest():
    contract = factories.an_active_contract()
    september = factories.a_reading(factories.a_reading_due(contract, "H1", month="2026-09"))
    october = factories.a_reading(factories.a_reading_due(contract, "H1", month="2026-10"))
    other = factories.a_reading(factories.a_reading_due(contract, "H3", month="2026-09"))
    assert set(Reading.objects.current().latest_of_term()) == {october, other}
    assert set(Reading.objects.of_period(september.due.period)) == {september, other}


# ---- revised ----


@pytest.mark.django_db
def test_a_revision_takes_the_place_of_the_old_value_which_stays():
    first = factories.a_reading(value=90)
    revised = actions.revise_reading(
        first,
        numerator=Decimal(91),
        denominator=Decimal(100),
        reason=" A slip. ",
        by=factories.staff(),
        at=NOW + days(1),
    )
    first.refresh_from_db()
    assert (first.is_current, first.value) == (False, Decimal(90))
    assert (revised.revision, revised.value, revised.revision_reason) == (2, Decimal(91), "A slip.")
    assert list(first.due.readings.current()) == [revised]
    assert AuditEvent.objects.about(revised).get(action="reading.revised").note == "A slip."


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "message"), [("", "Say why"), (" ", "Say why"), ("x" * 301, "at most 300")])
def test_a_revision_needs_a_reason(reason, message):
    reading = factories.a_reading()
    with nothing_written(), pytest.raises(Refused, match=message):
        actions.revise_reading(
            reading, numerator=Decimal(1), denominator=Decimal(2), reason=reason, by=factories.staff(), at=NOW
        )


@pytest.mark.django_db
def test_a_revision_that_gives_no_value_leaves_the_old_one_current():
    reading = factories.a_reading()
    with nothing_written(), pytest.raises(Refused, match="above zero"):
        actions.revise_reading(
            reading, numerator=Decimal(1), denominator=Decimal(0), reason="A slip.", by=factories.staff(), at=NOW
        )
