"""The register's API: keys, scope, refusals, pages, and the whole way to a contract in force."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts import actions
from contracts.models import AuditEvent, Contract, Duty, Vendor
from tests import factories
from tests.contracts.cases_of_tokens import a_token
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db

NOUNS = (
    "agency",
    "person",
    "indicator",
    "scope-item",
    "vendor",
    "tender",
    "bid",
    "contract",
    "metric-term",
    "inspection-term",
    "section",
    "duty",
)


class Program:
    """A program with a key of this person's."""

    def __init__(self, user: Any) -> None:
        self.user = user
        _token, secret = actions.issue_token("A program", days=30, by=user, at=timezone.now())
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, noun: str, row: Any = None, query: str = "", step: str = "") -> Any:
        return self.client.get(self._address(noun, row, step) + query)

    def send(self, noun: str, row: Any = None, step: str = "", **entered: Any) -> Any:
        return self.client.post(self._address(noun, row, step), json.dumps(entered), "application/json")

    def change(self, noun: str, row: Any, headers: dict[str, str] | None = None, **entered: Any) -> Any:
        address = self._address(noun, row, "")
        return self.client.patch(address, json.dumps(entered), "application/json", headers=headers or {})

    def _address(self, noun: str, row: Any, step: str) -> str:
        if row is None:
            return reverse(f"register-{noun}-list")
        key = getattr(row, "public_id", row if isinstance(row, str | int) else row.pk)
        return reverse(f"register-{noun}-{step or 'detail'}", args=[key])


@pytest.fixture
def official() -> Program:
    return Program(factories.staff())


def a_contract(**fields: Any) -> dict[str, Any]:
    agency = factories.the_agency()
    return {
        "reference": "HT-API",
        "title_zh_hans": "热线话务服务",
        "agency": agency.code,
        "vendor": factories.a_vendor().credit_code,
        "kind": "hotline",
        "scope_item": "hotline-it",
        "regime": "service_purchase",
        "method": "open",
        "no_tender_ground": "A framework of the province.",
        "amount": "1428816.00",
        "signed_on": str(TODAY),
        "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=300)),
        **fields,
    }


# ---- who is asking ----


@pytest.mark.parametrize("noun", NOUNS)
def test_without_a_key_nothing_is_shown(client: Client, noun: str):
    answer = client.get(reverse(f"register-{noun}-list"))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["", "ovs_wrong", "令牌"])
