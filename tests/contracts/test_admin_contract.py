"""The page of a contract: drafts are edited with their terms, everything else moves by buttons."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import AuditEvent, Contract, Duty, MetricTerm
from contracts.refusals import Refused
from tests import factories
from tests.admin_forms import as_a_browser_would
from tests.factories import NOW, TODAY, on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def official(client: Client):
    user = factories.a_user("contract_manager", is_staff=True)
    client.force_login(user)
    return user


def _change(client: Client, contract: Contract, **entered: Any) -> Any:
    page = client.get(page_url(contract))
    return client.post(page_url(contract), as_a_browser_would(page, **entered))


def _messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def _errors(answer: Any) -> str:
    return str(answer.context["errors"])


@pytest.mark.usefixtures("official")
def test_a_draft_is_changed_with_an_audit_event(client: Client) -> None:
    draft = factories.a_draft()
    assert _change(client, draft, title_en="Night line").status_code == 302
    event = AuditEvent.objects.about(draft).first()
    assert (event.action, event.changes["title_en"][1]) == ("contract.changed", "Night line")


@pytest.mark.usefixtures("official")
def test_saving_without_a_change_writes_nothing(client: Client) -> None:
    draft = factories.a_ready_draft()
    before = AuditEvent.objects.count()
    assert _change(client, draft).status_code == 302
    assert AuditEvent.objects.count() == before


@pytest.mark.usefixtures("official")
def test_an_end_before_the_start_is_shown_in_the_same_form_with_all_that_was_entered(client: Client) -> None:
    draft = factories.a_draft()
    answer = _change(client, draft, title_en="Night line", ends_on="2025-12-31")
    assert answer.status_code == 200
    assert "The last day lies before the first day." in _errors(answer)
    assert answer.context["adminform"].form["title_en"].value() == "Night line"
    draft.refresh_from_db()
    assert draft.title_en != "Night line"


@pytest.mark.usefixtures("official")
def test_what_the_action_refuses_on_a_row_stands_beside_that_row_and_nothing_is_half_written(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(term: MetricTerm, **by_and_at: Any) -> None:
        raise Refused({"weight_bp": "No more weight is left."})

    draft = factories.a_draft()
    page = client.get(page_url(draft))
    indicator = factories.a_metric_term(factories.a_draft()).indicator
    monkeypatch.setattr("contracts.actions.add_term", refuse)
    entered = {
        "title_en": "Night line",
        "metric_terms-0-indicator": indicator.pk,
        "metric_terms-0-target": "90",
        "metric_terms-0-weight_bp": "10",
    }
    answer = client.post(page_url(draft), as_a_browser_would(page, **entered))
    assert answer.status_code == 200
    row = answer.context["inline_admin_formsets"][0].formset.forms[0]
    assert row.errors == {"weight_bp": ["No more weight is left."]}
    assert row["target"].value() == "90"
    draft.refresh_from_db()
    assert draft.title_en != "Night line"


@pytest.mark.usefixtures("official")
def test_a_duty_is_assigned_by_a_button(client: Client) -> None:
    draft, person = factories.a_draft(), factories.a_user()
    assert client.get(step_url(draft, "assign-duty")).status_code == 200
    client.post(step_url(draft, "assign-duty"), {"role": "lead", "person": person.pk})
    assert draft.duties.pending().get().person == person


@pytest.mark.usefixtures("official")
def test_a_second_lead_is_refused_in_the_form(client: Client) -> None:
    draft = factories.a_draft()
    factories.a_duty(draft)
    answer = client.post(step_url(draft, "assign-duty"), {"role": "lead", "person": factories.a_user().pk})
    assert "has an accountable lead already" in str(answer.context["form"].errors)
    assert draft.duties.count() == 1


@pytest.mark.usefixtures("official")
def test_terms_are_added_changed_and_removed_on_the_page(client: Client) -> None:
    draft = factories.a_draft()
    kept, gone = (
        factories.a_metric_term(draft, "H1", weight_bp=5000),
        factories.a_metric_term(draft, "H3", weight_bp=5000),
    )
    page = client.get(page_url(draft))
    forms = page.context["inline_admin_formsets"][0].formset.forms
    number = {form.instance.pk: form.prefix for form in forms}
    indicator = factories.a_metric_term(factories.a_draft(), "H2").indicator
    entered = {
        f"{number[kept.pk]}-weight_bp": "6000",
        f"{number[gone.pk]}-DELETE": "on",
        f"{number[None]}-indicator": indicator.pk,
        f"{number[None]}-target": "85",
        f"{number[None]}-weight_bp": "4000",
    }
    assert client.post(page_url(draft), as_a_browser_would(page, **entered)).status_code == 302
    terms = dict(MetricTerm.objects.filter(contract=draft).values_list("indicator__code", "weight_bp"))
    assert terms == {"H1": 6000, "H2": 4000}
    codes = AuditEvent.objects.of_contract(draft).values_list("action", flat=True)
    assert {"term.added", "term.changed", "term.removed"} <= set(codes)


@pytest.mark.usefixtures("official")
def test_an_indicator_promised_twice_is_refused_beside_its_row(client: Client) -> None:
    draft = factories.a_draft()
    term = factories.a_metric_term(draft)
    entered = {
        "metric_terms-1-indicator": term.indicator_id,
        "metric_terms-1-target": "90",
        "metric_terms-1-weight_bp": "10",
    }
    answer = _change(client, draft, **entered)
    assert answer.status_code == 200
    assert MetricTerm.objects.filter(contract=draft).count() == 1


@pytest.mark.usefixtures("official")
def test_a_contract_in_force_is_read_only(client: Client) -> None:
    contract = factories.an_active_contract()
    page = client.get(page_url(contract))
    assert not page.context["has_change_permission"]
    assert client.post(page_url(contract), {"title_en": "Other"}).status_code == 403
    assert page.context["gates"] is None
    assert page.context["status_chip"] == {"label": "Active", "modifier": "good"}


@pytest.mark.usefixtures("official")
def test_a_new_contract_is_registered_with_its_terms_at_once(client: Client) -> None:
    model = factories.a_draft()
    page = client.get(add_url(Contract))
    entered = {
        "reference": "HT-NEW",
        "title_zh_hans": "热线话务服务",
        "agency": model.agency_id,
        "vendor": model.vendor_id,
        "kind": model.kind_id,
        "scope_item": model.scope_item_id,
        "regime": model.regime,
        "method": model.method,
        "amount": "1000000",
        "signed_on": "2026-11-01",
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "inspection_terms-0-method": "mystery_call",
    }
    answer = client.post(add_url(Contract), as_a_browser_would(page, **entered))
    assert answer.status_code == 302, _errors(answer)
    contract = Contract.objects.get(reference="HT-NEW")
    assert contract.status == Contract.Status.DRAFT
    assert contract.inspection_terms.count() == 1


@pytest.mark.usefixtures("official")
def test_a_refused_term_registers_no_contract(client: Client) -> None:
    model = factories.a_draft()
    page = client.get(add_url(Contract))
    entered = {
        "reference": "HT-NEW",
        "title_en": "Hotline",
        "agency": model.agency_id,
        "vendor": model.vendor_id,
        "kind": model.kind_id,
        "scope_item": model.scope_item_id,
        "regime": model.regime,
        "method": model.method,
        "amount": "1000000",
        "signed_on": "2026-11-01",
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "sections-0-starts_at": "1000",
        "sections-0-ends_at": "500",
        "sections-0-distance_to_road": "10",
    }
    answer = client.post(add_url(Contract), as_a_browser_would(page, **entered))
    assert answer.status_code == 200
    assert not Contract.objects.filter(reference="HT-NEW").exists()


# ---- the buttons ----


@pytest.mark.usefixtures("official")
def test_the_page_shows_what_is_missing_and_the_button_says_why(client: Client) -> None:
    page = client.get(page_url(factories.a_draft()))
    missing = {gate.code for gate, _url in page.context["gates"]["rows"] if not gate.ok}
    assert missing >= {"lead", "reachable", "weights", "inspection"}
    assert page.context["gates"]["missing"] == len(missing)
    activate = next(step for step in page.context["transitions"] if step["name"] == "activate")
    assert not activate["allowed"]
    assert "missing" in activate["why"]


@pytest.mark.usefixtures("official")
def test_a_button_that_is_pressed_all_the_same_is_refused(client: Client) -> None:
    draft = factories.a_draft()
    answer = client.post(step_url(draft, "activate"), follow=True)
    assert "cannot be activated yet" in _messages(answer)
    draft.refresh_from_db()
    assert draft.status == Contract.Status.DRAFT


@pytest.mark.usefixtures("official")
def test_activate_publish_and_close_by_buttons(client: Client) -> None:
    contract = factories.a_ready_draft()
    assert "in force" in _messages(client.post(step_url(contract, "activate"), follow=True))
    assert "public pages" in _messages(client.post(step_url(contract, "publish"), follow=True))
    assert client.get(step_url(contract, "close")).status_code == 200
    contract.refresh_from_db()
    factories.an_acceptance(contract, is_final=True)
    answer = client.post(step_url(contract, "close"), {"reason": "The service has ended."}, follow=True)
    assert "is closed" in _messages(answer)
    contract.refresh_from_db()
    assert (contract.status, contract.published_on, contract.closed_on) == ("closed", TODAY, TODAY)


@pytest.mark.usefixtures("official")
def test_looking_at_a_button_writes_nothing(client: Client) -> None:
    contract = factories.a_ready_draft()
    assert client.get(step_url(contract, "activate")).headers["Location"] == page_url(contract)
    contract.refresh_from_db()
    assert contract.status == Contract.Status.DRAFT


@pytest.mark.usefixtures("official")
def test_closing_without_a_reason_asks_for_one(client: Client) -> None:
    contract = factories.an_active_contract()
    answer = client.post(step_url(contract, "close"), {"reason": "  "})
    assert answer.status_code == 200
    assert answer.context["form"].errors["reason"]
    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE


@pytest.mark.usefixtures("official")
def test_a_draft_is_discarded_after_a_question(client: Client) -> None:
    draft = factories.a_ready_draft()
    assert client.get(step_url(draft, "discard")).status_code == 200
    answer = client.post(step_url(draft, "discard"), follow=True)
    assert answer.redirect_chain[-1][0] == list_url(Contract)
    assert not Contract.objects.filter(pk=draft.pk).exists()


@pytest.mark.usefixtures("official")
def test_a_step_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.post(step_url(factories.a_draft(), "destroy")).status_code == 404


def test_an_auditor_is_offered_no_button_and_cannot_press_one(client: Client) -> None:
    contract = factories.a_ready_draft()
    client.force_login(factories.a_user("auditor", is_staff=True))
    assert client.get(page_url(contract)).context["transitions"] == []
    assert "Your role does not include this step" in _messages(client.post(step_url(contract, "activate"), follow=True))


# ---- whose it is ----


def test_an_official_of_another_agency_neither_finds_nor_opens_it(client: Client) -> None:
    contract = factories.an_active_contract()
    client.force_login(factories.a_user("contract_manager", factories.an_agency(), is_staff=True))
    assert client.get(list_url(Contract)).context["cl"].result_count == 0
    for url in (page_url(contract), step_url(contract, "close"), page_url(contract).replace("change", "history")):
        assert client.get(url).headers["Location"] == reverse("admin:index")
    assert client.post(step_url(contract, "close"), {"reason": "Because."}).headers["Location"] == reverse(
        "admin:index"
    )
    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE


def test_choices_are_limited_to_the_own_agencies_and_people(client: Client) -> None:
    factories.a_draft()
    elsewhere = factories.an_agency()
    stranger = factories.a_user("contract_manager", elsewhere, is_staff=True)
    client.force_login(stranger)
    form = client.get(add_url(Contract)).context["adminform"].form
    assert list(form.fields["agency"].queryset) == [elsewhere]
    form = client.get(add_url(Duty)).context["adminform"].form
    assert list(form.fields["person"].queryset) == [stranger]
    assert not form.fields["contract"].queryset.exists()


def test_a_tampered_choice_of_another_agency_is_refused(client: Client) -> None:
    draft = factories.a_draft()
    elsewhere = factories.an_agency()
    client.force_login(factories.a_user("contract_manager", is_staff=True))
    answer = _change(client, draft, agency=elsewhere.pk)
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert draft.agency != elsewhere


# ---- the history ----


@pytest.mark.usefixtures("official")
def test_the_history_says_in_words_what_changed(client: Client) -> None:
    draft = factories.a_draft()
    vendor = factories.a_vendor()
    old = draft.vendor
    _change(client, draft, vendor=vendor.pk, method="selective", starts_on="2026-02-01")
    row = client.get(page_url(draft)).context["history_rows"][0]
    changes = {change["field"]: (change["before"], change["after"]) for change in row["changes"]}
    assert row["what"] == "Draft corrected"
    assert changes["Vendor"] == (str(old), str(vendor))
    assert changes["Procurement method"] == ("Open tendering", "Selective tendering")
    assert changes["Starts on"][1] == "1 Feb 2026"


@pytest.mark.usefixtures("official")
def test_the_history_of_a_contract_tells_of_its_parts_too(client: Client) -> None:
    contract = factories.an_active_contract()
    rows = client.get(page_url(contract).replace("change", "history")).context["history_rows"]
    assert any(row["what"].startswith("Term added: ") for row in rows)
    assert any(row["what"].startswith("Duty acknowledged: ") for row in rows)


@pytest.mark.usefixtures("official")
def test_the_page_of_a_contract_takes_the_same_queries_however_long_its_history(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    contract = factories.an_active_contract()
    factories.schedule(on(TODAY))
    client.get(page_url(contract))
    with django_assert_max_num_queries(90) as first:
        client.get(page_url(contract))
    for number in range(3):
        factories.a_duty(contract, role=["manager", "supervisor", "acceptance"][number], at=NOW)
    with django_assert_max_num_queries(len(first) + 1):
        client.get(page_url(contract))
