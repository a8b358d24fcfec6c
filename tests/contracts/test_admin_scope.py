"""The scope gate in the administration: choosing an entry, answering its conditions, the gates with their links."""

from datetime import timedelta

import pytest
from django.urls import reverse
from time_machine import travel

from contracts import actions
from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import LegalRule, ScopeItem
from tests import factories
from tests.admin_forms import as_a_browser_would, signed_in
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def official():
    return signed_in(factories.a_user(is_staff=True))


@pytest.fixture
def administrator():
    return signed_in(factories.a_user("administrator", is_staff=True))


def item(code):
    return ScopeItem.objects.get(code=code)


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


# ---- choosing what is outsourced ----


def test_the_chooser_says_the_verdict_and_the_regime(official):
    url = reverse("admin:autocomplete")
    where = {"app_label": "contracts", "model_name": "contract", "field_name": "scope_item", "term": "canal"}
    found = [row["text"] for row in official.get(url, where).json()["results"]]
    assert "Construction and lining of canals — Suitable — Works tender" in found


def test_a_prohibited_entry_comes_back_in_the_form_with_its_source(official):
    draft = factories.a_draft()
    page = official.get(page_url(draft))
    data = as_a_browser_would(page, scope_item=item("official-documents").pk)
    response = official.post(page_url(draft), data)
    (message,) = response.context["adminform"].form.errors["scope_item"]
    assert "may not be outsourced" in message
    assert "art. 10(2)" in message


def test_a_doubt_is_shown_as_a_warning(official):
    draft = factories.a_draft()
    data = as_a_browser_would(official.get(page_url(draft)), scope_item=item("hotline-request-handling").pk)
    response = official.post(page_url(draft), data, follow=True)
    assert "The legal officer has to confirm it." in told(response)


# ---- the conditions ----


def test_all_conditions_are_answered_in_one_form(official):
    draft = factories.a_draft("social_media")
    step = step_url(draft, "answer-conditions")
    assert len(official.get(step).context["form"].fields) == 4
    answers = {"met_1": "yes", "how_1": "The editor.", "met_2": "no", "how_2": "Not yet."}
    official.post(step, answers)
    assert list(draft.scope_answers.order_by("condition__number").values_list("is_met", "explanation")) == [
        (True, "The editor."),
        (False, "Not yet."),
    ]
    page = official.get(page_url(draft)).content.decode()
    assert "Not yet." in page


def test_the_form_shows_what_was_answered_before(official):
    draft = factories.a_ready_draft("social_media")
    form = official.get(step_url(draft, "answer-conditions")).context["form"]
    assert (form["met_1"].initial, form["how_1"].initial) == ("yes", "As agreed.")


def test_an_entry_without_conditions_says_so(official):
    draft = factories.a_draft()
    buttons = {step["name"]: step for step in official.get(page_url(draft)).context["transitions"]}
    assert buttons["answer-conditions"]["why"] == "Its entry in the scope catalogue has no conditions."
    assert "confirm-legality" not in buttons


def test_the_legal_officer_confirms_from_the_page():
    client = signed_in(factories.a_user("legal_officer", is_staff=True))
    draft = factories.a_draft(scope_item=item("hotline-request-handling"))
    form = client.get(step_url(draft, "confirm-legality")).context["form"]
    assert form["topic"].initial == "scope"
    client.post(step_url(draft, "confirm-legality"), {"topic": "scope", "opinion": "Lawful.", "document_number": ""})
    assert draft.confirmations.get().opinion == "Lawful."
    assert "Lawful." in client.get(page_url(draft)).content.decode()


def test_whoever_registered_it_is_told_that_somebody_else_confirms():
    both = factories.a_user(("contract_manager", "legal_officer"), is_staff=True)
    draft = factories.a_draft()  # by the agency's first contract manager
    buttons = {step["name"]: step for step in signed_in(both).get(page_url(draft)).context["transitions"]}
    assert "Somebody else has to confirm" in buttons["confirm-legality"]["why"]


# ---- the gates ----


def gates_page(client, contract):
    return client.get(reverse("admin:contracts_contract_gates", args=(contract.pk,)))


def test_every_gate_stands_on_one_page_with_its_source_and_where_it_is_put_right(official):
    draft = factories.a_draft("social_media")
    page = gates_page(official, draft)
    links = {gate.code: url for gate, url in page.context["gates"]["rows"]}
    assert links["conditions"] == step_url(draft, "answer-conditions")
    assert links["weights"] == f"{page_url(draft)}#tab-terms"
    text = page.content.decode()
    assert "Not answered: An official of the agency approves every post" in text
    assert "checklist for government websites" in text


