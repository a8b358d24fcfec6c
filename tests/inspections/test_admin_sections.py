"""Works by chainage on the page of a contract: what was measured where, and where the newest visit found fault."""

from datetime import date

import pytest

from inspections.models import Answer
from tests import factories
from tests.factories import NOW, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def canal():
    return factories.an_active_contract("irrigation")


def visited(canal, due_on, at, failing=()):
    visit = factories.a_scheduled_inspection(canal, due_on=due_on, at=at)
    return factories.an_approved_report(visit, at=at, failing=failing)


def test_answers_are_counted_by_section_and_visit_oldest_first(canal):
    early = visited(canal, date(2026, 9, 30), NOW - days(9))
    late = visited(canal, date(2026, 10, 31), NOW - days(2), failing=[1])
    near, remote = canal.sections.all()
    counted = {(row["section"], row["report"]): row for row in Answer.objects.by_section_and_visit(canal)}
    assert list(dict.fromkeys(report for _section, report in counted)) == [early.pk, late.pk]
    assert all(counted[near.pk, early.pk][key] == 2 for key in ("judged", "passed"))
    assert (counted[remote.pk, late.pk]["judged"], counted[remote.pk, late.pk]["passed"]) == (2, 1)


def test_a_report_that_is_not_approved_does_not_count(canal):
    factories.a_filed_report(factories.a_scheduled_inspection(canal))
    assert not Answer.objects.by_section_and_visit(canal).exists()
