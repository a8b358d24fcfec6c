"""The schedule: what is promised comes due, whatever runs were missed."""

import itertools
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contracts.actions import resume_contract
from contracts.models import AuditEvent, Contract, Holiday, InspectionTerm
from contracts.periods import add_months
from inspections import actions, tasks
from inspections.actions.inspection import HORIZON, due_days
from inspections.models import Inspection, ReadingDue
from tests import factories
from tests.at_once import at_once
from tests.every_action import nothing_written
from tests.factories import NOW, STARTS_ON, TODAY, days, on

pytestmark = pytest.mark.django_db


def run(at=NOW):
    return actions.schedule_due_work(by=factories.automation(), at=at)


def due_on(contract):
    return list(Inspection.objects.filter(contract=contract).values_list("due_on", flat=True))


def test_every_month_of_the_contract_up_to_the_horizon_is_opened():
    contract = factories.an_active_contract()
    done = run()
    assert due_on(contract) == [add_months(STARTS_ON, n) - days(1) for n in range(1, 13)]
    assert done.inspections == 12
    assert done.cancelled == 0


def test_nothing_is_opened_beyond_the_horizon_or_the_end_of_the_contract():
    long = factories.an_active_contract(ends_on=date(2028, 12, 31), term_justification="Stable and budgeted.")
    short = factories.an_active_contract(ends_on=date(2026, 11, 25))
    run()
    assert max(due_on(long)) <= TODAY + HORIZON < add_months(max(due_on(long)), 1)
    assert max(due_on(short)) == date(2026, 10, 31)


def test_running_twice_changes_nothing():
    factories.an_active_contract("irrigation")
    run()
    with nothing_written():
        assert run() == actions.inspection.DueWork(0, 0, 0)


def test_missed_runs_heal():
    """A portal that stood still for a year opens in one run what it would have opened month by month."""
    daily, late = factories.an_active_contract(), factories.an_active_contract()
    Contract.objects.filter(pk=late.pk).update(status="draft", activated_at=None)
    for month in range(1, 12):
        run(on(date(2026, month, 3)))
    Contract.objects.filter(pk=late.pk).update(status="active", activated_at=NOW)
    run()
    assert due_on(daily) == due_on(late)
    months = [
        list(ReadingDue.objects.filter(term__contract=contract).values_list("starts_on", "due_on").order_by("pk"))
        for contract in (daily, late)
    ]
    assert sorted(months[0]) == sorted(months[1])


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_open_everything_once():
    contract = factories.an_active_contract()
    at_once(run, run)
    assert due_on(contract) == [add_months(STARTS_ON, n) - days(1) for n in range(1, 13)]
    assert ReadingDue.objects.count() == 20


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2026, 1, 31), [date(2026, 2, 27), date(2026, 3, 30), date(2026, 4, 29)]),
        (date(2026, 1, 1), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        (date(2028, 1, 30), [date(2028, 2, 28), date(2028, 3, 29), date(2028, 4, 29)]),
    ],
)
def test_the_due_day_is_the_last_of_each_month_of_service(starts_on, expected):
    contract = Contract(starts_on=starts_on, ends_on=add_months(starts_on, 12))
    term = InspectionTerm(contract=contract, frequency=1)
    assert list(due_days(term, starts_on + days(100)))[:3] == expected


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from([1, 3, 6, 12]), st.integers(0, 900))
def test_due_days_grow_and_stay_within_the_contract(starts_on, frequency, length):
    contract = Contract(starts_on=starts_on, ends_on=starts_on + days(length))
    found = list(due_days(InspectionTerm(contract=contract, frequency=frequency), date(2040, 1, 1)))
    assert found == sorted(set(found))
    assert all(starts_on < day <= contract.ends_on for day in found)
    gaps = [(after - before).days for before, after in itertools.pairwise(found)]
    assert all(28 * frequency <= gap <= 31 * frequency for gap in gaps)


def test_a_draft_and_a_closed_contract_owe_nothing():
    factories.a_ready_draft()
    closed = factories.an_active_contract()
    factories.close(closed)
    assert run().inspections == 0
    assert not ReadingDue.objects.exists()


def test_what_a_closed_contract_no_longer_owes_is_called_off():
    contract = factories.an_active_contract()
    factories.schedule()
    factories.close(contract)
    assert run().cancelled == 2
    called_off = Inspection.objects.exclude(cancel_reason="").order_by("due_on")
    assert [(row.due_on, row.cancel_reason) for row in called_off] == [
        (date(2026, 11, 30), "The contract was closed."),
        (date(2026, 12, 31), "The contract was closed."),
    ]
    assert AuditEvent.objects.filter(action="inspection.cancelled", contract_id=contract.pk).count() == 2