def test_the_gates_of_a_contract_in_force_are_shown_as_they_stand_today(official):
    text = gates_page(official, factories.an_active_contract()).content.decode()
    assert "The contract came into force on" in text
    assert "Activate" not in text


def test_the_gates_of_another_agency_are_not_shown(official):
    contract = factories.a_draft(agency=factories.an_agency())
    assert gates_page(official, contract).status_code == 302


def test_a_ready_draft_is_activated_from_the_page_of_its_gates(official):
    draft = factories.a_ready_draft(starts_on=TODAY - days(20))
    page = gates_page(official, draft)
    assert page.context["gates"]["missing"] == 0
    official.post(page.context["activate_url"])
    draft.refresh_from_db()
    assert draft.status == "active"


def test_the_gates_page_needs_no_more_queries_for_more_rows(official, django_assert_max_num_queries):
    bare, full = factories.a_draft("social_media"), factories.a_ready_draft("irrigation")
    for _number in range(5):
        factories.a_section(full)
    for draft in (bare, full):
        with django_assert_max_num_queries(55):
            gates_page(official, draft)


# ---- the catalogue and the rules ----


def test_the_catalogue_is_filtered_by_verdict_and_by_what_is_in_effect(administrator):
    page = administrator.get(list_url(ScopeItem, verdict="prohibited", effect="now"))
    assert {row.verdict for row in page.context["cl"].result_list} == {"prohibited"}
    assert not administrator.get(list_url(ScopeItem, effect="ahead")).context["cl"].result_count


def test_the_substance_of_an_entry_that_is_relied_on_is_only_read(administrator):
    draft = factories.a_draft("social_media")
    page = administrator.get(page_url(draft.scope_item))
    form = page.context["adminform"].form
    assert "verdict" not in form.fields
    assert "reason_en" in form.fields
    assert not page.context["inline_admin_formsets"][0].has_add_permission


def test_an_entry_is_added_with_its_conditions(administrator):
    page = administrator.get(add_url(ScopeItem))
    data = as_a_browser_would(
        page,
        **{
            "code": "hotline-survey",
            "name_en": "Hotline: call-back surveys",
            "verdict": "partly",
            "regime": "service_purchase",
            "reason_en": "A task of counting.",
            "source_en": "The county's catalogue",
            "basis": "read",
            "jurisdiction_en": "County",
            "effective_from": "2026-11-01",
            "conditions-0-number": "1",
            "conditions-0-text_en": "Callers are told who asks.",
        },
    )
    administrator.post(add_url(ScopeItem), data)
    assert str(item("hotline-survey").conditions.get()) == "Callers are told who asks."


def test_a_new_version_takes_the_conditions_over(administrator):
    old = item("social-media-operation")
    response = administrator.post(step_url(old, "renew"), {"effective_from": "2026-12-01"})
    new = ScopeItem.objects.get(code=old.code, version=2)
    assert response.url == page_url(new)
    assert [str(c) for c in new.conditions.all()] == [str(c) for c in old.conditions.all()]
    old.refresh_from_db()
    assert old.effective_until == new.effective_from - timedelta(days=1)


def test_a_new_version_of_a_rule_says_the_new_number(administrator):
    rule = LegalRule.objects.get(code="term-longest")
    form = administrator.get(step_url(rule, "renew")).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"effective_from": "2027-01-01", "value": "5"}
    administrator.post(step_url(rule, "renew"), data)
    assert LegalRule.objects.effective(TODAY + days(60)).get(code="term-longest").value == 5
    assert LegalRule.objects.effective(TODAY).get(code="term-longest").value == 3


def test_two_versions_are_never_in_effect_on_the_same_day(administrator):
    rule = LegalRule.objects.get(code="term-longest")
    by = factories.staff("administrator")
    actions.renew_law(rule, {"effective_from": TODAY, "value": 5}, by=by, at=NOW)
    data = as_a_browser_would(administrator.get(page_url(rule)), effective_until="2026-12-31")
    response = administrator.post(page_url(rule), data)
    (message,) = response.context["adminform"].form.errors["effective_until"]
    assert message.startswith("Version 2 is in effect on some of these days.")
