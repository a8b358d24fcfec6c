"""How the vendor was found, as the public reads it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.actions import publish_contract
from contracts.models import Contract, Tender
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def published(tender: Tender) -> Contract:
    contract = factories.an_active_contract(**factories.of_tender(tender))
    return publish_contract(contract, by=factories.staff(), at=NOW)


def page_of(client, contract, language="en") -> str:
    return client.get(f"/{language}/contracts/{contract.public_id}/").content.decode()


def test_the_page_says_how_the_vendor_was_found_and_for_what_reasons(client):
    tender = factories.an_awarded_tender()
    page = page_of(client, published(tender))
    for text in (
        tender.reference,
        "Open tendering",
        "¥1,500,000.00",
        "Calls have doubled in two years.",
        "Twelve posts of our own",
        "The award is 19.1% higher.",
        "Award notice published",
        "Government Procurement Law, art. 35",
    ):
        assert text in page, text


def test_the_steps_that_came_late_or_never_are_named(client):
    page = page_of(client, published(factories.an_awarded_tender(award_notice_on=None)))
    assert "Missing" in page
    assert "Done late" in page  # the contract was published in November 2026, long after it was signed


def test_who_lost_and_with_what_sum_is_not_published(client):
    tender = factories.an_announced_tender()
    loser = factories.a_vendor(name_en="Beaten Ltd.", name_zh_hans="落标公司")
    factories.a_bid(tender, vendor=loser, amount=Decimal("1499123.45"))
    contract = published(factories.award(tender, factories.a_bid(tender)))
    for language in ("en", "zh-hans"):
        page = page_of(client, contract, language)
        assert "Beaten" not in page
        assert "落标公司" not in page
        assert "499,123" not in page


def test_a_single_bidder_is_said(client):
    tender = factories.an_announced_tender()
    assert "only one bidder" in page_of(client, published(factories.award(tender, factories.a_bid(tender))))


def test_without_a_tender_the_legal_ground_is_published(client):
    contract = factories.an_active_contract(published=True)
    page = page_of(client, contract)
    assert contract.no_tender_ground in page
    assert "Contract filed" in page


def test_a_row_older_than_the_register_of_tenders_says_that_nothing_is_on_record(client):
    contract = factories.an_active_contract(published=True)
    Contract.objects.filter(pk=contract.pk).update(no_tender_ground="")
    assert "No tender and no legal ground" in page_of(client, contract)


def test_the_page_takes_no_more_queries_for_more_bids(client):
    def queries(contract: Contract) -> int:
        page_of(client, contract)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, contract)
        return len(captured)

    tender = factories.an_announced_tender()
    few = queries(published(factories.award(tender, factories.a_bid(tender))))
    tender = factories.an_announced_tender()
    for _bid in range(4):
        factories.a_bid(tender, amount=Decimal(1_490_000))
    assert queries(published(factories.award(tender, factories.a_bid(tender)))) == few
