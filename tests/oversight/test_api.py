"""The public API: read only, the same rows and filters as the pages, clear refusals."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import end_duty
from tests import factories
from tests.factories import NOW
from tests.oversight import judged

pytestmark = pytest.mark.django_db

NOUNS = ["vendor", "contract", "scorecard"]


def ask(client, noun, query="", **options):
    return client.get(reverse(f"api-{noun}-list") + query, **options)


def detail(client, noun, row):
    return client.get(reverse(f"api-{noun}-detail", args=[row.public_id]))


def references(response) -> list[str]:
    return [row["reference"] for row in response.json()["results"]]


def test_a_vendor_comes_with_its_newest_scorecard_in_both_languages(client):
    card = judged.a_card_of("good", 8810)
    (row,) = ask(client, "vendor").json()["results"]
    vendor = card.contract.vendor
    assert row["public_id"] == vendor.public_id
    assert row["name"] == {"en": vendor.name_en, "zh-hans": vendor.name_zh_hans}
    assert row["newest_scorecard"]["score_bp"] == 8810
    assert row["newest_scorecard"]["period"] == {"start": "2026-07-01", "end": "2026-09-30"}
    assert row["newest_scorecard"]["text_url"] == f"http://testserver/scorecards/{card.public_id}.json"


def test_a_vendor_without_scorecard_has_none_and_no_nought(client):
    factories.an_active_contract(published=True)
    (row,) = ask(client, "vendor").json()["results"]
    assert row["newest_scorecard"] is None


def test_one_vendor_has_its_contracts_and_scorecards(client):
    rated, unrated = judged.two_periods()
    row = detail(client, "vendor", rated.contract.vendor).json()
    assert [contract["reference"] for contract in row["contracts"]] == [rated.contract.reference]
    assert [card["public_id"] for card in row["scorecards"]] == [unrated.public_id, rated.public_id]
    assert row["newest_scorecard"]["public_id"] == unrated.public_id


def test_one_contract_says_what_was_promised_and_which_office_answers(client):
    lead = factories.a_user(name_en="Lin Quan", post_en="Head of Works", office_phone="(0000) 555-0199")
    contract = factories.an_active_contract("irrigation", published=True, lead=lead)
    response = detail(client, "contract", contract)
    row = response.json()
    assert row["amount_cny"] == "1428816"
    assert row["accountable"]["post"]["en"] == "Head of Works"
    assert row["accountable"]["office_phone"] == "(0000) 555-0199"
    assert "Lin Quan" not in response.content.decode()
    assert [(term["indicator"], term["target"], term["weight_bp"]) for term in row["metric_terms"]] == [
        ("W1", "70", 6000),
        ("W4", "100", 4000),
    ]
    assert row["inspection_terms"] == [{"method": "patrol", "frequency_months": 1, "minimum_inspectors": 2}]
    assert [section["remote"] for section in row["sections"]] == [False, True]


def test_in_a_gap_nobody_is_named(client):
    contract = factories.an_active_contract(published=True)
    end_duty(contract.duties.get(), by=factories.staff(), at=NOW, reason="Left.")
    accountable = detail(client, "contract", contract).json()["accountable"]
    assert accountable["post"] is None
    assert accountable["office_phone"] is None
    assert accountable["agency"]["en"] == contract.agency.name_en


def test_one_scorecard_carries_the_frozen_text_and_its_digest(client):
    card = judged.a_troubled_card()
    row = detail(client, "scorecard", card).json()
    assert row["payload"] == json.loads(card.payload)
    assert row["sha256"] == card.digest
    assert client.get(row["text_url"]).content == card.payload.encode()


def test_the_list_of_scorecards_holds_what_stands_unless_asked_for_more(client):
    old, new = judged.a_corrected_card()

    def listed(query: str) -> list[str]:
        return [row["public_id"] for row in ask(client, "scorecard", query).json()["results"]]

    assert listed("") == [new.public_id]
    assert listed("?status=superseded") == [old.public_id]
    assert listed("?status=all") == [new.public_id, old.public_id]
    assert listed(f"?vendor={new.contract.vendor.public_id}&contract={new.contract.public_id}") == [new.public_id]
    assert listed("?rating=good") == []
    assert listed("?kind=hotline") == [new.public_id]


def test_filters_and_order_are_those_of_the_pages(client):
    for reference, kind in (("HT-A", "hotline"), ("HT-B", "irrigation")):
        factories.an_active_contract(kind, published=True, reference=reference)
    factories.an_active_contract(reference="HT-C")
    assert references(ask(client, "contract", "?sort=reference")) == ["HT-A", "HT-B"]
    assert references(ask(client, "contract", "?kind=irrigation")) == ["HT-B"]
    assert references(ask(client, "contract", "?q=ht-a")) == ["HT-A"]


@pytest.mark.parametrize(
    ("noun", "query", "field"),
    [
        ("vendor", "?rating=excellent", "rating"),
        ("vendor", "?kind=unknown", "kind"),
        ("vendor", "?sort=luck", "sort"),
        ("vendor", "?q=%00", "q"),
        ("contract", "?agency=no-such", "agency"),
        ("contract", "?status=draft", "status"),
        ("scorecard", "?status=draft", "status"),
        ("scorecard", "?vendor=0000000000", "vendor"),
        ("scorecard", "?ratng=good", "ratng"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(client, noun, query, field):
    response = ask(client, noun, query)
    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_a_misspelt_parameter_is_told_the_known_ones(client):
    (message,) = ask(client, "contract", "?knd=hotline").json()["knd"]
    assert message == "Unknown parameter. Known are: agency, kind, page, q, sort, status."


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("page", ["99", "x", "0", "-1"])
def test_a_page_that_is_not_there_is_not_found(client, noun, page):
    assert ask(client, noun, f"?page={page}").status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
def test_an_identifier_of_nothing_published_is_not_found(client, noun):
    assert client.get(f"/api/v1/{noun}s/0000000000/").status_code == 404
    assert client.get(f"/api/v1/{noun}s/no-such-thing/").status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, noun, method):
    assert getattr(client, method)(reverse(f"api-{noun}-list")).status_code == 405


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_come_in_pages(client, noun):
    judged.an_unrated_card()
    answer = ask(client, noun).json()
    assert set(answer) == {"count", "next", "previous", "results"}
    assert answer["count"] == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_costs_the_same_queries_for_one_row_as_for_six(client, noun):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask(client, noun).status_code == 200
        return len(captured)

    judged.an_unrated_card()
    few = queries()
    for _ in range(5):
        judged.an_unrated_card()
    assert queries() == few


def test_nobody_gets_a_cookie(client):
    for noun in NOUNS:
        assert not ask(client, noun).cookies


def test_a_refusal_is_in_the_language_of_the_reader(client):
    response = ask(client, "vendor", "?kind=x", headers={"Accept-Language": "zh-CN"})
    assert response["Content-Language"] == "zh-hans"
    assert "选" in response.json()["kind"][0]


@pytest.fixture
def schema(client):
    return json.loads(client.get(f"{reverse('api-schema')}?format=json").content)


def test_the_schema_declares_every_answer(schema):
    assert schema["openapi"].startswith("3.1")
    for noun in NOUNS:
        listed, one = schema["paths"][f"/api/v1/{noun}s/"], schema["paths"][f"/api/v1/{noun}s/{{public_id}}/"]
        assert set(listed) == set(one) == {"get"}
        assert set(listed["get"]["responses"]) == {"200", "400", "404"}
        assert set(one["get"]["responses"]) == {"200", "404"}


def test_the_schema_names_every_filter(schema):
    named = {parameter["name"] for parameter in schema["paths"]["/api/v1/vendors/"]["get"]["parameters"]}
    assert named == {"q", "kind", "rating", "sort", "page"}


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_answered_has_exactly_the_fields_of_the_schema(client, schema, noun):
    card = judged.a_troubled_card()
    row = {"vendor": card.contract.vendor, "contract": card.contract, "scorecard": card}[noun]
    promised = schema["components"]["schemas"]
    assert set(detail(client, noun, row).json()) == set(promised[f"{noun.title()}Detail"]["properties"])
    (listed,) = ask(client, noun).json()["results"]
    assert set(listed) == set(promised[noun.title()]["properties"])


def test_the_page_about_the_api_has_no_script_of_its_own(client):
    page = client.get(reverse("api-docs")).content.decode()
    assert f'data-schema="{reverse("api-schema")}"' in page
    assert "<script>" not in page
    assert "https://" not in page
