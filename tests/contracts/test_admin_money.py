"""The money and the papers on the administration's pages."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape
from time_machine import travel

from contracts.admin.papers import download_url
from contracts.admin_pages import list_url, page_url, step_url
from contracts.models import Document, Payment
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW, TODAY, days
from tests.factories.files import a_pdf, a_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return signed_in(factories.a_user("contract_manager", is_staff=True))


@pytest.fixture
def contract():
    return factories.an_active_contract(amount=Decimal(1_000_000))


def test_a_document_is_added_from_the_contracts_page_and_handed_out_to_keep(client, contract):
    answer = client.post(
        step_url(contract, "add-document"),
        {"kind": "other", "title": "Minutes", "upload": a_picture("jpeg", after=b"<?php ?>", name="a.php")},
    )
    assert answer.headers["Location"] == page_url(contract)
    document = Document.objects.get(title="Minutes")
    file = client.get(download_url(document))
    assert file.status_code == 200
    assert file["Content-Type"] == "image/jpeg"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert b"".join(file.streaming_content).endswith(b"<?php ?>")


def test_what_is_no_document_is_refused_beside_the_field(client, contract):
    upload = a_pdf()
    upload.name, upload.file = "x.pdf", type(upload.file)(b"#!/bin/sh")
    answer = client.post(step_url(contract, "add-document"), {"kind": "other", "title": "Minutes", "upload": upload})
    assert "kind that is not kept" in str(answer.context["form"].errors["upload"])


def test_somebody_of_another_agency_gets_no_file(contract):
    stranger = signed_in(factories.a_user("contract_manager", factories.an_agency(), is_staff=True))
    assert stranger.get(download_url(contract.documents.first())).status_code == 404


def test_somebody_who_may_not_read_documents_gets_no_file(contract):
    inspector = signed_in(factories.a_user("inspector", is_staff=True))
    assert inspector.get(download_url(contract.documents.first())).status_code == 403


def test_an_amendment_over_a_tenth_says_so_at_once_and_on_the_page(client, contract):
    entered = {"kind": "supplement", "signed_on": TODAY, "amount_change": "120000", "reason": "More calls."}
    answer = client.post(step_url(contract, "add-amendment"), entered, follow=True)
    assert "more than 10% of the original amount" in " ".join(map(str, answer.context["messages"]))
    page = answer.content.decode()
    assert "12% of the original" in page
    assert "Government Procurement Law, art. 49" in page
    assert "Originally" in page


def test_a_payment_is_planned_and_released_by_two_people(client, contract):
    entered = {"amount": "5000", "condition": "The first quarter is accepted.", "due_on": TODAY}
    client.post(step_url(contract, "plan-payment"), entered)
    payment = Payment.objects.get()
    acceptance = factories.an_acceptance(contract, by=factories.staff("supervisor"))
    answer = client.post(step_url(payment, "release"), {"acceptance": acceptance.pk}, follow=True)
    assert "is released" in " ".join(map(str, answer.context["messages"]))


def test_a_held_payment_says_why_it_cannot_be_released(client, contract):
    payment = factories.a_payment(contract)
    factories.a_hold(contract)
    page = client.get(page_url(payment))
    release = next(step for step in page.context["transitions"] if step["name"] == "release")
    assert release["why"] == "A payment hold is open."


def test_closing_says_what_is_missing_before_it_is_pressed(client, contract):
    page = client.get(page_url(contract))
    close = next(step for step in page.context["transitions"] if step["name"] == "close")
    assert "art. 45" in close["why"]
    assert escape(close["why"]) in page.content.decode()


def test_a_suspended_contract_offers_to_go_on(client, contract):
    factories.suspend(contract)
    page = client.get(page_url(contract))
    names = {step["name"] for step in page.context["transitions"]}
    assert "resume" in names
    assert "suspend" not in names
    assert "Suspended since" in page.content.decode()


@pytest.mark.parametrize(("when", "found"), [("soon", 2), ("held", 1), ("released", 1)])
def test_payments_are_found_by_what_becomes_of_them(client, contract, when, found):
    factories.a_payment(contract, due_on=TODAY + days(29))
    factories.a_payment(contract, due_on=TODAY + days(31))
    factories.a_released_payment(contract)
    held = factories.an_active_contract()
    factories.a_payment(held)
    factories.a_hold(held)
    page = client.get(list_url(Payment, when=when))
    assert page.context["cl"].result_count == found
