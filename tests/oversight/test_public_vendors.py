"""Vendors: the list with its filters, and the page of each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import Vendor
from oversight.public.vendors import VendorList
from tests import factories
from tests.factories import Q2, Q3, days
from tests.oversight import judged

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return [row.vendor.name for row in response.context["rows"]]


def listed(client, query="", language="en"):
    return client.get(f"/{language}/vendors/{query}")


def a_vendor_of(kind="hotline", name="", **fields) -> Vendor:
    vendor = factories.a_vendor(**({"name_en": name} if name else {}))
    return factories.an_active_contract(kind, vendor=vendor, published=True, **fields).vendor


@pytest.fixture
def four():
    """A good vendor, a bad one, one that could not be rated, and one without any scorecard."""
    judged.a_card_of("good", 8810, a_vendor_of(name="Anlan").contracts.get())
    judged.an_unrated_card(a_vendor_of(name="Baiyu").contracts.get())
    judged.a_card_of("bad", 4100, a_vendor_of("irrigation", name="Chengqu").contracts.get())
    a_vendor_of("online_service", name="Dafeng")


def test_only_vendors_with_a_published_contract_are_listed(client):
    a_vendor_of(name="Shown")
    factories.an_active_contract(vendor=factories.a_vendor(name_en="Unpublished"))
    factories.a_draft(vendor=factories.a_vendor(name_en="Draft"))
    factories.a_vendor(name_en="Idle")
    assert names(listed(client)) == ["Shown"]


def test_each_row_has_the_newest_scorecard(client, four):
    rows = {row.vendor.name: row for row in listed(client).context["rows"]}
    assert rows["Anlan"].card.band == "good"
    assert rows["Baiyu"].card.score_bp is None
    assert rows["Dafeng"].card is None
    page = listed(client).content.decode()
    assert "88.1" in page
    assert "Q3 2026, coverage under 70%" in page
    assert "No scorecard published yet" in page


def test_repairs_never_made_stand_in_the_list(client):
    judged.a_troubled_card()
    assert "1 never fixed" in listed(client).content.decode()


def test_of_several_contracts_rated_for_one_period_the_worst_counts(client):
    vendor = factories.a_vendor()
    for band, score_bp in (("good", 9000), ("bad", 4100), ("none", None)):
        contract = factories.an_active_contract(vendor=vendor, published=True)
        judged.a_card_of(band, score_bp, contract)
    (row,) = listed(client).context["rows"]
    assert row.card.band == "bad"
    assert row.more == 2
    assert "and 2 more contracts" in listed(client).content.decode()


def test_a_newer_period_goes_before_a_worse_score(client):
    contract = a_vendor_of().contracts.get()
    judged.a_card_of("bad", 4100, contract, Q2)
    judged.a_card_of("good", 9000, contract, Q3)
    (row,) = listed(client).context["rows"]
    assert row.card.band == "good"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?rating=good", ["Anlan"]),
        ("?rating=bad&rating=good", ["Anlan", "Chengqu"]),
        ("?rating=none", ["Baiyu", "Dafeng"]),
        ("?kind=irrigation", ["Chengqu"]),
        ("?kind=irrigation&rating=good", []),
        ("?q=anla", ["Anlan"]),
        ("?q=%20%20", ["Anlan", "Baiyu", "Chengqu", "Dafeng"]),
        ("?sort=score_low", ["Chengqu", "Anlan", "Baiyu", "Dafeng"]),
        ("?sort=score_high", ["Anlan", "Chengqu", "Baiyu", "Dafeng"]),
        ("?sort=newest", ["Anlan", "Baiyu", "Chengqu", "Dafeng"]),
    ],
)
def test_filters_and_order(client, four, query, found):
    assert names(listed(client, query)) == found


def test_the_search_knows_both_languages_the_credit_code_and_the_contract_reference(client):
    vendor = factories.a_vendor(name_en="Anlan Water", name_zh_hans="安澜水务")
    contract = factories.an_active_contract(vendor=vendor, published=True, reference="QH-2026-014")
    a_vendor_of()
    for text in ("anlan", "安澜", vendor.credit_code.lower(), "qh-2026-014", "water anlan"):
        assert names(listed(client, f"?q={text}")) == ["Anlan Water"], text
    assert "1 contract also matches" in listed(client, f"?q={contract.reference}").content.decode()


def test_the_search_finds_no_contract_that_is_not_public(client):
    vendor = a_vendor_of(name="Anlan")
    factories.a_draft(vendor=vendor, reference="SECRET-1")
    assert names(listed(client, "?q=SECRET-1")) == []


def test_counts_beside_the_ratings_ignore_the_rating_that_is_chosen(client, four):
    ratings = listed(client, "?rating=good").context["ratings"]
    assert {rating["code"]: rating["count"] for rating in ratings} == {
        "good": 1,
        "near": 0,
        "improve": 0,
        "bad": 1,
        "none": 2,
    }
    assert [rating["code"] for rating in ratings if rating["checked"]] == ["good"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?rating=excellent", "Rating"),
        ("?kind=unknown", "Service"),
        ("?sort=luck", "Sort by"),
        (f"?q={'x' * 101}", "at most 100 characters"),
        ("?q=%00", "Null characters are not allowed"),
        ("?page=nonsense", "There is no page “nonsense”."),
        ("?page=99", "There is no page “99”."),
    ],
)
def test_a_value_that_makes_no_sense_is_named_and_left_out(client, four, query, told):
    response = listed(client, query)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Part of your question could not be answered" in page
    assert told in page
    assert names(response) == ["Anlan", "Baiyu", "Chengqu", "Dafeng"]


def test_nothing_found_is_a_sentence(client):
    assert "No vendor fits these filters." in listed(client, "?q=nobody").content.decode()


def test_the_list_goes_on_over_pages_and_keeps_its_filters(client, monkeypatch):
    monkeypatch.setattr(VendorList, "page_size", 2)
    for _ in range(3):
        a_vendor_of()
    response = listed(client, "?kind=hotline")
    assert response.context["heading"] == "3 vendors, 1 to 2 shown"
    assert "?kind=hotline&amp;page=2" in response.content.decode()
    assert listed(client, "?kind=hotline&page=2").context["heading"] == "3 vendors, 3 to 3 shown"


def test_the_link_to_the_data_asks_the_same_question(client, four):
    page = listed(client, "?rating=bad&q=&sort=score_low&page=1&utm=x").content.decode()
    assert f"{reverse('api-vendor-list')}?rating=bad&amp;sort=score_low" in page
    (row,) = client.get(f"{reverse('api-vendor-list')}?rating=bad&sort=score_low").json()["results"]
    assert row["name"]["en"] == "Chengqu"


def test_the_list_costs_the_same_queries_for_three_vendors_as_for_thirty(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert listed(client, "?q=vendor&sort=score_low").status_code == 200
        return len(captured)

    for _ in range(3):
        judged.an_unrated_card(a_vendor_of().contracts.get())
    few = queries()
    for number in range(27):
        vendor = a_vendor_of()
        if number < 3:  # cards take long to make, and twice as many tell enough
            judged.an_unrated_card(vendor.contracts.get())
    assert queries() == few


def test_the_page_of_a_vendor_has_its_contracts_and_scorecards(client):
    rated, unrated = judged.two_periods()
    vendor = rated.contract.vendor
    page = client.get(f"/en/vendors/{vendor.public_id}/").content.decode()
    for text in (vendor.name, vendor.credit_code, rated.contract.reference, "Q2 2026", "Q3 2026", "Score over time"):
        assert text in page
    for card in (rated, unrated):
        assert reverse("scorecard_detail", args=[card.public_id]) in page
    assert "Missing evidence never lowers a score" in page


def test_a_superseded_revision_is_not_listed(client):
    old, new = judged.a_corrected_card()
    page = client.get(f"/en/vendors/{old.contract.vendor.public_id}/").content.decode()
    assert new.public_id in page
    assert old.public_id not in page


def test_a_vendor_without_scorecards_is_said_to_be_neither_good_nor_bad(client):
    vendor = a_vendor_of()
    page = client.get(f"/en/vendors/{vendor.public_id}/").content.decode()
    assert "That says nothing about the vendor, good or bad." in page


def test_a_vendor_without_published_contract_has_no_page(client):
    contract = factories.an_active_contract()
    assert client.get(f"/en/vendors/{contract.vendor.public_id}/").status_code == 404


def test_the_page_of_a_vendor_costs_the_same_queries_for_one_contract_as_for_five(client):
    vendor = factories.a_vendor()

    def one_more() -> None:
        contract = factories.an_active_contract(vendor=vendor, published=True)
        for period in (Q2, Q3):
            judged.an_unrated_card(contract, period)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/en/vendors/{vendor.public_id}/").status_code == 200
        return len(captured)

    one_more()
    few = queries()
    for _ in range(4):
        one_more()
    assert queries() == few


def test_chinese_names_are_shown_on_chinese_pages(client):
    vendor = factories.a_vendor(name_en="Anlan", name_zh_hans="安澜水务", founded_on=factories.STARTS_ON - days(900))
    factories.an_active_contract(vendor=vendor, published=True)
    assert names(listed(client, language="zh-hans")) == ["安澜水务"]
    assert "安澜水务" in client.get(f"/zh-hans/vendors/{vendor.public_id}/").content.decode()
