"""What a new official sees next: where saving leads, where a gate leads, and which buttons are left."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from time_machine import travel

from contracts import actions, gates
from contracts.admin.history import EVENTS
from contracts.admin_pages import add_url, page_url, step_url
from contracts.models import Contract, Duty, RegisterImport, Tender, Vendor
from contracts.refusals import Refused
from contracts.wording import listed
from tests import factories
from tests.admin_forms import as_a_browser_would
from tests.factories import NOW, TODAY
from tests.factories.files import a_pdf

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


def _gate(answer, code):
    return next((gate, url) for gate, url in answer.context["gates"]["rows"] if gate.code == code)


def _offered(client, row):
    return {step["name"] for step in client.get(page_url(row)).context["transitions"]}


@pytest.mark.usefixtures("official")
def test_a_new_vendor_leads_to_its_own_page(client: Client) -> None:
    form = client.get(add_url(Vendor))
    entered = {"name_en": "New Line", "credit_code": factories.credit_code()}
    answer = client.post(add_url(Vendor), as_a_browser_would(form, **entered))
    assert answer.url == page_url(Vendor.objects.get(name_en="New Line"))


@pytest.mark.usefixtures("official")
def test_a_step_that_is_taken_several_times_stays_with_the_vendor(client: Client) -> None:
    vendor = factories.a_vendor()
    entered = {"kind": "licence", "issuer": "The office", "covers_from": "2020-01-01", "upload": a_pdf()}
    assert client.post(step_url(vendor, "certificate"), entered).url == page_url(vendor)


def test_a_duty_is_assigned_without_leaving_the_contract(client: Client, official) -> None:
    draft = factories.a_draft()
    answer = client.post(step_url(draft, "assign-duty"), {"role": Duty.Role.LEAD, "person": official.pk})
    assert answer.url == page_url(draft)


def test_what_is_new_begins_with_the_own_agency(client: Client, official) -> None:
    form = client.get(add_url(Contract)).context["adminform"].form
    assert form.get_initial_for_field(form.fields["agency"], "agency") == official.agency_id


@pytest.mark.usefixtures("official")
def test_what_one_reader_is_asked_first_does_not_change_the_page_for_others(client: Client) -> None:
    client.get(add_url(Tender), headers={"accept-language": "zh-hans"})
    assert admin.site._registry[Tender].check() == []


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize(("language", "first"), [("en", "title_en"), ("zh-hans", "title_zh_hans")])
def test_of_two_languages_the_own_one_is_asked_for_first(client: Client, language: str, first: str) -> None:
    answer = client.get(add_url(Tender), headers={"accept-language": language})
    lines = [line for _name, options in answer.context["adminform"].fieldsets for line in options["fields"]]
    assert next(line for line in lines if "title_en" in line)[0] == first


@pytest.mark.usefixtures("official")
def test_a_gate_leads_to_the_step_that_opens_it(client: Client) -> None:
    draft = factories.a_draft()
    answer = client.get(page_url(draft))
    assert _gate(answer, "lead")[1] == step_url(draft, "assign-duty")
    assert _gate(answer, "document_contract")[1] == step_url(draft, "add-document")
    assert _gate(answer, "budget_line")[1] == f"{page_url(draft)}#tab-overview"


@pytest.mark.usefixtures("official")
def test_the_gate_of_a_lead_who_has_yet_to_acknowledge_leads_to_the_people(client: Client) -> None:
    draft = factories.a_draft()
    factories.a_duty(draft, role=Duty.Role.LEAD)
    assert _gate(client.get(page_url(draft)), "lead")[1] == f"{page_url(draft)}#tab-people"


def test_a_gate_leads_nobody_to_a_step_of_others(client: Client) -> None:
    client.force_login(factories.a_user("auditor", is_staff=True))
    draft = factories.a_draft()
    assert _gate(client.get(page_url(draft)), "lead")[1] == f"{page_url(draft)}#tab-people"


def test_what_is_met_asks_for_nothing() -> None:
    told = {gate.code: gate.hint for gate in gates.check(factories.a_ready_draft(), TODAY) if gate.ok}
    assert {told[code] for code in ("document_contract", "document_rulebook", "staffing", "inspection")} == {""}


@pytest.mark.usefixtures("official")
def test_a_draft_shows_no_button_of_later_days(client: Client) -> None:
    assert not {"publish", "close", "suspend", "terminate"} & _offered(client, factories.a_draft())


@pytest.mark.usefixtures("official")
def test_an_awarded_tender_shows_no_button_of_earlier_days(client: Client) -> None:
    tender = factories.an_awarded_tender()
    assert not {"announce", "record-bid", "award", "cancel", "answer-conditions"} & _offered(client, tender)


def test_no_vendor_is_founded_tomorrow() -> None:
    with pytest.raises(Refused, match="future"):
        factories.a_vendor(founded_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="future"):
        actions.change_vendor(
            factories.a_vendor(), {"founded_on": TODAY + timedelta(days=1)}, by=factories.staff(), at=NOW
        )


def test_the_parts_of_a_list_stand_in_one_line() -> None:
    with override("en"):
        assert listed(["50%", "b", "c"]) == "50%, b, c"
        assert listed([]) == ""


def test_every_event_that_an_action_names_has_words_for_it() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(actions.__file__).parent.glob("*.py")]
    written = set(re.findall(r'\b(?:insert|amend|changing|record)\(\s*"(\w+\.\w+)"', "".join(sources)))
    assert written - EVENTS.keys() == set()


@pytest.mark.usefixtures("official")
def test_what_is_wrong_in_a_table_is_told_by_the_headings_of_the_workbook(client: Client) -> None:
    table = SimpleUploadedFile("vendors.csv", b"credit_code,name_en\n123,New Line\n")
    page = client.post(add_url(RegisterImport), {"table": table}, follow=True).content.decode()
    assert "Unified social credit code" in page
    assert "credit_code" not in page
