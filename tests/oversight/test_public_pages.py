"""What every public page has in common, and the pages that only explain."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from oversight import scorecards, scoring
from oversight.models import ScoringScheme
from oversight.public import methodology
from oversight.rules import RULES
from tests import factories
from tests.oversight import judged

pytestmark = pytest.mark.django_db

LISTS = ["home", "vendor_list", "contract_list", "reported_list", "rule_list", "methodology", "accessibility"]


@pytest.fixture
def addresses():
    """Every kind of public page, without its language."""
    card = judged.an_unrated_card()
    contract = card.contract
    with translation.override("en"):
        pages = [reverse(name) for name in LISTS]
        pages += [
            reverse("vendor_detail", args=[contract.vendor.public_id]),
            reverse("contract_detail", args=[contract.public_id]),
            reverse("scorecard_detail", args=[card.public_id]),
        ]
    return [page.removeprefix("/en") for page in pages]


def test_every_page_answers_in_both_languages(client, addresses):
    for language in ("en", "zh-hans"):
        for address in addresses:
            response = client.get(f"/{language}{address}")
            assert response.status_code == 200, address
            assert f'<html lang="{language}">' in response.content.decode()


def test_every_page_leads_to_itself_in_the_other_language_with_its_question(client, addresses):
    for address in addresses:
        assert f'href="/zh-hans{address}"' in client.get(f"/en{address}").content.decode()
        assert f'href="/en{address}"' in client.get(f"/zh-hans{address}").content.decode()
    assert "/zh-hans/vendors/?kind=hotline&amp;q=x" in client.get("/en/vendors/?kind=hotline&q=x").content.decode()


def test_nobody_gets_a_cookie_or_costs_a_session(client, addresses):
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"/en{address}")
        assert not response.cookies, address
        assert response["Cache-Control"] == "public, max-age=60"
        assert not any("django_session" in query["sql"] for query in captured)


def test_a_page_of_somebody_who_signed_in_is_kept_by_no_cache(client):
    client.force_login(factories.staff())
    assert client.get("/en/")["Cache-Control"] == "private"


@pytest.mark.parametrize(("accepts", "language"), [("zh-CN,zh;q=0.9", "zh-hans"), ("en-GB", "en"), ("fr", "en")])
def test_an_address_without_language_follows_the_browser(client, accepts, language):
    response = client.get("/vendors/?kind=hotline", headers={"Accept-Language": accepts})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/vendors/?kind=hotline"


def test_a_choice_kept_in_a_cookie_goes_before_the_browser(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert client.get("/methodology/", headers={"Accept-Language": "en"})["Location"] == "/zh-hans/methodology/"


def test_only_reading_is_possible(client, addresses):
    for address in addresses:
        assert client.post(f"/en{address}").status_code == 405


def test_home_counts_published_contracts_and_shows_the_newest_scorecards(client):
    card = judged.a_card_of("good", 8810)
    factories.an_active_contract()
    response = client.get("/en/")
    counts = {kind["code"]: kind["count"] for kind in response.context["kinds"]}
    assert counts == {"hotline": 1, "irrigation": 0, "online_service": 0, "social_media": 0}
    page = response.content.decode()
    assert reverse("scorecard_detail", args=[card.public_id]) in page
    assert "85 to 100 points" in page
    assert card.contract.agency.name in page


def test_an_empty_portal_says_so(client):
    page = client.get("/en/").content.decode()
    assert "No scorecard has been published yet." in page
    assert "No contract has been published yet." in page


def test_home_costs_the_same_queries_however_much_there_is(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/en/")
        return len(captured)

    judged.an_unrated_card()
    few = queries()
    for _ in range(4):
        judged.an_unrated_card(factories.an_active_contract(agency=factories.an_agency(), published=True))
    assert queries() == few


def test_every_rule_is_explained(client):
    page = client.get("/en/rules/").content.decode()
    for rule in RULES:
        assert rule.code in page
        assert str(rule.title) in page
        assert str(rule.explain) in page


def test_the_worked_example_is_what_the_scoring_code_says(client):
    response = client.get("/en/methodology/")
    scheme = ScoringScheme.objects.get()
    result = scoring.score(methodology.EXAMPLE, scorecards.scheme_of(scheme))
    example = response.context["example"]
    assert example["result"] == result
    assert round(example["total"]["quotient"] * 100) == result.score_bp
    assert f"{result.score_bp / 100:g}" in response.content.decode()


def test_the_methodology_without_a_scheme_says_that_nothing_is_rated(client):
    ScoringScheme.objects.all().delete()
    for address in ("/en/methodology/", "/en/"):
        assert client.get(address).status_code == 200
    assert "nothing is rated" in client.get("/en/methodology/").content.decode()
