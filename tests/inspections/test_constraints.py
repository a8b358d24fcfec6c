"""What the database refuses of the evidence, whoever writes."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from inspections.models import Answer, Checklist, Evidence, FieldReport, Reading
from tests import factories
from tests.constraints import check_refused, constraints, unique_columns, write, write_again
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


def _checklist():
    return Checklist.objects.get(method="patrol")


def _canal_report():
    return factories.a_filed_report(factories.a_scheduled_inspection(factories.an_active_contract("irrigation")))


def _evidence():
    return Evidence.objects.create(report=factories.a_filed_report(), sha256="0" * 64, original="a", copy="b")


def _approved_by(report):
    return {"status": "approved", "reviewed_at": NOW, "reviewed_by": report.filed_by}


CHECKS = [
    ("inspection_cancelled_with_reason", factories.a_scheduled_inspection, lambda _row: {"status": "cancelled"}),
    ("report_reviewed_by_another", factories.a_filed_report, _approved_by),
    ("report_reviewed_when_decided", factories.a_filed_report, lambda _row: {"status": "approved"}),
    ("report_reviewed_when_decided", factories.a_filed_report, lambda _row: {"reviewed_at": NOW}),
    ("report_visit_before_filing", factories.a_filed_report, lambda _row: {"visited_at": NOW + timedelta(seconds=1)}),
    ("order_gives_time", factories.an_order, lambda _row: {"working_days": 0}),
    ("order_due_after_issue", factories.an_order, lambda row: {"due_on": row.issued_on}),
    ("order_verified_by_someone", factories.an_order, lambda _row: {"status": "verified", "verified_on": TODAY}),
    ("order_verified_by_someone", factories.an_order, lambda row: {"verified_by": row.issued_by}),
    ("reading_due_period_order", factories.a_reading_due, lambda row: {"ends_on": row.starts_on - days(1)}),
    ("reading_due_after_period", factories.a_reading_due, lambda row: {"due_on": row.ends_on - days(1)}),
    ("reading_denominator_above_zero", factories.a_reading, lambda _row: {"denominator": 0}),
    ("reading_numerator_not_negative", factories.a_reading, lambda _row: {"numerator": -1}),
    ("reading_whole_fraction", factories.a_reading, lambda _row: {"numerator": None}),
    ("reading_whole_fraction", factories.a_reading, lambda _row: {"denominator": None}),
]

UNIQUE = [
    ("checklist_version_once", _checklist, {"is_current": False}),
    ("checklist_one_current", _checklist, {"version": 2}),
    ("checklist_item_position_once", lambda: _checklist().items.first(), {}),
    ("inspection_once_a_due_day", factories.a_scheduled_inspection, {}),
    ("report_one_standing", factories.a_filed_report, {"client_uuid": uuid.UUID(int=0)}),
    ("answer_once", lambda: factories.a_filed_report().answers.first(), {}),
    ("answer_once_a_section", lambda: _canal_report().answers.filter(section__isnull=False).first(), {}),
    ("evidence_once_a_report", _evidence, {}),
    ("reading_due_once_a_period", factories.a_reading_due, {}),
    ("reading_revision_once", factories.a_reading, {"is_current": False}),
    ("reading_one_current", factories.a_reading, {"revision": 2}),
]

UNIQUE_COLUMNS = {
    "FieldReport.client_uuid": lambda: (factories.a_filed_report(), {"status": "returned", "reviewed_at": NOW}),
    "Finding.answer": lambda: (factories.a_finding(), {}),
    "RectificationOrder.finding": lambda: (factories.an_order(), {"hold": None}),
    "RectificationOrder.hold": lambda: (factories.an_order(), {"finding": factories.a_finding()}),
}


@pytest.mark.parametrize(("name", "make", "columns"), CHECKS)
def test_a_row_that_cannot_be_true_is_refused(name, make, columns):
    row = make()
    check_refused(name, write(row, **columns(row)))


@pytest.mark.parametrize(("name", "make", "differing"), UNIQUE)
def test_a_second_row_of_what_there_is_once_is_refused(name, make, differing):
    check_refused(name, write_again(make(), **differing))


@pytest.mark.parametrize("column", UNIQUE_COLUMNS)
def test_a_value_that_is_unique_is_refused_a_second_time(column):
    row, differing = UNIQUE_COLUMNS[column]()
    with pytest.raises(IntegrityError, match=column.split(".")[1]), transaction.atomic():
        write_again(row, **differing)()


def test_every_constraint_stands_in_a_list():
    assert {name for name, *_case in CHECKS + UNIQUE} == set(constraints("inspections"))
    assert set(UNIQUE_COLUMNS) == unique_columns("inspections")


def test_a_returned_report_makes_room_for_the_next():
    report = factories.a_filed_report()
    write(report, status="returned", reviewed_at=NOW)()
    write_again(FieldReport.objects.get(pk=report.pk), client_uuid=uuid.uuid4(), status="filed", reviewed_at=None)()
    assert FieldReport.objects.standing().count() == 1


def test_an_old_revision_makes_room_for_the_next():
    reading = factories.a_reading()
    write(reading, is_current=False)()
    write_again(reading, revision=2)()
    assert Reading.objects.current().count() == 1


def test_the_same_question_is_answered_once_for_each_section():
    answer = _canal_report().answers.filter(section__isnull=False).first()
    assert Answer.objects.filter(report=answer.report, item=answer.item).count() == 2
