"""INSPECTION_OVERDUE and RECTIFICATION_OVERDUE: hit, near miss, not applicable, clearing."""

from datetime import date

import pytest

from inspections.actions import cancel_inspection, return_report, verify_rectification
from inspections.models import Inspection, RectificationOrder
from tests import factories
from tests.factories import NOW, days, on, swept
from tests.oversight.rule_results import counts, standing

pytestmark = pytest.mark.django_db
INSPECTION, REPAIR = "INSPECTION_OVERDUE", "RECTIFICATION_OVERDUE"
STARTS_ON = date(2026, 10, 21)
DUE_ON = STARTS_ON + days(30)  # 20 November: the one visit that falls due first; two more lie within the horizon


@pytest.fixture
def contract():
    contract = factories.an_active_contract(starts_on=STARTS_ON)
    factories.schedule()
    assert Inspection.objects.earliest("due_on").due_on == DUE_ON
    return contract


def the_visit(**fields) -> Inspection:
    return factories.a_scheduled_inspection(Inspection.objects.earliest("due_on").contract, due_on=DUE_ON, **fields)


# ---- inspection overdue ----


def test_the_day_after_the_due_day_it_is_overdue(contract):
    assert counts(swept(INSPECTION, NOW + days(1))) == (0, 1, Inspection.objects.count() - 1)
    (flag,) = standing(INSPECTION)
    assert (flag.contract, flag.since) == (contract, DUE_ON + days(1))
    assert flag.answerable == contract.duties.get().person


def test_on_the_due_day_there_is_still_time(contract):
    assert counts(swept(INSPECTION, on(DUE_ON, 23))) == (0, 0, Inspection.objects.count())


def test_it_is_the_countys_midnight_that_counts(contract):
    swept(INSPECTION, on(DUE_ON + days(1), 0))  # still the 20th by universal time
    assert len(standing(INSPECTION)) == 1


def test_a_visit_reported_passes(contract):
    factories.a_filed_report(the_visit())
    assert counts(swept(INSPECTION, NOW + days(1))) == (1, 0, Inspection.objects.count() - 1)


def test_a_visit_called_off_is_not_asked_about(contract):
    cancel_inspection(the_visit(), reason="By order.", by=factories.staff("supervisor"), at=NOW)
    assert counts(swept(INSPECTION, NOW + days(1))) == (0, 0, Inspection.objects.count())


def test_nobody_has_to_go_on_a_closed_contract(contract):
    factories.close(contract)
    assert counts(swept(INSPECTION, NOW + days(1))) == (0, 0, Inspection.objects.count())


def test_it_clears_when_the_report_is_filed_and_comes_back_when_it_is_returned(contract):
    visit, late = the_visit(), NOW + days(1)
    swept(INSPECTION, late)
    report = factories.a_filed_report(visit, at=late)
    swept(INSPECTION, late)
    assert standing(INSPECTION) == []
    return_report(report, by=factories.staff("supervisor"), at=late, reason="Who answered?")
    swept(INSPECTION, late + days(1))
    (flag,) = standing(INSPECTION)
    assert (flag.times_before, flag.since) == (1, DUE_ON + days(1))


# ---- repair overdue ----


def an_order(**fields) -> RectificationOrder:
    """Five working days from Friday 20 November: due on Friday the 27th."""
    order = factories.an_order(working_days=5, **fields)
    assert order.due_on == date(2026, 11, 27)
    return order


def test_the_day_after_the_deadline_a_repair_is_overdue():
    order = an_order()
    assert counts(swept(REPAIR, NOW + days(8))) == (0, 1, 0)
    (flag,) = standing(REPAIR)
    assert (flag.contract, flag.since, flag.severity) == (order.contract, date(2026, 11, 28), "high")


def test_on_the_day_of_the_deadline_there_is_still_time():
    an_order()
    assert counts(swept(REPAIR, NOW + days(7))) == (0, 0, 1)


def test_a_repair_verified_passes_even_if_late():
    order = an_order()
    verify_rectification(order, by=factories.staff("supervisor"), at=NOW + days(9), note="Right now.")
    assert counts(swept(REPAIR, NOW + days(10))) == (1, 0, 0)


def test_a_repair_is_owed_after_the_contract_was_closed():
    order = an_order()
    factories.close(order.contract)
    assert counts(swept(REPAIR, NOW + days(8))) == (0, 1, 0)


def test_it_clears_when_the_repair_is_verified():
    order = an_order()
    swept(REPAIR, NOW + days(8))
    verify_rectification(order, by=factories.staff("supervisor"), at=NOW + days(9), note="Right now.")
    assert counts(swept(REPAIR, NOW + days(9))) == (1, 0, 0)
    assert standing(REPAIR) == []