def test_a_wrong_key_opens_nothing(client: Client, secret: str):
    answer = client.get(reverse("register-vendor-list"), headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert "unknown, has expired or was revoked" in answer.json()["detail"]


def test_a_revoked_key_opens_nothing_any_more(official: Program):
    actions.revoke_token(official.user.tokens.get(), by=official.user, at=NOW)
    assert official.get("vendor").status_code == 401


def test_a_key_ends_with_its_day_and_with_its_person(official: Program):
    token, secret = a_token(days=1, at=NOW)
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/register/vendors/").status_code == 401
    actions.close_account(official.user, by=factories.staff("administrator"), at=NOW)
    assert official.get("vendor").status_code == 401
    assert token.expires_at < timezone.now()


def test_only_the_digest_of_a_key_is_kept():
    token, secret = a_token()
    assert secret not in str(token.__dict__)
    assert secret not in str([event.changes for event in AuditEvent.objects.all()])


def test_a_session_of_the_administration_serves_too_but_writes_only_with_its_token(official: Program):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(official.user)
    assert browser.get(reverse("register-contract-list")).status_code == 200
    assert browser.post(reverse("register-contract-list"), a_contract(), "application/json").status_code == 403


def test_a_role_without_the_register_sees_none_of_it():
    inspector = factories.a_user("inspector")
    client = Client()
    client.force_login(inspector)
    assert client.get(reverse("register-contract-list")).status_code == 403


# ---- whose rows ----


def test_rows_of_other_agencies_are_not_found(official: Program):
    foreign = factories.a_draft(agency=factories.an_agency())
    assert official.get("contract").json()["count"] == 0
    assert official.get("contract", foreign).status_code == 404
    assert official.send("contract", foreign, "activate").status_code == 404
    assert official.change("contract", foreign, amount="5.00").status_code == 404


def test_a_row_cannot_be_put_into_another_agency(official: Program):
    other = factories.an_agency()
    answer = official.send("contract", **a_contract(agency=other.code))
    assert answer.status_code == 400
    assert "agency" in answer.json()


def test_who_reads_all_writes_nothing():
    auditor = Program(factories.a_user("auditor"))
    contract = factories.a_draft()
    entered = a_contract()
    assert auditor.get("contract", contract).status_code == 200
    with nothing_written():
        assert auditor.send("contract", **entered).status_code == 403
        assert auditor.change("contract", contract, amount="5.00").status_code == 403


# ---- writing ----


def test_the_whole_way_from_the_vendor_to_the_duty(official: Program):
    vendor = official.send("vendor", name_en="Clearline", name_zh_hans="清线", credit_code=factories.credit_code())
    assert vendor.status_code == 201, vendor.json()
    contract = official.send("contract", **a_contract(vendor=vendor.json()["credit_code"]))
    assert contract.status_code == 201, contract.json()
    row = Contract.objects.get(reference="HT-API")
    assert official.send("contract", row, "usual-terms").status_code == 200
    assert row.metric_terms.count() == 6
    lead = factories.a_user()
    duty = official.send("duty", contract="HT-API", person=lead.username, role="lead")
    assert duty.status_code == 201, duty.json()
    answer = Program(lead).send("duty", duty.json()["id"], "acknowledge")
    assert answer.json()["starts_on"] == str(timezone.localdate())
    gates = {gate["code"]: gate["ok"] for gate in official.get("contract", row, step="gates").json()}
    assert gates["lead"]
    assert gates["weights"]
    event = AuditEvent.objects.filter(action="contract.registered").latest("pk")
    assert event.actor == official.user


def test_activating_says_which_gates_are_closed(official: Program):
    draft = factories.a_draft()
    answer = official.send("contract", draft, "activate")
    assert answer.status_code == 400
    assert "Accountable lead has acknowledged" in answer.json()["detail"]


def test_a_ready_draft_is_activated(official: Program):
    draft = factories.a_ready_draft(ends_on=timezone.localdate() + timedelta(days=30))
    answer = official.send("contract", draft, "activate")
    assert answer.json().get("status") == "active", answer.json()


def test_what_is_in_force_is_not_changed(official: Program):
    contract = factories.an_active_contract()
    with nothing_written():
        answer = official.change("contract", contract, amount="5.00")
    assert answer.status_code == 409
    assert "only a draft can be changed" in answer.json()["detail"]


def test_wrong_entries_are_all_named_by_field(official: Program):
    entered = a_contract(amount="-5", kind="no-such", ends_on="tomorrow", vendor="x")
    with nothing_written():
        answer = official.send("contract", **entered)
    assert answer.status_code == 400
    assert set(answer.json()) == {"amount", "kind", "ends_on", "vendor"}


def test_a_misspelt_or_computed_field_is_refused(official: Program):
    answer = official.send("contract", **a_contract(amont="5", status="active"))
    assert answer.status_code == 400
    assert answer.json() == {
        "amont": ["This field is not known."],
        "status": ["This field is computed; it cannot be entered."],
    }


def test_what_is_no_json_is_refused_in_words(official: Program):
    answer = official.client.post(reverse("register-vendor-list"), "{", "application/json")
    assert answer.status_code == 400
    assert "JSON" in answer.json()["detail"]
    answer = official.client.post(reverse("register-vendor-list"), "[1]", "application/json")
    assert answer.status_code == 400


def test_the_second_to_save_is_told(official: Program):
    draft = factories.a_draft()
    tag = official.get("contract", draft)["ETag"]
    assert official.change("contract", draft, {"If-Match": tag}, amount="7.00").status_code == 200
    with nothing_written():
        late = official.change("contract", draft, {"If-Match": tag}, amount="9.00")
    assert late.status_code == 412
    draft.refresh_from_db()
    assert draft.amount == Decimal("7.00")


def test_a_term_is_removed_from_a_draft_only(official: Program):
    term = factories.a_metric_term(factories.a_draft())
    address = reverse("register-metric-term-detail", args=[term.pk])
    assert official.client.delete(address).status_code == 204
    standing = factories.an_active_contract().metric_terms.first()
    assert official.client.delete(reverse("register-metric-term-detail", args=[standing.pk])).status_code == 409


def test_a_credit_code_is_forgiven_its_blanks(official: Program):
    code = factories.credit_code()
    entered = {"name_en": "Blank", "credit_code": f"{code[:4]} {code[4:]}".lower()}
    assert official.send("vendor", **entered).json()["credit_code"] == code


def test_a_duty_is_handed_over_with_a_note(official: Program):
    duty = factories.a_duty(factories.a_draft())
    successor = factories.a_user()
    answer = official.send("duty", duty, "hand-over", to=successor.username, note="Ask for the map.")
    assert answer.json()["handover_note"] == "Ask for the map."
    assert Duty.objects.get(pk=answer.json()["id"]).takes_over_from == duty
    assert official.change("duty", duty, role="manager").status_code == 405


# ---- reading ----


def test_who_was_responsible_on_a_day(official: Program):
    contract = factories.an_active_contract()
    lead = contract.duties.answering().leads().get()
    (found,) = (
        entry
        for entry in official.get("contract", contract, f"?on={lead.starts_on}", "responsible").json()
        if entry["role"] == "lead"
    )
    assert found["person"] == lead.person.username
    assert found["office_phone"] == lead.person.office_phone
    assert official.get("contract", contract, "?on=2000-01-01", "responsible").json() == []
    assert official.get("contract", contract, "?on=yesterday", "responsible").status_code == 400


def test_lists_are_filtered_ordered_and_paged(official: Program):
    for amount in ("3.00", "1.00", "2.00"):
        factories.a_draft(amount=Decimal(amount))
    factories.a_draft("irrigation")
    query = "?kind=hotline&ordering=-amount&page_size=2"
    page = official.get("contract", query=query).json()
    assert page["count"] == 3
    assert [row["amount"] for row in page["results"]] == ["3.00", "2.00"]
    assert page["next"]


def test_an_unknown_parameter_is_refused(official: Program):
    answer = official.get("contract", query="?stauts=draft")
    assert answer.status_code == 400
    assert "Unknown parameter" in answer.json()["stauts"][0]


@pytest.mark.parametrize("noun", ["vendor", "contract", "metric-term", "duty", "person"])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(official: Program, noun: str):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert official.get(noun).status_code == 200
        return len(captured)

    factories.a_ready_draft()
    official.get(noun)
    few = queries()
    for _time in range(3):
        factories.a_ready_draft()
    assert queries() == few


def test_a_vendor_of_the_register_need_not_be_published(official: Program):
    vendor = factories.a_vendor()
    assert official.get("vendor", vendor).json()["credit_code"] == vendor.credit_code
    assert not Vendor.objects.published().exists()
