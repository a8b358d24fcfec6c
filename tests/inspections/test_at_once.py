"""The same moment, two people: one is heard, the other is told, and nothing is written by half."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from contracts import actions as promise
from contracts.models import Agency, Contract, Duty, InspectionTerm
from inspections import actions
from inspections.models import FieldReport, Inspection, Reading, RectificationOrder
from tests import factories
from tests.at_once import at_once, refusals
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def copies(row):
    """The row as each of two people has it on the screen."""
    return [type(row)._default_manager.get(pk=row.pk) for _ in range(2)]


def test_two_agencies_founded_below_one_are_both_planted():
    parents = copies(factories.an_agency())
    root = factories.root()
    results = at_once(
        *(
            lambda parent=parent, code=code: promise.found_agency(by=root, at=NOW, parent=parent, code=code, name=code)
            for parent, code in zip(parents, ("one", "two"), strict=True)
        )
    )
    assert refusals(results) == 0
    assert len({agency.path for agency in results}) == 2
    assert Agency.objects.get(pk=parents[0].pk).numchild == 2


def test_two_leads_named_at_once_leave_one():
    drafts = copies(factories.a_draft())
    people, by = [factories.a_user(), factories.a_user()], factories.staff()
    results = at_once(
        *(
            lambda draft=draft, person=person: promise.assign_duty(draft, person, Duty.Role.LEAD, by=by, at=NOW)
            for draft, person in zip(drafts, people, strict=True)
        )
    )
    assert refusals(results) == 1
    assert Duty.objects.leads().count() == 1


def test_a_contract_is_never_in_force_without_the_inspection_somebody_just_removed():
    draft = factories.a_ready_draft()
    term = InspectionTerm.objects.select_related("contract").get(contract=draft)
    by = factories.staff()
    at_once(lambda: promise.activate_contract(draft, by=by, at=NOW), lambda: promise.remove_term(term, by=by, at=NOW))
    in_force = Contract.objects.get(pk=draft.pk).status == Contract.Status.ACTIVE
    assert in_force is InspectionTerm.objects.filter(pk=term.pk).exists()


def test_a_report_that_arrives_twice_at_once_is_filed_once_and_both_hear_of_it():
    inspection = factories.a_scheduled_inspection()
    given, by, key = factories.answers(inspection), inspection.inspectors.first(), uuid.uuid4()
    visited_at = NOW - timedelta(hours=1)
    results = at_once(
        *(
            lambda row=row: actions.file_report(row, given, client_uuid=key, visited_at=visited_at, by=by, at=NOW)
            for row in copies(inspection)
        )
    )
    assert results == [FieldReport.objects.get()] * 2


def test_two_inspectors_reporting_at_once_file_one_report():
    inspection = factories.a_scheduled_inspection()
    given, visited_at = factories.answers(inspection), NOW - timedelta(hours=1)
    results = at_once(
        *(
            lambda row=row, by=by: actions.file_report(
                row, given, client_uuid=uuid.uuid4(), visited_at=visited_at, by=by, at=NOW
            )
            for row, by in zip(copies(inspection), inspection.inspectors.all(), strict=True)
        )
    )
    assert refusals(results) == 1
    assert Inspection.objects.get(pk=inspection.pk).reports.count() == 1


def test_two_orders_on_one_finding_leave_one():
    findings, by = copies(factories.a_finding()), factories.staff("supervisor")
    results = at_once(
        *(
            lambda finding=finding: actions.order_rectification(finding, working_days=5, by=by, at=NOW)
            for finding in findings
        )
    )
    assert refusals(results) == 1
    assert RectificationOrder.objects.count() == 1


def test_two_readings_of_one_source_leave_one():
    dues, by = copies(factories.a_reading_due()), factories.staff()
    results = at_once(
        *(
            lambda due=due: actions.record_reading(
                due, source="vendor", numerator=Decimal(1), denominator=Decimal(2), by=by, at=NOW
            )
            for due in dues
        )
    )
    assert refusals(results) == 1
    assert Reading.objects.count() == 1


def test_two_revisions_of_one_reading_leave_one_current():
    readings, by = copies(factories.a_reading()), factories.staff()
    results = at_once(
        *(
            lambda reading=reading: actions.revise_reading(
                reading, numerator=Decimal(1), denominator=Decimal(2), reason="A slip.", by=by, at=NOW
            )
            for reading in readings
        )
    )
    assert refusals(results) == 1
    assert [reading.revision for reading in Reading.objects.current()] == [2]
