"""Who goes, and what an inspection that nobody went to says."""

from datetime import date

import pytest

from contracts import actions as promise
from contracts.refusals import Refused
from inspections import actions
from inspections.models import Inspection
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def supervisor():
    return factories.staff("supervisor")


def assign(inspection, *people):
    return actions.assign_inspectors(inspection, people, by=factories.staff("supervisor"), at=NOW)


@pytest.fixture
def inspection():
    return factories.a_scheduled_inspection(inspectors=())


def test_as_many_are_named_as_the_contract_promises(inspection):
    one, other = factories.a_user("inspector"), factories.a_user("inspector")
    for people in [(), (one,), (one, one)]:
        with nothing_written(), pytest.raises(Refused, match="At least 2 inspectors"):
            assign(inspection, *people)
    assert set(assign(inspection, one, other).inspectors.all()) == {one, other}


def test_somebody_who_is_no_inspector_is_not_named(inspection):
    people = [factories.a_user("inspector"), factories.staff("contract_manager")]
    with nothing_written(), pytest.raises(Refused, match="not an active inspector"):
        assign(inspection, *people)


def test_somebody_whose_account_is_closed_is_not_named(inspection):
    people = [factories.a_user("inspector"), factories.a_user("inspector")]
    promise.close_account(people[0], by=factories.root(), at=NOW)
    with nothing_written(), pytest.raises(Refused, match="not an active inspector"):
        assign(inspection, *people)


def test_who_answers_for_a_contract_does_not_inspect_it(inspection):
    lead = factories.a_user(["contract_manager", "inspector"])
    other = factories.a_user("inspector")
    factories.a_duty(inspection.contract, lead, "supervisor", acknowledged=False)
    with nothing_written(), pytest.raises(Refused, match="holds a duty on this contract"):
        assign(inspection, lead, other)


def test_naming_the_same_people_again_changes_nothing(inspection):
    people = [factories.a_user("inspector"), factories.a_user("inspector")]
    assign(inspection, *people)
    with nothing_written():
        assign(inspection, *people)


def test_who_went_is_not_changed_once_it_was_reported(inspection):
    """They may not review the report, so it matters who they were, to the last moment."""
    assign(inspection, factories.a_user("inspector"), factories.a_user("inspector"))
    stale = Inspection.objects.get(pk=inspection.pk)
    factories.a_filed_report(inspection)
    others = [factories.a_user("inspector") for _ in range(2)]
    with nothing_written(), pytest.raises(Refused) as refusal:
        assign(stale, *others)
    assert refusal.value.code == "stale"


@pytest.mark.parametrize(("reason", "message"), [(" ", "Say why"), ("x" * 301, "at most 300")])
def test_calling_off_needs_a_reason(inspection, supervisor, reason, message):
    with nothing_written(), pytest.raises(Refused, match=message):
        actions.cancel_inspection(inspection, by=supervisor, at=NOW, reason=reason)


def test_two_supervisors_calling_off_at_once_write_one_reason(inspection, supervisor):
    stale = Inspection.objects.get(pk=inspection.pk)
    actions.cancel_inspection(inspection, by=supervisor, at=NOW, reason="Flood.")
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.cancel_inspection(stale, by=supervisor, at=NOW, reason="Road closed.")
    assert refusal.value.code == "stale"


def test_an_inspection_is_overdue_from_the_day_after_its_due_day():
    inspection = factories.a_scheduled_inspection(due_on=date(2026, 10, 31))
    rows = Inspection.objects.filter(pk=inspection.pk)
    for day, overdue in [(inspection.due_on, False), (inspection.due_on + days(1), True)]:
        assert rows.overdue(day).exists() is overdue
        assert inspection.is_overdue(day) is overdue
        assert rows.upcoming(day).exists() is not overdue


def test_what_is_reported_or_called_off_is_never_overdue():
    reported = factories.an_approved_report(factories.a_scheduled_inspection(due_on=date(2026, 10, 31))).inspection
    off = factories.a_scheduled_inspection(due_on=date(2026, 10, 31))
    actions.cancel_inspection(off, by=factories.staff("supervisor"), at=NOW, reason="Flood.")
    assert not Inspection.objects.overdue(TODAY + days(300)).filter(pk__in=[reported.pk, off.pk]).exists()


def test_an_inspector_has_the_own_ones_on_the_list():
    mine = factories.a_scheduled_inspection()
    me = mine.inspectors.first()
    factories.a_scheduled_inspection()
    assert list(Inspection.objects.to_report_by(me)) == [mine]
    factories.a_filed_report(mine, by=me)
    assert list(Inspection.objects.to_report_by(me)) == []


def test_the_number_names_year_and_row():
    inspection = factories.a_scheduled_inspection(due_on=date(2026, 10, 31))
    assert inspection.number == f"JC-2026-{inspection.pk:04d}"


def test_planned_and_done_are_counted_by_month():
    contract = factories.an_active_contract()
    factories.a_filed_report(factories.a_scheduled_inspection(contract, due_on=date(2026, 10, 31)))
    october = [row for row in Inspection.objects.done_by_month() if row["month"] == date(2026, 10, 1)]
    assert october == [{"month": date(2026, 10, 1), "planned": 1, "done": 1}]