def test_closing_a_contract_does_not_undo_that_nobody_went():
    """What fell due before stays on record as owed, and a scorecard goes on counting it."""
    contract = factories.an_active_contract()
    report = factories.a_filed_report(factories.a_scheduled_inspection(contract, due_on=date(2026, 10, 31)))
    factories.close(contract)
    run()
    report.inspection.refresh_from_db()
    assert report.inspection.status == Inspection.Status.REPORTED
    assert Inspection.objects.planned_in(date(2026, 7, 1), date(2026, 9, 30)).scheduled().count() == 3
    assert not Inspection.objects.overdue(NOW.date()).exists(), "Nobody can go any more"


def test_an_inspection_that_was_called_off_is_not_opened_again():
    inspection = factories.a_scheduled_inspection()
    actions.cancel_inspection(inspection, by=factories.staff("supervisor"), at=NOW, reason="Flood.")
    assert run().inspections == 0


def test_a_reading_is_owed_for_every_ended_month_and_due_some_working_days_later():
    contract = factories.an_active_contract()
    run()
    dues = ReadingDue.objects.filter(term__contract=contract, term__indicator__code="H1")
    assert [due.starts_on.month for due in dues] == list(range(1, 11))
    # five working days after 30 September: the National Day holiday and a made-up Saturday lie between
    assert dues.get(starts_on=date(2026, 9, 1)).due_on == date(2026, 10, 13)
    assert Holiday.objects.get(day=date(2026, 10, 10)).is_workday


def test_a_period_opens_on_the_day_after_its_end():
    contract = factories.an_active_contract()
    run(on(date(2026, 3, 31), hour=23))
    assert ReadingDue.objects.filter(term__contract=contract).latest("starts_on").starts_on == date(2026, 2, 1)
    run(on(date(2026, 4, 1), hour=0))
    assert ReadingDue.objects.filter(term__contract=contract).latest("starts_on").starts_on == date(2026, 3, 1)


def test_a_part_of_a_month_owes_no_reading():
    contract = factories.an_active_contract(starts_on=date(2026, 8, 15))
    run()
    assert {due.starts_on for due in ReadingDue.objects.filter(term__contract=contract)} == {
        date(2026, 9, 1),
        date(2026, 10, 1),
    }


def test_a_quarterly_term_owes_a_reading_a_calendar_quarter():
    draft = factories.a_draft(starts_on=date(2026, 2, 1))
    factories.a_metric_term(draft, "H1", frequency=3)
    factories.an_inspection_term(draft, frequency=6)
    factories.a_duty(draft)
    factories.everything_else(draft)
    factories.activate(draft)
    run()
    assert [due.period.label for due in ReadingDue.objects.all()] == ["Q2 2026", "Q3 2026"]
    assert due_on(draft) == [date(2026, 7, 31)]


def test_the_schedule_takes_the_same_queries_for_one_contract_and_for_many():
    def queries(count):
        for _ in range(count):
            factories.an_active_contract()
        with CaptureQueriesContext(connection) as captured:
            run()
        return len(captured)

    assert queries(1) == queries(6)


def test_the_command_says_what_it_did_and_a_dry_run_writes_nothing(capsys):
    factories.an_active_contract()
    with nothing_written():
        call_command("schedule_due_work", "--dry-run")
    call_command("schedule_due_work")
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert Inspection.objects.exists()


def test_the_task_does_what_the_command_does():
    factories.an_active_contract()
    tasks.schedule_due_work()
    assert Inspection.objects.exists()
    assert AuditEvent.objects.filter(action="schedule.opened").get().actor == factories.automation()


def test_nothing_falls_due_while_a_contract_is_suspended_and_nothing_is_owed_for_it_later():
    contract = factories.an_active_contract()
    run(on(date(2026, 6, 10)))
    factories.suspend(contract, at=on(date(2026, 6, 20)))
    run(on(date(2026, 8, 5)))
    cancelled = Inspection.objects.filter(contract=contract, status=Inspection.Status.CANCELLED)
    assert set(cancelled.values_list("due_on", "cancel_reason")) == {
        (date(2026, 6, 30), "The contract was suspended."),
        (date(2026, 7, 31), "The contract was suspended."),
    }
    resume_contract(contract, by=factories.staff(), at=on(date(2026, 10, 10)), reason="Dry again.")
    run()
    assert Inspection.objects.filter(contract=contract).overdue(TODAY).first().due_on == date(2026, 1, 31)
    scheduled = Inspection.objects.filter(contract=contract).scheduled()
    assert date(2026, 9, 30) not in set(scheduled.values_list("due_on", flat=True))
    assert date(2026, 10, 31) in set(scheduled.values_list("due_on", flat=True))
    owed = set(ReadingDue.objects.filter(term__contract=contract).values_list("starts_on__month", flat=True))
    assert owed == {1, 2, 3, 4, 5, 10}


def test_what_a_terminated_contract_no_longer_owes_is_called_off():
    contract = factories.an_active_contract()
    run()
    factories.terminate(contract)
    run()
    reasons = Inspection.objects.filter(contract=contract, due_on__gt=TODAY).values_list("cancel_reason", flat=True)
    assert set(reasons) == {"The contract was terminated."}
