"""The page of a published scorecard, and the published text."""

import hashlib
import json

import pytest
from django.urls import reverse

from contracts.actions import change_vendor
from contracts.models import Contract, Vendor
from oversight.models import Scorecard
from tests import factories
from tests.factories import NOW
from tests.oversight import judged

pytestmark = pytest.mark.django_db


def page_of(client, card, language="en"):
    return client.get(f"/{language}/scorecards/{card.public_id}/")


def test_the_page_says_the_rating_and_why(client):
    page = page_of(client, judged.a_troubled_card()).content.decode()
    assert "rating--bad" in page
    assert "Inadequate" in page
    assert "Point pass rate missed its promise (at least 70%) in 2 of 3 readings; the worst was 61.9%." in page
    assert "4 of 12 points inspected failed, 2 of them away from any road." in page
    assert "1 of 3 repairs due was never fixed." in page


def test_the_page_says_what_each_component_rests_on(client):
    page = page_of(client, judged.a_troubled_card()).content.decode()
    assert "5 of 6 readings" in page
    assert "Vendor: 5" in page
    assert "8 of 12 points passed" in page
    assert "2 of 3 inspections done and approved" in page
    assert "1 on time, 1 late, 1 never fixed" in page


def test_findings_come_with_what_was_measured_and_what_became_of_the_repair(client):
    page = page_of(client, judged.a_troubled_card()).content.decode()
    assert "the design asks for 1.2 m, give or take 0.02 m." in page
    assert "(K1+000–K2+000, remote)" in page
    for label in ("Fixed on time", "Fixed 3 days late", "Never fixed"):
        assert label in page
    assert "no approved report" in page


def test_who_answers_is_an_office_and_never_a_person(client):
    lead = factories.a_user(
        "contract_manager", name_en="Lin Quan", post_en="Head of Works", office_phone="(0000) 555-0199"
    )
    card = judged.an_unrated_card(factories.an_active_contract(published=True, lead=lead))
    page = page_of(client, card).content.decode()
    assert "Head of Works" in page
    assert "(0000) 555-0199" in page
    assert "Lin Quan" not in page


def test_a_card_without_a_rating_explains_why(client):
    page = page_of(client, judged.an_unrated_card()).content.decode()
    assert "Why there is no rating" in page
    assert "Only 0% of what a rating rests on is known; 70% is needed." in page
    assert "no score" in page


def test_the_chinese_page_is_chinese_in_its_data_too(client):
    card = judged.a_troubled_card(title_zh_hans="东干渠衬砌")
    page = page_of(client, card, "zh-hans").content.decode()
    assert '<html lang="zh-hans">' in page
    assert "东干渠衬砌" in page
    assert "检测点合格率" in page


def test_the_arithmetic_on_the_page_leads_to_the_score(client):
    response = page_of(client, judged.a_troubled_card())
    card, total = response.context["card"], response.context["total"]
    assert round(total["quotient"] * 100) == card.score_bp
    assert round(total["counted"] * 100) == card.coverage_bp


def test_the_page_is_frozen_whatever_the_records_say_later(client):
    card = judged.a_troubled_card()
    before = page_of(client, card).content
    change_vendor(card.contract.vendor, {"name_en": "Renamed", "name_zh_hans": "改名"}, by=factories.staff(), at=NOW)
    Contract.objects.filter(pk=card.contract_id).update(title_en="Retitled", title_zh_hans="改题", reference="HT-X")
    Vendor.objects.filter(pk=card.contract.vendor_id).update(credit_code=factories.credit_code())
    assert page_of(client, card).content == before


def test_a_superseded_page_says_so_and_leads_to_the_one_that_stands(client):
    old, new = judged.a_corrected_card()
    page = page_of(client, old).content.decode()
    assert "Superseded." in page
    assert reverse("scorecard_detail", args=[new.public_id]) in page


def test_a_revision_says_what_changed_and_links_the_one_before(client):
    old, new = judged.a_corrected_card()
    page = page_of(client, new).content.decode()
    assert "Superseded." not in page
    assert "A reading came in late." in page
    assert "Rating before: Not rated. Rating now: Not rated." in page
    assert reverse("scorecard_detail", args=[old.public_id]) in page


def test_drafts_and_approved_cards_do_not_exist_for_the_public(client):
    draft = factories.a_draft_card(factories.an_active_contract(published=True), evidence=False)
    for card in (draft, factories.an_approved_card(draft)):
        assert page_of(client, card).status_code == 404
        assert client.get(reverse("scorecard_json", args=[card.public_id])).status_code == 404


def test_a_draft_replaced_before_it_was_published_does_not_exist_either(client):
    draft = factories.a_draft_card(factories.an_active_contract(published=True), evidence=False)
    factories.a_reading(factories.a_reading_due(draft.contract, month="2026-08"))
    factories.a_draft_card(draft.contract, evidence=False)
    draft.refresh_from_db()
    assert draft.status == Scorecard.Status.SUPERSEDED
    assert page_of(client, draft).status_code == 404


@pytest.mark.parametrize("public_id", ["0000000000", "UPPERCASE0", "short", "%00", "il1o0il1o0"])
def test_an_unknown_identifier_is_not_found(client, public_id):
    assert client.get(f"/en/scorecards/{public_id}/").status_code == 404


def test_the_text_is_the_published_bytes_and_its_digest_is_the_one_on_the_page(client):
    card = judged.a_troubled_card()
    response = client.get(f"/scorecards/{card.public_id}.json")
    assert response["Content-Type"] == "application/json"
    assert response.content == card.payload.encode()
    digest = hashlib.sha256(response.content).hexdigest()
    assert response["ETag"] == f'"{digest}"'
    assert response["X-Content-SHA256"] == digest == card.digest
    groups = " ".join(digest[start : start + 8] for start in range(0, 64, 8))
    assert groups in page_of(client, card).content.decode()
    assert json.loads(response.content)["public_id"] == card.public_id


def test_whoever_has_the_text_already_is_told_so(client):
    card = judged.an_unrated_card()
    response = client.get(f"/scorecards/{card.public_id}.json", headers={"If-None-Match": f'"{card.digest}"'})
    assert response.status_code == 304
    assert response.content == b""


def test_the_text_of_a_superseded_card_stays_and_its_status_is_told_beside_it(client):
    old, _new = judged.a_corrected_card()
    response = client.get(f"/scorecards/{old.public_id}.json")
    assert response["X-Scorecard-Status"] == "superseded"
    assert response.content == old.payload.encode()


def test_the_page_costs_the_same_few_queries_however_much_it_shows(client, django_assert_max_num_queries):
    card = judged.a_troubled_card()
    with django_assert_max_num_queries(2):
        page_of(client, card)
