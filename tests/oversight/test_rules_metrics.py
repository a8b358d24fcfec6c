"""METRIC_MISSED and METRIC_MISSING: hit, near miss, not applicable, clearing."""

from datetime import date
from decimal import Decimal

import pytest

from inspections.actions import revise_reading
from inspections.models import ReadingDue
from tests import factories
from tests.factories import NOW, days, on, swept
from tests.oversight.rule_results import counts, standing

pytestmark = pytest.mark.django_db
MISSED, MISSING = "METRIC_MISSED", "METRIC_MISSING"


@pytest.fixture
def contract():
    """Promises H1 and H3, 95% each, every month since 1 September."""
    return factories.an_active_contract(starts_on=date(2026, 9, 1))


def read(contract, value, *, month="2026-10", code="H1", **fields):
    return factories.a_reading(factories.a_reading_due(contract, code, month=month), value=value, **fields)


# ---- metric missed ----


def test_a_reading_below_the_target_is_a_miss(contract):
    read(contract, "94.9999")
    assert counts(swept(MISSED)) == (0, 1, 1)
    (flag,) = standing(MISSED)
    assert (flag.fingerprint.split(":")[0], flag.since) == ("contracts.metricterm", date(2026, 10, 31))


def test_exactly_on_target_is_no_miss(contract):
    read(contract, 95)
    assert counts(swept(MISSED)) == (1, 0, 1)


@pytest.mark.parametrize(("value", "failed"), [("5", 0), ("5.0001", 1)])
def test_where_less_is_better_more_is_a_miss(value, failed):
    contract = factories.a_draft("irrigation")
    factories.a_metric_term(contract, "W2", target=Decimal(5))
    factories.an_inspection_term(contract)
    factories.works_of(contract)
    factories.a_duty(contract)
    factories.everything_else(contract)
    factories.activate(contract)
    read(contract, value, code="W2")
    assert counts(swept(MISSED)) == (1 - failed, failed, 0)


def test_several_sources_that_say_so_are_one_flag(contract):
    for source in ("vendor", "agency", "independent"):
        read(contract, 90, source=source)
    assert counts(swept(MISSED)) == (0, 1, 1)


def test_one_source_that_says_so_is_enough(contract):
    read(contract, 99, source="vendor")
    read(contract, 90, source="independent")
    assert counts(swept(MISSED)) == (0, 1, 1)


def test_only_the_newest_period_counts(contract):
    read(contract, 90, month="2026-09")
    read(contract, 96, month="2026-10")
    assert counts(swept(MISSED)) == (1, 0, 1)


def test_a_value_that_was_corrected_no_longer_counts(contract):
    reading = read(contract, 90)
    swept(MISSED)
    right = {"numerator": Decimal(96), "denominator": Decimal(100)}
    revise_reading(reading, **right, reason="Typed wrongly.", by=factories.staff(), at=NOW)
    assert counts(swept(MISSED, NOW + days(1))) == (1, 0, 1)
    assert standing(MISSED) == []


def test_a_better_month_clears_it(contract):
    read(contract, 90, month="2026-09")
    swept(MISSED)
    read(contract, 95, month="2026-10")
    swept(MISSED, NOW + days(1))
    assert standing(MISSED) == []


def test_metrics_of_a_closed_contract_are_not_asked_about(contract):
    read(contract, 90)
    factories.close(contract)
    assert counts(swept(MISSED)) == (0, 0, 2)


# ---- reading missing ----


@pytest.fixture
def october(contract) -> ReadingDue:
    """Of H1. Five working days after the end of October: due on Friday 6 November."""
    factories.schedule()
    for code in ("H1", "H3"):
        read(contract, 95, month="2026-09", code=code)
    read(contract, 95, code="H3")
    due = factories.a_reading_due(contract, "H1", month="2026-10")
    assert due.due_on == date(2026, 11, 6)
    return due


def test_after_the_grace_a_reading_is_missing(contract, october):
    assert counts(swept(MISSING, on(date(2026, 11, 7)))) == (3, 1, 0)
    (flag,) = standing(MISSING)
    assert (flag.contract, flag.since, flag.severity) == (contract, date(2026, 11, 7), "low")


def test_on_the_last_day_of_the_grace_it_is_not_missing_yet(contract, october):
    assert counts(swept(MISSING, on(date(2026, 11, 6), 23))) == (2, 0, 2)


def test_a_reading_of_any_source_will_do(contract, october):
    factories.a_reading(october, source="independent", value=10)
    assert counts(swept(MISSING)) == (4, 0, 0)


def test_nothing_is_owed_on_a_closed_contract(contract, october):
    factories.close(contract)
    assert counts(swept(MISSING)) == (0, 0, 4)


def test_it_clears_when_the_reading_arrives(contract, october):
    swept(MISSING)
    factories.a_reading(october)
    assert counts(swept(MISSING, NOW + days(1))) == (4, 0, 0)
    assert standing(MISSING) == []
