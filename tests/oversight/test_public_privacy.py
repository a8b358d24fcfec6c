"""The allow-list: markers planted in everything private are searched for in every byte the public can get."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from contracts.actions import publish_contract
from contracts.models import Contract, Duty, User
from inspections.actions import AnswerGiven, return_report, verify_rectification
from inspections.actions.report import questions
from inspections.models import ChecklistItem, FieldReport, Inspection
from oversight.actions import compute_scorecard
from tests import factories
from tests.factories import NOW, Q2, Q3, days, on

pytestmark = pytest.mark.django_db

MARK = "ZZPRIVATE"


def a_person(role: str, **fields) -> User:
    """Everything a person is called, and how to reach them but for the office, is marked."""
    number = User.objects.count()
    marked = {
        "username": f"{MARK}-login-{number}",
        "name_en": f"{MARK} name",
        "name_zh_hans": f"{MARK}姓名",
        "email": f"{MARK}@example.org",
    }
    return factories.a_user(role, **marked, **fields)


@pytest.fixture
def story() -> list[str]:
    """A contract with a whole history by marked people and marked notes; returns the identifiers that are public."""
    for role in ("contract_manager", "supervisor", "analyst", "publisher"):
        a_person(role)
    lead = a_person("contract_manager")
    contract = factories.an_active_contract("irrigation", published=True, lead=lead, budget=Decimal("987654321.12"))
    factories.a_duty(contract, a_person("contract_manager", post_en=f"{MARK} deputy"), Duty.Role.MANAGER)
    factories.a_duty(
        contract, a_person("contract_manager", post_en=f"{MARK} pending"), Duty.Role.SUPERVISOR, acknowledged=False
    )

    inspectors = [a_person("inspector") for _ in range(2)]
    visit = factories.a_scheduled_inspection(contract, inspectors=inspectors, due_on=_first_visit(contract), at=NOW)
    remarks = {"remarks": f"{MARK} remarks", "by": inspectors[0]}
    at = on(visit.due_on)
    returned = factories.a_filed_report(visit, failing=[1], at=at, **remarks)
    supervisor = factories.staff("supervisor")
    return_report(returned, by=supervisor, at=at, reason=f"{MARK} returned because")
    visit.refresh_from_db()
    given = factories.answers(visit, [1]) | _texts(visit)
    report = factories.an_approved_report(visit, given=given, at=at, **remarks)
    FieldReport.objects.filter(pk=report.pk).update(review_note=f"{MARK} review note")
    order = factories.an_order(report.findings.order_by("pk")[0], working_days=5, at=at)
    verify_rectification(order, by=supervisor, at=at + days(3), note=f"{MARK} seen")
    factories.a_reading(factories.a_reading_due(contract, month="2026-08"), by=factories.staff("contract_manager"))

    published = factories.a_published_card(factories.a_draft_card(contract, evidence=False))
    compute_scorecard(contract, Q2, by=factories.staff("analyst"), at=NOW)  # stays a draft
    factories.a_draft(vendor=contract.vendor, reference=f"{MARK}-draft", title_en=f"{MARK} draft")
    factories.an_active_contract(vendor=contract.vendor, reference=f"{MARK}-unpublished")
    closed = factories.an_active_contract(published=True, vendor=contract.vendor)
    _papers_and_money(closed)
    factories.close(closed, reason=f"{MARK} reason for closing")
    factories.a_swept_flag(contract)
    return [published.public_id, contract.public_id, closed.public_id, contract.vendor.public_id]


def _papers_and_money(contract: Contract) -> None:
    factories.a_document(contract, title=f"{MARK} title", text="marked")
    factories.an_amendment(contract, reason=f"{MARK} why it was amended")
    factories.an_acceptance(contract, subject=f"{MARK} subject", note=f"{MARK} note")
    factories.a_payment(contract, condition=f"{MARK} condition")
    factories.a_hold(contract, reason=f"{MARK} why nothing is paid")


def _first_visit(contract: Contract):
    factories.schedule(NOW)
    return Inspection.objects.filter(contract=contract).planned_in(Q3.start, Q3.end)[0].due_on


def _texts(visit) -> dict:
    return {
        question.key: AnswerGiven(text=f"{MARK} what else was seen")
        for question in questions(visit)
        if question.item.kind == ChecklistItem.Kind.TEXT
    }


def every_public_address(card: str, contract: str, closed: str, vendor: str) -> list[str]:
    lists = ["home", "vendor_list", "contract_list", "reported_list", "rule_list", "methodology", "accessibility"]
    found = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found += [reverse(name) for name in lists]
            found += [reverse("contract_detail", args=[public_id]) for public_id in (contract, closed)]
            found += [reverse("vendor_detail", args=[vendor]), reverse("scorecard_detail", args=[card])]
    found += [f"{reverse('vendor_list')}?q={MARK}", f"{reverse('contract_list')}?q={MARK}"]
    found += [reverse("scorecard_json", args=[card]), reverse("api-schema"), reverse("api-docs")]
    for noun in ("vendor", "contract", "scorecard"):
        found.append(reverse(f"api-{noun}-list"))
    found += [reverse("api-contract-detail", args=[public_id]) for public_id in (contract, closed)]
    return [*found, reverse("api-vendor-detail", args=[vendor]), reverse("api-scorecard-detail", args=[card])]


def test_nothing_private_is_in_any_public_byte(client, story):
    for address in every_public_address(*story):
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        if f"q={MARK}" in address:  # the question itself is shown again; nothing was found by it
            assert response.context["page"].paginator.count == 0
            continue
        place = text.find(MARK)
        assert place == -1, f"{address}: …{text[max(place - 200, 0) : place + 60]}…"
        assert "987,654,321" not in text
        assert "987654321" not in text


def test_the_markers_are_really_there(story):
    """Otherwise the test above would pass on an empty story."""
    assert User.objects.filter(name_en__contains=MARK).count() >= 8
    assert FieldReport.objects.filter(remarks__contains=MARK).count() == 2
    assert FieldReport.objects.filter(review_note__contains=MARK).exists()
    assert Contract.objects.filter(reference__contains=MARK).count() == 2
    assert Contract.objects.filter(closing_reason__contains=MARK).exists()


def test_a_draft_has_no_address_in_any_form(client):
    draft = factories.a_ready_draft()
    card = factories.a_draft_card(factories.an_active_contract(published=True), evidence=False)
    for address in (
        reverse("api-contract-detail", args=[draft.public_id]),
        reverse("api-vendor-detail", args=[draft.vendor.public_id]),
        reverse("api-scorecard-detail", args=[card.public_id]),
        reverse("scorecard_json", args=[card.public_id]),
    ):
        assert client.get(address).status_code == 404, address


def test_publishing_is_what_makes_a_contract_public(client):
    contract = factories.an_active_contract()
    with translation.override("en"):
        address = reverse("contract_detail", args=[contract.public_id])
    assert client.get(address).status_code == 404
    publish_contract(contract, by=factories.staff(), at=NOW)
    assert client.get(address).status_code == 200
