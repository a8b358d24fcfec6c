"""A contract on paper."""

import pytest
from django.test import Client

from contracts import actions
from contracts.admin_pages import page_url, public_path, sheet_url
from contracts.qr import qr_code
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return signed_in(factories.a_user("contract_manager", is_staff=True))


@pytest.fixture
def published():
    return actions.publish_contract(factories.an_active_contract(), by=factories.staff(), at=NOW)


def test_a_published_contract_has_a_code_that_leads_to_its_public_page(client, published):
    page = client.get(sheet_url(published))
    address = f"http://testserver/contracts/{published.public_id}/"
    assert page.context["address"] == address
    assert qr_code(address).path in page.text
    assert address in page.text
    assert client.get(address).headers["Location"].endswith(f"/contracts/{published.public_id}/")
    assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_code_is_the_same_in_every_language(client, published, language):
    page = client.get(sheet_url(published), headers={"Accept-Language": language})
    assert page.context["address"] == f"http://testserver/contracts/{published.public_id}/"


def test_a_draft_says_so_and_has_no_code(client):
    draft = factories.a_ready_draft()
    page = client.get(sheet_url(draft))
    assert "Draft – not in force" in page.text
    assert page.context["qr"] is None
    assert page.context["gates"]["rows"]


def test_what_is_in_force_and_not_published_has_no_code(client):
    contract = factories.an_active_contract()
    page = client.get(sheet_url(contract))
    assert page.context["qr"] is None
    assert "Draft – not in force" not in page.text
    assert public_path(contract) == ""


def test_the_sheet_says_what_was_promised_and_who_answers(client, published):
    page = client.get(sheet_url(published))
    assert {"sheet-terms", "sheet-inspections", "people"} <= {panel["id"] for panel in page.context["panels"]}
    for words in (published.vendor.credit_code, published.agency.name, str(published.duties.first().person)):
        assert words in page.text


def test_the_sections_of_works_stand_on_it(client):
    contract = factories.an_active_contract("irrigation")
    section = contract.sections.first() or factories.a_section(contract)
    assert str(section) in client.get(sheet_url(contract)).text


def test_the_page_leads_to_the_sheet_and_to_the_public_page(client, published):
    page = client.get(page_url(published)).text
    assert f'href="{sheet_url(published)}"' in page
    assert f'href="{public_path(published)}"' in page


def test_the_page_of_a_draft_leads_to_no_public_page(client):
    assert [label for label, _url in client.get(page_url(factories.a_draft())).context["links"]] == ["Print sheet"]


def test_a_contract_of_another_agency_is_not_printed(published):
    stranger = signed_in(factories.a_user("contract_manager", factories.an_agency(), is_staff=True))
    assert stranger.get(sheet_url(published)).status_code == 302


def test_nobody_prints_without_signing_in(published):
    assert Client().get(sheet_url(published)).status_code == 302


def test_many_sections_cost_no_more_queries_than_one(client, django_assert_max_num_queries):
    draft = factories.a_draft("irrigation")
    factories.a_section(draft, starts_at=0, ends_at=100)
    client.get(sheet_url(draft))
    with django_assert_max_num_queries(60) as few:
        client.get(sheet_url(draft))
    for number in range(1, 6):
        factories.a_section(draft, starts_at=number * 100, ends_at=number * 100 + 100)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(sheet_url(draft))
