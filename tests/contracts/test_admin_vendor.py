"""The page of a vendor: its whole credit file, its steps, and lists that cost the same however long they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.admin.vendor_steps import warnings_of_vendor
from contracts.models import CreditQuery, VendorCertificate, VendorRestriction, VettingReview
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW, TODAY, days, on
from tests.factories.files import a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def official():
    return signed_in(factories.a_user(["registrar", "legal_officer"], is_staff=True))


def page(client, vendor):
    return client.get(reverse("admin:contracts_vendor_change", args=[vendor.pk]))


def step(client, row, name, **fields):
    address = reverse(f"admin:contracts_{row._meta.model_name}_do", args=[row.pk, name])
    return client.post(address, fields, follow=True)


def test_the_page_shows_the_whole_credit_file(official):
    contract = factories.a_ready_draft()
    bar = factories.a_restriction(contract.vendor)
    factories.a_waiver(contract, bar)
    text = page(official, contract.vendor).content.decode()
    for shown in (
        "Social insurance, month by month",
        "21 of 24 months are proved by certificates.",
        "Left two contracts unfinished.",
        "No other vendor runs this line.",
        "Serious tax offenders",
        "Handling of calls",
        contract.reference,
        "Barred from new contracts",
        "No flag stands against a contract of this vendor.",
    ):
        assert shown in text, shown


def test_a_gap_is_told_in_words_and_by_a_sign(official):
    vendor = factories.a_vendor()
    factories.a_certificate(vendor, covers_from=TODAY.replace(day=1, month=9), covers_to=TODAY.replace(day=30, month=9))
    text = page(official, vendor).content.decode()
    assert "Gap: October 2024 – August 2026 (23 months)" in text
    assert text.count("✕") == 23 + 24  # and nothing is known of its taxes


def test_a_certificate_is_recorded_with_its_file_and_the_file_comes_back(official):
    vendor = factories.a_vendor()
    given = {"kind": "tax", "issuer": "Tax office", "covers_from": "2026-01-01", "covers_to": "2026-09-30"}
    step(official, vendor, "certificate", **given, upload=a_pdf("tax"))
    certificate = VendorCertificate.objects.get()
    address = reverse("admin:contracts_vendorcertificate_file", args=[certificate.pk])
    response = official.get(address)
    assert b"".join(response.streaming_content) == a_pdf("tax").read()
    assert "attachment" in response["Content-Disposition"]
    assert signed_in(factories.a_user("inspector", is_staff=True)).get(address).status_code == 403


def test_being_listed_bars_the_vendor_from_its_page(official):
    vendor = factories.a_vendor()
    given = {"credit_list": "tax", "queried_on": "2026-11-19", "result": "listed"}
    step(official, vendor, "query", **given, upload=a_pdf("list"))
    assert CreditQuery.objects.get().result == "listed"
    step(official, VendorRestriction.objects.get(), "lift", reason="Taken off the list.")
    assert VendorRestriction.objects.get().lifted_on == TODAY


def test_the_checklist_is_filled_in_on_one_page(official):
    vendor, codes = factories.a_vendor(), list(factories.checked())
    answers = {f"answer_{code}": "yes" for code in codes} | {"valid_until": "2027-06-30"}
    wrong = step(official, vendor, "vet", **answers | {"answer_record": "no"})
    assert "Say what was found" in wrong.content.decode()
    step(official, vendor, "vet", **answers)
    assert VettingReview.objects.get().passed


def test_whoever_enters_a_contract_with_a_barred_vendor_is_told(official):
    draft = factories.a_draft()
    assert warnings_of_vendor(draft) == []
    factories.a_restriction(draft.vendor)
    assert "Left two contracts unfinished." in warnings_of_vendor(draft)[0]


LISTS = ("vendorcertificate", "creditquery", "vendorrestriction", "vettingreview", "waiver", "vendortraining")


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_and_the_page_cost_the_same_queries_for_one_row_as_for_many(official):
    first = factories.a_ready_draft()
    factories.a_waiver(first)
    pages = [reverse(f"admin:contracts_{name}_changelist") for name in LISTS]
    pages.append(reverse("admin:contracts_vendor_change", args=[first.vendor.pk]))
    few = {address: queries(official, address) for address in pages}
    for number in range(1, 4):
        factories.vetted(first.vendor, on(TODAY - days(number)))
        factories.a_waiver(factories.a_ready_draft())
    assert {address: queries(official, address) for address in pages} == few


@pytest.mark.parametrize(("wanted", "found"), [("30", 1), ("90", 2), ("over", 1), ("nonsense", 4)])
def test_certificates_are_found_by_when_they_run_out(official, wanted, found):
    for left in (-1, 20, 80, 400):
        given = {"covers_from": TODAY - days(500), "expires_on": TODAY + days(left)}
        factories.a_certificate(kind="safety", upload=a_pdf(str(left)), **given)
    response = official.get(reverse("admin:contracts_vendorcertificate_changelist"), {"expiry": wanted}, follow=True)
    assert response.context["cl"].result_count == found
