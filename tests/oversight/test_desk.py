"""The desk: what waits for whom, and the same few queries however much it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.models import Duty
from oversight.desk import desk_for
from oversight.sidebar import GROUPS
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def _today() -> Iterator[None]:
    with travel(NOW, tick=False):
        yield


def _waiting(desk: dict[str, Any]) -> dict[str, int]:
    return {queue["anchor"]: queue["count"] for queue in desk["queues"]}


def _rows(desk: dict[str, Any], anchor: str) -> list[dict[str, Any]]:
    return [row for row in desk["rows"] if row["anchor"] == anchor]


def test_an_empty_desk_says_that_nothing_waits(client: Client) -> None:
    desk = desk_for(factories.a_user("contract_manager"), NOW)
    assert (desk["queues"], desk["rows"], desk["count"]) == ([], [], 0)
    client.force_login(factories.a_user("contract_manager", is_staff=True))
    assert "Nothing waits for you." in client.get("/admin/").content.decode()


def test_a_duty_waits_for_the_person_named_and_nobody_else() -> None:
    person, other = factories.a_user(), factories.a_user()
    duty = factories.a_duty(factories.a_draft(), person, acknowledged=False, at=NOW - days(3))
    row = _rows(desk_for(person, NOW), "duties")[0]
    assert (row["who"], row["clock"], row["action"]["method"]) == (person, "waiting for 3 days", "post")
    assert row["contract"] == duty.contract.reference
    assert _waiting(desk_for(other, NOW)) == {}


def test_a_duty_on_a_closed_contract_waits_for_nobody() -> None:
    contract = factories.an_active_contract()
    duty = factories.a_duty(contract, role="manager", acknowledged=False)
    assert _waiting(desk_for(duty.person, contract.activated_at)) == {"duties": 1}
    factories.close(contract, at=contract.activated_at, reason="The service has ended.")
    assert _waiting(desk_for(duty.person, contract.activated_at)) == {}


@pytest.mark.usefixtures("_today")
def test_a_duty_is_acknowledged_from_the_desk_which_is_shown_again(client: Client) -> None:
    person = factories.a_user(is_staff=True)
    factories.a_duty(factories.a_draft(), person, acknowledged=False)
    client.force_login(person)
    row = client.get("/admin/").context["desk"]["rows"][0]
    answer = client.post(row["action"]["url"], follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/"
    assert answer.context["desk"]["rows"] == []
    assert Duty.objects.answering().filter(person=person).exists()


def test_overdue_work_waits_for_whoever_sees_the_contract_oldest_first() -> None:
    contract = factories.an_active_contract()
    factories.schedule(NOW)
    desk = desk_for(factories.a_user("contract_manager"), NOW)
    assert _waiting(desk)["inspections"] > 1
    rows = _rows(desk, "inspections")
    lead = contract.duties.answering().leads().get().person
    assert all(row["late"] and row["who"] == lead for row in rows)
    overdue = [int(row["clock"].split()[0]) for row in rows]
    assert overdue == sorted(overdue, reverse=True)
    assert _rows(desk, "readings")[0]["action"]["label"] == "Record"


def test_the_action_fits_what_the_person_may_do() -> None:
    factories.an_active_contract()
    factories.schedule(NOW)
    official = _rows(desk_for(factories.a_user("contract_manager"), NOW), "inspections")[0]["action"]
    supervisor = _rows(desk_for(factories.a_user("supervisor"), NOW), "inspections")[0]["action"]
    assert official["url"].endswith("/change/")
    assert supervisor["url"].endswith("/do/assign/")


def test_an_overdue_order_waits() -> None:
    order = factories.an_order(working_days=1)
    later = NOW + days(10)
    row = _rows(desk_for(factories.a_user("supervisor"), later), "orders")[0]
    assert order.number in row["title"]
    assert row["action"]["label"] == "Verify"


def test_a_report_waits_for_reviewers_who_were_not_there() -> None:
    there = factories.a_user(["inspector", "supervisor"])
    inspection = factories.a_scheduled_inspection(inspectors=[there, factories.a_user("inspector")])
    factories.a_filed_report(inspection, failing=[2])
    row = _rows(desk_for(factories.a_user("supervisor"), NOW), "reports")[0]
    assert "1 finding" in row["title"]
    assert _rows(desk_for(there, NOW), "reports") == []
    assert _rows(desk_for(factories.a_user("contract_manager"), NOW), "reports") == []


def test_a_scorecard_waits_for_approval_by_another_and_then_for_publication() -> None:
    card = factories.a_draft_card(evidence=False)
    publisher = factories.a_user("publisher")
    both = factories.a_user(["analyst", "publisher"])
    assert set(_waiting(desk_for(publisher, NOW))) >= {"approve"}
    factories.an_approved_card(card)
    waiting = _waiting(desk_for(both, NOW))
    assert "publish" in waiting
    assert "approve" not in waiting


def test_nothing_waits_for_an_official_of_another_agency() -> None:
    order = factories.an_order(working_days=1)
    factories.a_swept_flag(order.contract)
    stranger = factories.a_user(["contract_manager", "supervisor", "publisher"], factories.an_agency())
    desk = desk_for(stranger, NOW + days(30))
    assert (desk["queues"], desk["flags"]["rows"], desk["scorecards"]) == ([], [], [])
    assert all(month["planned"] == 0 for month in desk["planned"])


def test_flags_are_counted_by_rule_and_age() -> None:
    contract = factories.an_active_contract()
    factories.a_swept_flag(contract)
    flags = desk_for(factories.a_user("contract_manager"), NOW)["flags"]
    row = flags["rows"][0]
    assert row["code"] == "INSPECTION_OVERDUE"
    assert row["total"] == row["d7"] + row["d30"] + row["d90"] + row["older"] == flags["total"]["total"]
    assert row["older"] > 0


def test_the_newest_run_of_each_rule_is_summed_up() -> None:
    factories.a_swept_flag()
    factories.swept("DUTY_GAP")
    assert desk_for(factories.a_user("contract_manager"), NOW)["runs"].startswith("2 rules, last run")


def test_planned_and_done_of_six_months() -> None:
    inspection = factories.a_scheduled_inspection(due_on=NOW.date().replace(month=10, day=31))
    factories.a_filed_report(inspection)
    planned = desk_for(factories.a_user("contract_manager"), NOW)["planned"]
    assert [month["label"] for month in planned] == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    assert planned[4] == {"label": "Oct", "planned": 1, "done": 1}


def test_published_scorecards_are_listed_with_their_rating() -> None:
    card = factories.a_published_card()
    row = desk_for(factories.a_user("contract_manager"), NOW)["scorecards"][0]
    assert (row["vendor"], row["band"]) == (card.contract.vendor.name, card.band)


def _queries_of_the_desk(user: Any) -> int:
    client = signed_in(user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/admin/").status_code == 200
    return len(captured)


@pytest.mark.usefixtures("_today")
def test_more_rows_take_no_more_queries() -> None:
    for role in ("contract_manager", "supervisor", "analyst", "publisher"):
        factories.staff(role)  # the one who does it, before the one who looks on
    user = factories.a_user(["contract_manager", "supervisor", "analyst", "publisher"], is_staff=True)

    def more() -> None:
        contract = factories.an_order(working_days=1, at=NOW - days(20)).contract
        factories.a_duty(contract, user, "manager", acknowledged=False)
        visit = factories.a_scheduled_inspection(contract, due_on=NOW.date().replace(month=9, day=30))
        factories.a_filed_report(visit, failing=[2])
        factories.a_published_card(factories.a_draft_card(contract, evidence=False))
        factories.a_swept_flag(contract)
        factories.a_draft_card(factories.an_active_contract(published=True), evidence=False)

    more()
    before = _queries_of_the_desk(user)
    more()
    more()
    assert _queries_of_the_desk(user) <= before


@pytest.mark.usefixtures("_today")
def test_the_sidebar_leaves_out_what_somebody_may_not_view(client: Client) -> None:
    client.force_login(factories.a_user("contract_manager", is_staff=True))
    groups = client.get("/admin/").context["sidebar"]
    shown = {item["url"] for group in groups for item in group["items"]}
    assert "/admin/contracts/contract/" in shown
    assert "/admin/contracts/reportedcontract/" not in shown


@pytest.mark.usefixtures("_today")
def test_the_sidebar_marks_the_list_one_is_looking_at(client: Client) -> None:
    client.force_login(factories.root())
    groups = client.get("/admin/inspections/reading/").context["sidebar"]
    assert [item["url"] for group in groups for item in group["items"] if item["current"]] == [
        "/admin/inspections/reading/"
    ]


def test_every_page_stands_in_the_sidebar() -> None:
    assert {entry.model for _title, entries in GROUPS for entry in entries} == set(admin.site._registry)


def test_the_flags_name_who_answers_for_them() -> None:
    flag = factories.a_swept_flag()
    flags = desk_for(factories.a_user("contract_manager"), NOW)["flags"]
    lead = flag.contract.duties.answering().leads().get().person
    assert flags["people"] == [{"label": lead, "value": flags["total"]["total"]}]


def test_a_deputy_sees_what_they_act_for_today_and_not_what_is_over() -> None:
    duty, person = factories.a_duty(factories.a_draft()), factories.a_user(is_staff=True)
    factories.delegate(duty, person, TODAY, TODAY + days(3))
    acting = desk_for(person, NOW)["acting"]
    assert [(row["person"], row["contract"], row["until"]) for row in acting] == [
        (duty.person, duty.contract, TODAY + days(3))
    ]
    assert desk_for(person, NOW + days(4))["acting"] == desk_for(duty.person, NOW)["acting"] == []


@pytest.mark.usefixtures("_today")
def test_acting_for_more_people_takes_no_more_queries(client: Client) -> None:
    person = factories.a_user(is_staff=True)
    client.force_login(person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "Acting for others today" in client.get("/admin/").content.decode()
        return len(captured)

    factories.delegate(factories.a_duty(factories.a_draft()), person, TODAY, TODAY)
    before = queries()
    for _more in range(3):
        factories.delegate(factories.a_duty(factories.a_draft()), person, TODAY, TODAY)
    assert queries() == before
