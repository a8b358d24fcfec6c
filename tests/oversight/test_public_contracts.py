"""Contracts: the list with its filters, and the page of each."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import acknowledge_duty, end_duty, hand_over_duty
from contracts.models import Duty
from tests import factories
from tests.factories import NOW, days
from tests.oversight import judged

pytestmark = pytest.mark.django_db


def references(response) -> list[str]:
    return [contract.reference for contract, _card in response.context["rows"]]


def page_of(client, contract, language="en") -> str:
    return client.get(f"/{language}/contracts/{contract.public_id}/").content.decode()


@pytest.fixture
def three():
    """Two contracts of one agency, one of them closed, and one of another agency."""
    agency = factories.an_agency("Water Bureau", code="water")
    factories.an_active_contract(published=True, reference="HT-A", amount=Decimal(300))
    old = factories.an_active_contract("irrigation", agency, published=True, reference="HT-B", amount=Decimal(100))
    factories.close(old, reason="Ended early: SECRET REASON.")
    factories.an_active_contract("irrigation", agency, published=True, reference="HT-C", amount=Decimal(200))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?sort=reference", ["HT-A", "HT-B", "HT-C"]),
        ("?sort=amount_high", ["HT-A", "HT-C", "HT-B"]),
        ("?sort=amount_low", ["HT-B", "HT-C", "HT-A"]),
        ("?agency=water", ["HT-B", "HT-C"]),
        ("?kind=hotline", ["HT-A"]),
        ("?status=closed", ["HT-B"]),
        ("?status=active&agency=water", ["HT-C"]),
        ("?q=ht-c", ["HT-C"]),
    ],
)
def test_filters_and_order(client, three, query, found):
    assert references(client.get(f"/en/contracts/{query}")) == found


@pytest.mark.parametrize("query", ["?agency=no-such", "?status=draft", "?kind=x", "?sort=x", "?page=0"])
def test_a_value_that_makes_no_sense_is_named_and_left_out(client, three, query):
    response = client.get(f"/en/contracts/{query}")
    assert "Part of your question could not be answered" in response.content.decode()
    assert len(references(response)) == 3


def test_drafts_and_unpublished_contracts_are_neither_listed_nor_shown(client):
    hidden = [factories.a_ready_draft(), factories.an_active_contract()]
    assert references(client.get("/en/contracts/")) == []
    for contract in hidden:
        assert client.get(f"/en/contracts/{contract.public_id}/").status_code == 404


def test_an_agency_without_published_contracts_is_no_choice(client, three):
    factories.an_active_contract(agency=factories.an_agency("Silent Bureau"))
    assert "Silent Bureau" not in client.get("/en/contracts/").content.decode()


def test_the_list_costs_the_same_queries_for_three_contracts_as_for_twelve(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/contracts/?q=contract").status_code == 200
        return len(captured)

    for _ in range(3):
        judged.an_unrated_card()
    few = queries()
    for _ in range(9):
        judged.an_unrated_card()
    assert queries() == few


def test_the_page_says_what_was_promised_and_who_answers(client):
    lead = factories.a_user(name_en="Lin Quan", post_en="Head of Works", office_phone="(0000) 555-0199")
    contract = factories.an_active_contract("irrigation", published=True, lead=lead)
    page = page_of(client, contract)
    for text in (
        contract.reference,
        contract.vendor.name,
        contract.agency.name,
        "¥1,428,816.00",
        "Works tender",
        "Open tendering",
        "Point pass rate",
        "at least 70%",
        "60%",
        "drawn chainage",
        "Patrol",
        "at least 2",
        "K1+000 – K2+000",
        "remote",
        "C25 concrete",
        "± 20 mm",
        "Head of Works",
        "(0000) 555-0199",
    ):
        assert text in page, text
    assert "Lin Quan" not in page


def test_after_a_handover_the_new_post_answers(client):
    contract = factories.an_active_contract(published=True)
    incoming = factories.a_user(post_en="Deputy director")
    duty = contract.duties.get()
    pending = hand_over_duty(duty, incoming, by=factories.staff(), at=NOW)
    assert "Deputy director" not in page_of(client, contract)
    acknowledge_duty(pending, by=incoming, at=NOW)
    assert "Deputy director" in page_of(client, contract)


def test_a_gap_says_that_the_agency_answers_all_the_same(client):
    contract = factories.an_active_contract(published=True)
    end_duty(contract.duties.get(), by=factories.staff(), at=NOW, reason="Left.")
    assert "The agency answers for it all the same." in page_of(client, contract)


def test_a_closed_contract_names_the_post_that_answered_last(client):
    lead = factories.a_user(post_en="Head of Works")
    contract = factories.an_active_contract(published=True, lead=lead)
    factories.close(contract, reason="Done.")
    assert not Duty.objects.open().exists()
    page = page_of(client, contract)
    assert "Closed" in page
    assert "Head of Works" in page


def test_only_the_lead_is_shown(client):
    contract = factories.an_active_contract(published=True)
    factories.a_duty(contract, factories.a_user(post_en="Acceptance officer X"), Duty.Role.ACCEPTANCE)
    assert "Acceptance officer X" not in page_of(client, contract)


def test_the_page_lists_its_scorecards_and_draws_them(client):
    rated, unrated = judged.two_periods()
    page = page_of(client, rated.contract)
    for card in (rated, unrated):
        assert reverse("scorecard_detail", args=[card.public_id]) in page
    assert "<svg" in page
    assert "Not rated: too little evidence, so no score" in page


def test_chinese_titles_are_shown_on_chinese_pages(client):
    contract = factories.an_active_contract(
        published=True, title_zh_hans="东干渠衬砌", starts_on=factories.TODAY - days(90)
    )
    assert "东干渠衬砌" in page_of(client, contract, "zh-hans")


def test_the_page_says_what_may_be_outsourced_under_which_law_and_where_that_is_written(client):
    contract = factories.an_active_contract("social_media", published=True)
    page = page_of(client, contract)
    for part in ("production and upkeep of content", "Partly, with conditions", "Government purchase of services"):
        assert part in page
    assert "Source: State Council General Office, checklist" in page
    assert "政务新媒体：内容制作与日常运维" in page_of(client, contract, "zh-hans")


def test_how_the_conditions_are_met_is_not_public(client):
    contract = factories.an_active_contract("social_media", published=True)
    contract.scope_answers.update(explanation="SECRET EXPLANATION")
    assert "SECRET EXPLANATION" not in page_of(client, contract)


def test_an_amended_contract_shows_what_was_signed_and_what_it_costs_now(client):
    contract = factories.an_active_contract(published=True, amount=Decimal(1_000_000))
    factories.an_amendment(contract, amount_change=Decimal(50_000))
    page = page_of(client, contract)
    assert "¥1,050,000.00" in page
    assert "originally ¥1,000,000.00, changed by 1 amendment" in page


def test_a_suspended_contract_says_since_when_and_not_why(client):
    contract = factories.suspend(factories.an_active_contract(published=True), reason="SECRET REASON")
    page = page_of(client, contract)
    assert "Suspended" in page
    assert "nothing falls due meanwhile" in page
    assert "SECRET REASON" not in page
    assert references(client.get("/en/contracts/?status=suspended")) == [contract.reference]


def test_a_terminated_contract_shows_its_ground_and_who_answered_last(client):
    contract = factories.an_active_contract(published=True)
    factories.terminate(contract, reason="SECRET REASON")
    page = page_of(client, contract)
    assert "Breach of contract" in page
    assert "SECRET REASON" not in page
    assert contract.duties.leads().get().person.office_phone in page


def test_the_result_of_an_acceptance_is_published_with_how_many_took_part(client):
    contract = factories.an_active_contract(published=True)
    factories.an_acceptance(contract, user_representatives=17, subject="SECRET SUBJECT")
    page = page_of(client, contract)
    assert "Passed" in page
    assert ">17<" in page
    assert "SECRET SUBJECT" not in page


def test_who_answered_before_a_merger_stays_on_the_page(client):
    old, new = factories.an_agency("Old Bureau"), factories.an_agency("New Bureau")
    contract = factories.an_active_contract(agency=old, published=True)
    factories.a_succession(contract, new)
    page = page_of(client, contract)
    assert "New Bureau answers, before it Old Bureau" in page
