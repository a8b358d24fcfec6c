"""Rectification orders: due in working days, verified by somebody who did not report the finding."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from contracts.refusals import Refused
from inspections import actions
from inspections.models import Finding, RectificationOrder
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return factories.staff("supervisor")


@pytest.mark.parametrize(
    ("issued", "working_days", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 20), 10, date(2026, 12, 4)),
        (date(2026, 9, 25), 5, date(2026, 10, 9)),  # two holidays between
    ],
)
def test_an_order_is_due_in_working_days(issued, working_days, due):
    finding = factories.a_finding(at=on(date(2026, 9, 24)))
    order = factories.an_order(finding, working_days=working_days, at=on(issued))
    assert (order.issued_on, order.due_on) == (issued, due)


@pytest.mark.parametrize("working_days", [0, -1, 251])
def test_a_term_of_no_days_or_of_years_is_refused(supervisor, working_days):
    finding = factories.a_finding()
    with nothing_written(), pytest.raises(Refused, match="between 1 and 250"):
        actions.order_rectification(finding, working_days=working_days, by=supervisor, at=NOW)


@pytest.mark.parametrize("working_days", [1, 250])
def test_the_shortest_and_the_longest_term_are_given(working_days):
    assert factories.an_order(working_days=working_days).working_days == working_days


def test_a_finding_without_an_order_is_on_the_list_until_it_has_one():
    finding = factories.a_finding()
    assert list(Finding.objects.without_order()) == [finding]
    factories.an_order(finding)
    assert not Finding.objects.without_order().exists()


def test_who_reported_a_finding_does_not_verify_its_repair(supervisor):
    both = factories.a_user(["inspector", "supervisor"])
    inspection = factories.a_scheduled_inspection(inspectors=[both, factories.a_user("inspector")])
    order = factories.an_order(factories.a_finding(inspection=inspection))
    with nothing_written(), pytest.raises(PermissionDenied, match="Somebody else"):
        actions.verify_rectification(order, by=both, at=NOW, note="Repaired.")


def test_verifying_asks_what_was_seen(supervisor):
    order = factories.an_order()
    with nothing_written(), pytest.raises(Refused, match="what was seen"):
        actions.verify_rectification(order, by=supervisor, at=NOW, note=" ")


@pytest.mark.parametrize(("late", "on_time"), [(0, True), (1, False)])
def test_a_repair_is_on_time_up_to_its_last_day(supervisor, late, on_time):
    order = factories.an_order()
    actions.verify_rectification(order, by=supervisor, at=on(order.due_on + days(late)), note="Repaired.")
    assert order.was_on_time is on_time
    assert (order.verified_by, order.verification_note) == (supervisor, "Repaired.")


def test_an_order_is_overdue_from_the_day_after_its_due_day(supervisor):
    order = factories.an_order()
    for day, overdue in [(order.due_on, False), (order.due_on + days(1), True)]:
        assert order.is_overdue(day) is overdue
        assert RectificationOrder.objects.overdue(day).exists() is overdue
    actions.verify_rectification(order, by=supervisor, at=NOW, note="Repaired.")
    assert not RectificationOrder.objects.overdue(TODAY + days(300)).exists()


def test_an_order_that_was_never_met_is_owed_in_every_later_period():
    order = factories.an_order(working_days=1)
    later = TODAY + days(100)
    assert order in RectificationOrder.objects.owed_in(later, later + days(30))
    assert order not in RectificationOrder.objects.owed_in(TODAY - days(60), TODAY - days(30))


def test_two_supervisors_verifying_at_once_write_one_verification(supervisor):
    order = factories.an_order()
    stale = RectificationOrder.objects.get(pk=order.pk)
    actions.verify_rectification(order, by=supervisor, at=NOW, note="Repaired.")
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.verify_rectification(stale, by=supervisor, at=NOW, note="Repaired as well.")
    assert refusal.value.code == "stale"
