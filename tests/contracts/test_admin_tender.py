"""The page of a tender: prepared in a form, moved by buttons, and the way on to the contract."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import Bid, Contract, ScopeItem, Tender
from tests import factories
from tests.admin_forms import as_a_browser_would
from tests.factories import NOW
from tests.factories.tender import AWARDED_ON, BIDS_DUE_ON, NOTICE_ON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("official")]


@pytest.fixture(autouse=True)
def _today():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def official(client: Client):
    user = factories.a_user("contract_manager", is_staff=True)
    client.force_login(user)
    return user


def _text(client: Client, row: Any) -> str:
    return client.get(page_url(row)).content.decode()


def test_a_tender_is_prepared_and_corrected_in_a_form(client: Client) -> None:
    item = ScopeItem.objects.get(code="hotline-it")
    entered = {
        "reference": "ZB-1",
        "title_en": "Hotline",
        "agency": factories.the_agency().pk,
        "kind": item.kind_id,
        "scope_item": item.pk,
        "regime": "service_purchase",
        "method": "open",
        "budget": "1500000",
        "necessity": "Calls have doubled.",
        "in_house_comparison": "Twelve posts.",
    }
    assert client.post(add_url(Tender), entered).status_code == 302
    tender = Tender.objects.get()
    page = client.get(page_url(tender))
    answer = client.post(page_url(tender), as_a_browser_would(page, budget="1600000"))
    assert answer.status_code == 302
    assert Tender.objects.get().budget == 1_600_000


def test_what_may_not_be_outsourced_is_refused_beside_its_field(client: Client) -> None:
    tender = factories.a_tender()
    prohibited = ScopeItem.objects.filter(verdict="prohibited", basis="read").first()
    page = client.get(page_url(tender))
    answer = client.post(page_url(tender), as_a_browser_would(page, scope_item=prohibited.pk))
    assert answer.status_code == 200
    assert "scope_item" in answer.context["adminform"].form.errors


def test_it_goes_from_the_notice_to_the_award_by_buttons(client: Client) -> None:
    tender, vendor = factories.a_tender(), factories.a_vendor()
    days = {"documents_from": NOTICE_ON, "documents_until": "2025-11-14", "bids_due_on": BIDS_DUE_ON}
    client.post(step_url(tender, "announce"), {"notice_on": NOTICE_ON, **days})
    given = {"vendor": vendor.pk, "amount": "1400000", "received_on": BIDS_DUE_ON}
    answer = client.post(step_url(tender, "record-bid"), given)
    assert answer.url == page_url(tender)
    form = client.get(step_url(tender, "award")).context["form"]
    assert f"{vendor} · ¥1,400,000.00" in str(form["bid"])
    award = {"bid": Bid.objects.get().pk, "opened_on": BIDS_DUE_ON, "awarded_on": AWARDED_ON}
    client.post(step_url(tender, "award"), award)
    client.post(step_url(tender, "publish-award"), {"award_notice_on": AWARDED_ON})
    tender.refresh_from_db()
    assert (tender.status, tender.award_notice_on) == ("awarded", AWARDED_ON)


def test_single_source_procurement_is_not_asked_for_documents(client: Client) -> None:
    single = factories.a_tender(method="single_source")
    fields = client.get(step_url(single, "announce")).context["form"].fields
    assert list(fields) == ["notice_on", "bids_due_on"]


def test_a_bid_is_shut_out_from_the_tenders_page_and_one_is_back_there(client: Client) -> None:
    bid = factories.a_bid()
    assert step_url(bid, "disqualify") in _text(client, bid.tender)
    answer = client.post(step_url(bid, "disqualify"), {"reason": "No seal."})
    assert answer.url == page_url(bid.tender)
    page = _text(client, bid.tender)
    assert "No seal." in page
    assert step_url(bid, "disqualify") not in page


def test_a_bid_is_corrected_on_its_page(client: Client) -> None:
    bid = factories.a_bid()
    page = client.get(page_url(bid))
    client.post(page_url(bid), as_a_browser_would(page, amount="1300000"))
    bid.refresh_from_db()
    assert bid.amount == 1_300_000


def test_the_form_of_the_contract_is_filled_in_from_the_award(client: Client) -> None:
    tender = factories.an_awarded_tender()
    button = next(step for step in client.get(page_url(tender)).context["transitions"] if step["name"] == "contract")
    page = client.get(button["url"])
    entered = {"reference": "HT-1", "signed_on": "2025-12-18", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = client.post(add_url(Contract), as_a_browser_would(page, **entered))
    assert answer.status_code == 302, answer.context["errors"]
    contract = Contract.objects.get()
    assert (contract.tender, contract.vendor) == (tender, tender.bids.winning().get().vendor)
    again = next(step for step in client.get(page_url(tender)).context["transitions"] if step["name"] == "contract")
    assert not again["allowed"]


def test_late_and_missing_steps_are_shown_with_rule_and_source(client: Client) -> None:
    tender = factories.an_awarded_tender(award_notice_on=None)
    contract = factories.a_draft_of_a_tender(tender)
    for row in (tender, contract):
        page = _text(client, row)
        assert "Missing" in page
        assert "art. 43" in page


def test_the_award_stands_beside_last_years_price_budget_and_in_house_cost(client: Client) -> None:
    page = _text(client, factories.an_awarded_tender())
    for text in ("The award is 19.1% higher.", "The award is 11.3% lower.", "The award is 95.3% of it."):
        assert text in page


def test_a_contract_without_a_tender_shows_its_own_steps_only(client: Client) -> None:
    page = _text(client, factories.a_draft())
    assert "Contract filed" in page
    assert "What it is measured by" not in page


def test_the_filing_is_recorded_on_the_contracts_page(client: Client) -> None:
    contract = factories.an_active_contract()
    client.post(step_url(contract, "file"), {"filed_on": "2025-12-20"})
    contract.refresh_from_db()
    assert str(contract.filed_on) == "2025-12-20"


def test_the_history_of_a_tender_tells_of_its_bids(client: Client) -> None:
    page = client.get(page_url(factories.an_awarded_tender()))
    assert len(page.context["history_rows"]) >= 7


def test_the_page_of_a_tender_takes_no_more_queries_for_more_bids(client: Client) -> None:
    tender = factories.a_bid().tender
    few = _queries(client, page_url(tender))
    for _bid in range(3):
        factories.a_bid(tender)
    assert _queries(client, page_url(tender)) <= few


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", [{"status__exact": "awarded"}, {"method__exact": "open"}, {"q": "Tender"}])
def test_the_list_is_filtered_and_searched(client: Client, query: dict[str, str]) -> None:
    tender = factories.an_awarded_tender()
    factories.a_tender(method="selective", title_en="Another")
    page = client.get(list_url(Tender, **query))
    assert list(page.context["cl"].queryset) == [tender]
