"""The pages of the judgement: flags acknowledged, scorecards computed, approved and published by different people."""

import re
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import User
from oversight.models import Flag, RuleRun, Scorecard
from tests import factories
from tests.admin_forms import as_a_browser_would
from tests.factories import NOW
from tests.oversight.admin_world import a_world
from tests.oversight.test_admin_writes import MODELS, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with travel(NOW, tick=False):
        yield


def _sign_in(client: Client, *roles: str) -> User:
    user = factories.a_user(roles, is_staff=True)
    client.force_login(user)
    return user


def _messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_flag_is_acknowledged_once(client: Client) -> None:
    flag = factories.a_swept_flag()
    official = _sign_in(client, "contract_manager")
    page = client.get(page_url(flag))
    assert page.context["transitions"][0]["allowed"]
    assert "Inspection overdue" in page.content.decode()
    client.post(step_url(flag, "acknowledge"))
    flag.refresh_from_db()
    assert (flag.status, flag.acknowledged_by) == (Flag.Status.ACKNOWLEDGED, official)
    assert "not possible while the status" in _messages(client.post(step_url(flag, "acknowledge"), follow=True))


def test_flags_and_runs_are_made_by_the_sweep_alone(client: Client) -> None:
    flag = factories.a_swept_flag()
    client.force_login(factories.root())
    for model in (Flag, RuleRun):
        assert client.get(add_url(model)).status_code == 403
    assert client.post(page_url(flag), {"severity": "low"}).status_code == 403


def _compute(client: Client, contract: Any, **entered: Any) -> Any:
    page = client.get(add_url(Scorecard))
    given = {"contract": contract.pk, "quarter": "2026-07-01", **entered}
    return client.post(add_url(Scorecard), as_a_browser_would(page, **given))


def test_a_scorecard_is_computed_for_a_contract_and_a_quarter(client: Client) -> None:
    contract = factories.an_active_contract()
    factories.evidence_of_a_period(contract)
    analyst = _sign_in(client, "analyst")
    assert _compute(client, contract).status_code == 302
    card = Scorecard.objects.get()
    assert (card.computed_by, card.period, card.status) == (analyst, factories.Q3, Scorecard.Status.DRAFT)


def test_computing_again_without_news_says_so(client: Client) -> None:
    card = factories.a_draft_card(evidence=False)
    _sign_in(client, "analyst")
    answer = _compute(client, card.contract)
    assert "Nothing has changed since revision 1" in str(answer.context["errors"])
    answer = client.post(step_url(card, "recompute"), {"change_note": ""})
    assert "Nothing has changed since revision 1" in str(answer.context["form"].errors)
    assert Scorecard.objects.count() == 1


def test_a_new_revision_of_a_published_scorecard_has_to_say_what_changed(client: Client) -> None:
    card = factories.a_published_card()
    reading = factories.a_reading_due(card.contract, month="2026-08").readings.get()
    _sign_in(client, "analyst", "contract_manager")
    given = {"numerator": "10", "denominator": "100", "value": "", "reason": "Counted again."}
    client.post(step_url(reading, "revise"), given)
    answer = client.post(step_url(card, "recompute"), {"change_note": ""})
    assert "Say what has changed since." in str(answer.context["form"].errors["change_note"])
    client.post(step_url(card, "recompute"), {"change_note": "August was counted again."})
    assert Scorecard.objects.newest_first()[0].revision == 2


def test_whoever_computed_cannot_approve(client: Client) -> None:
    analyst = _sign_in(client, "analyst", "publisher")
    _compute(client, factories.an_active_contract(published=True))
    card = Scorecard.objects.get(computed_by=analyst)
    approve = next(s for s in client.get(page_url(card)).context["transitions"] if s["name"] == "approve")
    assert "Somebody else has to approve it." in approve["why"]
    assert "Somebody else has to approve it." in _messages(client.post(step_url(card, "approve"), follow=True))
    card.refresh_from_db()
    assert card.status == Scorecard.Status.DRAFT


def test_a_second_person_approves_and_publishes(client: Client) -> None:
    card = factories.a_draft_card(evidence=False)
    _sign_in(client, "publisher")
    client.post(step_url(card, "approve"))
    client.post(step_url(card, "publish"))
    card.refresh_from_db()
    assert card.status == Scorecard.Status.PUBLISHED
    assert len(card.digest) == 64


def test_a_draft_cannot_be_published(client: Client) -> None:
    card = factories.a_draft_card(evidence=False)
    _sign_in(client, "publisher")
    assert "Only an approved scorecard" in _messages(client.post(step_url(card, "publish"), follow=True))


def test_an_official_computes_and_approves_nothing(client: Client) -> None:
    card = factories.a_draft_card(evidence=False)
    _sign_in(client, "contract_manager")
    assert client.get(add_url(Scorecard)).status_code == 403
    assert "Your role does not include" in _messages(client.post(step_url(card, "approve"), follow=True))


def test_the_contract_shows_its_evidence_and_judgement(client: Client) -> None:
    contract = factories.a_draft_card().contract
    _sign_in(client, "contract_manager")
    panels = [panel["id"] for panel in client.get(page_url(contract)).context["panels"]]
    assert {"readings", "inspections", "orders", "flags", "scorecards"} <= set(panels)


INLINE = re.compile(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=\"|<style|javascript:", re.IGNORECASE)


def test_no_page_carries_a_script_or_a_style_of_its_own(client: Client) -> None:
    a_world()
    client.force_login(factories.root())
    pages = ["/admin/", "/admin/password_change/", "/admin/inspections/reading/import/"]
    for model in MODELS:
        pages += [list_url(model), address(model, "add")]
        if row := model._default_manager.order_by("-pk").first():
            pages += [page_url(row), address(model, "history", row.pk), address(model, "delete", row.pk)]
            shown = client.get(page_url(row))
            if shown.status_code == 200:  # a key is seen by its own person only
                pages += [step["url"] for step in shown.context["transitions"] if step["fields"]]
    found = {page: INLINE.findall(client.get(page).content.decode()) for page in pages}
    assert {page: marks for page, marks in found.items() if marks} == {}
