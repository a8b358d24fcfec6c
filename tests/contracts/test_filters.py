"""The filters every list shares: the tree of agencies, the person, the end."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.admin.filters import INDENT, AgencyFilter
from contracts.admin_pages import list_url
from contracts.models import Contract, Duty, User
from contracts.templatetags.house import active_filters
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


def _listed(client: Any, model: Any, **filters: Any) -> set[Any]:
    answer = client.get(list_url(model, **filters))
    assert answer.status_code == 200
    return set(answer.context["cl"].result_list)


def _official(**fields: Any) -> User:
    return factories.a_user(is_staff=True, **fields)


def test_choosing_an_agency_includes_those_below_it() -> None:
    above = factories.the_agency()
    middle = factories.an_agency(parent=above)
    below = factories.an_agency(parent=middle)
    here, there, _other = (factories.a_draft(agency=agency) for agency in (middle, below, above))
    assert _listed(signed_in(_official()), Contract, agency=middle.code) == {here, there}


def test_the_agencies_stand_as_a_tree_that_begins_at_the_top_of_what_the_person_sees() -> None:
    top = factories.an_agency("Town", parent=factories.the_agency())
    below = factories.an_agency("Station", parent=top)
    page = signed_in(_official(agency=top)).get(list_url(Contract)).content.decode()
    assert f'<option value="{top.code}">{top.name}</option>' in page
    assert f'<option value="{below.code}">{INDENT}{below.name}</option>' in page
    assert 'value="the-agency"' not in page


@pytest.mark.parametrize("code", ["no-such-agency", "elsewhere"])
def test_an_agency_outside_the_scope_leaves_nothing(code: str) -> None:
    factories.an_agency(code="elsewhere")
    factories.a_draft()
    factories.an_agency(parent=factories.the_agency())
    assert _listed(signed_in(_official()), Contract, agency=code) == set()


def test_a_person_with_one_agency_is_not_asked_for_it() -> None:
    assert "filter_agency" not in signed_in(_official()).get(list_url(Contract)).content.decode()


def test_more_agencies_take_no_more_queries() -> None:
    client = signed_in(_official())
    factories.an_agency(parent=factories.the_agency())
    few = _queries(client)
    for _number in range(10):
        factories.an_agency(parent=factories.the_agency())
    assert _queries(client) == few


def _queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(list_url(Contract, agency="the-agency"))
    return len(captured)


def test_contracts_are_found_by_who_answers_now() -> None:
    lead = factories.a_user()
    answered = factories.an_active_contract(lead=lead)
    other = factories.an_active_contract()
    factories.a_duty(other, role="manager", person=lead, acknowledged=False)
    assert _listed(signed_in(_official()), Contract, person=lead.pk) == {answered}


def test_duties_are_found_by_their_person() -> None:
    lead = factories.a_user()
    factories.an_active_contract()
    contract = factories.an_active_contract(lead=lead)
    assert _listed(signed_in(_official()), Duty, person=lead.pk) == {Duty.objects.get(contract=contract)}


def test_a_person_of_another_agency_is_not_looked_for() -> None:
    contract = factories.an_active_contract()
    stranger = factories.a_user(agency=factories.an_agency())
    assert _listed(signed_in(_official()), Contract, person=stranger.pk) == set()
    assert _listed(signed_in(_official()), Contract, person="x") == set()
    assert _listed(signed_in(_official()), Contract) == {contract}


@pytest.mark.parametrize(("ends", "expected"), [("30", {"IN 20"}), ("90", {"IN 20", "IN 60"}), ("over", {"PAST"})])
def test_contracts_are_found_by_when_they_end(ends: str, expected: set[str]) -> None:
    ending = {"PAST": -1, "IN 20": 20, "IN 60": 60, "IN 120": 120}
    for reference, distance in ending.items():
        contract = factories.an_active_contract(reference=reference)
        Contract.objects.filter(pk=contract.pk).update(ends_on=TODAY + days(distance))
    draft = factories.a_draft(reference="DRAFT")
    Contract.objects.filter(pk=draft.pk).update(ends_on=TODAY + days(20))
    with travel(NOW, tick=False):
        assert {row.reference for row in _listed(signed_in(_official()), Contract, ends=ends)} == expected


def test_contracts_are_found_by_the_year_they_start_in() -> None:
    contract = factories.a_draft()
    client, year = signed_in(_official()), contract.starts_on.year
    assert _listed(client, Contract, starts_on_year=year) == {contract}
    assert _listed(client, Contract, starts_on_year=year - 1) == set()
    assert _listed(client, Contract, starts_on_year="x") == set()


def test_what_is_chosen_is_named_and_taken_away_alone() -> None:
    factories.an_agency(parent=factories.the_agency())
    lead = factories.a_user()
    answer = signed_in(_official()).get(list_url(Contract, agency="the-agency", person=lead.pk, q="QH"))
    chosen = {row["choice"]: row["without"] for row in active_filters(answer.context["cl"])}
    assert set(chosen) == {str(factories.the_agency()), str(lead)}
    assert "agency=the-agency" in chosen[str(lead)]
    assert "q=QH" in chosen[str(lead)]
    assert "person" not in chosen[str(lead)]


def test_a_filter_keeps_the_search_and_the_other_filters() -> None:
    factories.an_agency(parent=factories.the_agency())
    page = signed_in(_official()).get(list_url(Contract, status__exact="draft", q="QH")).content.decode()
    form = page[page.index('class="filter__form"') :]
    assert '<input type="hidden" name="status__exact" value="draft">' in form
    assert '<input type="hidden" name="q" value="QH">' in form


def test_every_list_of_rows_that_belong_to_agencies_has_the_tree() -> None:
    belonging = {model for model in admin.site._registry if hasattr(model._default_manager.all(), "within")}
    without = {
        model._meta.label for model in belonging if AgencyFilter not in tuple(admin.site._registry[model].list_filter)
    }
    one_for_all = {"Vendor", "VendorCertificate", "CreditQuery", "VettingReview", "VendorRestriction"}
    by_who_did_it = {"AuditEvent", "RegisterImport"}
    assert without <= {f"contracts.{name}" for name in one_for_all | by_who_did_it}


@pytest.mark.parametrize("asked", ["starts_on__year=99999999", "starts_on__year=99999999999999999999"])
def test_a_year_that_no_calendar_has_is_a_wrong_address_and_no_fault(asked: str) -> None:
    client = signed_in(factories.root())
    answer = client.get(f"{list_url(Contract)}?{asked}")
    assert (answer.status_code, answer.headers["Location"].split("?")[-1]) == (302, "e=1")
