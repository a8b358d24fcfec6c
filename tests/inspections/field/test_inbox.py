"""The inspector's list, and who may enter at all."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from inspections.actions import return_report
from tests import factories
from tests.factories import (
    NOW,
    a_filed_report,
    a_scheduled_inspection,
    a_user,
    an_active_contract,
    an_approved_report,
    days,
    staff,
)
from tests.inspections.field.sending import text

pytestmark = pytest.mark.django_db
INBOX = "field:inbox"


def visit(inspector, due_on=None, contract=None):
    return a_scheduled_inspection(contract, due_on=due_on, inspectors=[inspector, a_user("inspector")])


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get(reverse(INBOX))
    assert response.status_code == 302
    assert response.url == f"{reverse('login')}?next={reverse(INBOX)}"


@pytest.mark.parametrize("role", ["contract_manager", "supervisor", "auditor"])
def test_whoever_is_no_inspector_is_told_kindly(client, role):
    client.force_login(a_user(role))
    response = client.get(reverse(INBOX))
    assert response.status_code == 403
    assert "For inspectors only" in text(response)
    assert "Log out" in text(response)


def test_an_empty_inbox_says_so(client, inspector):
    assert "Nothing waits for you" in text(client.get(reverse(INBOX)))


def test_visits_stand_in_order_of_urgency(client, inspector):
    contract = an_active_contract()
    for due_on in (date(2026, 12, 31), date(2026, 11, 30), date(2026, 10, 31)):
        visit(inspector, due_on, contract)
    lanes = client.get(reverse(INBOX)).context["lanes"]
    assert [lane.code for lane in lanes] == ["overdue", "soon", "later"]
    assert [lane.visits[0].when for lane in lanes] == ["20 days overdue", "Due in 10 days", "Due in 41 days"]


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-11-29 09:00+08:00", "Due in 1 day"),
        ("2026-11-30 09:00+08:00", "Due today"),
        ("2026-12-01 00:10+08:00", "1 day overdue"),
        ("2026-12-03 09:00+08:00", "3 days overdue"),
    ],
)
def test_the_day_counts_by_the_clock_of_the_county(client, inspector, today, words):
    visit(inspector, date(2026, 11, 30))
    with time_machine.travel(today, tick=False):
        client.force_login(inspector)
        assert words in text(client.get(reverse(INBOX)))


def test_a_line_names_what_the_inspector_needs_to_find_the_place(client, inspector):
    inspection = visit(inspector, date(2026, 11, 30))
    page = text(client.get(reverse(INBOX)))
    for words in (
        inspection.number,
        inspection.contract.title,
        inspection.contract.agency.name,
        "Mystery call",
        "30 Nov 2026",
    ):
        assert words in page


def test_visits_of_others_are_not_listed(client, inspector):
    inspection = a_scheduled_inspection()
    assert inspection.contract.title not in text(client.get(reverse(INBOX)))


def test_visits_on_a_closed_contract_are_not_listed(client, inspector):
    inspection = visit(inspector)
    factories.close(inspection.contract, reason="Ended early.")
    assert inspection.number not in text(client.get(reverse(INBOX)))


def test_a_returned_report_stands_on_top_with_the_note(client, inspector):
    visit(inspector, date(2026, 10, 31))
    report = a_filed_report(visit(inspector), by=inspector)
    return_report(report, by=staff("supervisor"), at=NOW, reason="The photo shows another canal.")
    lanes = client.get(reverse(INBOX)).context["lanes"]
    assert [lane.code for lane in lanes] == ["returned", "overdue"]
    assert "The photo shows another canal." in text(client.get(reverse(INBOX)))


def test_filed_reports_are_listed_with_their_review(client, inspector):
    filed = a_filed_report(visit(inspector), by=inspector, failing=[2])
    approved = an_approved_report(visit(inspector, contract=an_active_contract()), by=inspector)
    page = text(client.get(reverse(INBOX)))
    assert reverse("field:filed", args=[filed.pk]) in page
    assert reverse("field:filed", args=[approved.pk]) in page
    assert "Awaiting review" in page
    assert "Approved" in page
    assert "1 finding<" in page
    assert "no findings" in page


def test_what_was_filed_last_stands_on_top(client, inspector):
    contract = an_active_contract()
    early, late = (visit(inspector, due_on, contract) for due_on in (date(2026, 9, 30), date(2026, 10, 31)))
    older = a_filed_report(early, by=inspector, at=NOW - days(9))
    newer = a_filed_report(late, by=inspector, at=NOW - days(2))
    assert list(client.get(reverse(INBOX)).context["recent"]) == [newer, older]


def test_the_inbox_costs_the_same_for_three_visits_and_for_thirty(client, inspector, django_assert_num_queries):
    def load(count):
        for _ in range(count):
            contract = an_active_contract()
            visit(inspector, date(2026, 10, 31), contract)
            return_report(
                a_filed_report(visit(inspector, date(2026, 11, 30), contract), by=inspector),
                by=staff("supervisor"),
                at=NOW,
                reason="Again, please.",
            )
            a_filed_report(visit(inspector, date(2026, 9, 30), contract), by=inspector)

    load(1)
    with django_assert_num_queries(9):
        client.get(reverse(INBOX))
    load(9)
    with django_assert_num_queries(9):
        client.get(reverse(INBOX))
