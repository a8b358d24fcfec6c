"""Choosers: what is offered while somebody types is what the form accepts, and no more."""

from typing import Any

import pytest
from django.urls import reverse

from contracts import actions
from contracts.admin_pages import add_url, page_url, step_url
from contracts.models import Agency, Contract, Duty, Indicator, MetricTerm, ServiceKind, User, VettingAnswer
from tests import factories
from tests.admin_forms import as_a_browser_would, signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db

ADDRESS = "admin:autocomplete"


def _asked(client: Any, model: Any, field: str, term: str = "") -> Any:
    asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    return client.get(reverse(ADDRESS), asked | {"term": term})


def _texts(client: Any, model: Any, field: str, term: str = "") -> list[str]:
    answer = _asked(client, model, field, term)
    assert answer.status_code == 200, answer
    return [row["text"] for row in answer.json()["results"]]


def _official(agency: Agency | None = None, **fields: Any) -> User:
    return factories.a_user(agency=agency, is_staff=True, **fields)


def test_only_rows_within_the_own_agencies_are_offered() -> None:
    below = factories.an_agency("Water Station", parent=factories.the_agency())
    elsewhere = factories.an_agency("Water Bureau Elsewhere")
    client = signed_in(_official())
    assert _texts(client, Contract, "agency", "Water") == [f"{below.name} · {below.code}"]
    assert elsewhere.name not in "".join(_texts(client, Contract, "agency"))


def test_people_with_a_closed_account_and_the_one_of_scheduled_work_are_not_offered() -> None:
    gone = actions.close_account(factories.a_user(name_en="Gone Away"), by=factories.root(), at=NOW)
    here = factories.a_user(name_en="Going On")
    offered = _texts(signed_in(factories.root()), Duty, "person", "Go")
    assert [text for text in offered if here.name in text]
    assert not [text for text in offered if gone.name in text]
    assert _texts(signed_in(factories.root()), Duty, "person", User.AUTOMATION) == []


@pytest.mark.parametrize("term", ["Zhou", "周", "Reservoir", "水库", "zhou.m"])
def test_a_person_is_found_by_both_names_by_post_and_by_user_name(term: str) -> None:
    person = factories.a_user(
        username="zhou.min",
        name_en="Zhou Min",
        name_zh_hans="周敏",
        post_en="Reservoir keeper",
        post_zh_hans="水库管理员",
    )
    label = f"{person.name} · {person.post} · {person.agency}"
    assert _texts(signed_in(_official()), Duty, "person", term) == [label]


@pytest.mark.parametrize("term", ["Clear Water", "清水", "code"])
def test_a_vendor_is_found_by_both_names_and_by_credit_code(term: str) -> None:
    vendor = factories.a_vendor(name_en="Clear Water Ltd", name_zh_hans="清水有限公司")
    factories.a_vendor()
    asked = vendor.credit_code if term == "code" else term
    assert _texts(signed_in(_official()), Contract, "vendor", asked) == [f"{vendor.name} · {vendor.credit_code}"]


def test_rows_are_named_in_the_language_of_the_reader(client: Any) -> None:
    agency = factories.an_agency("Station", parent=factories.the_agency(), name_zh_hans="水利站")
    client.force_login(_official(language="zh-hans"))
    assert _texts(client, Contract, "agency", agency.code) == [f"水利站 · {agency.code}"]


def test_an_indicator_is_searched_by_its_code() -> None:
    assert [text[:3] for text in _texts(signed_in(_official()), MetricTerm, "indicator", "H1")] == ["H1 "]


def test_a_form_without_a_model_names_the_table_by_its_key() -> None:
    lead = factories.a_user(name_en="Lin Tao")
    assert len(_texts(signed_in(_official()), User, "id", lead.username)) == 1


def test_more_rows_take_no_more_queries(django_assert_max_num_queries: Any) -> None:
    client = signed_in(_official())
    for _number in range(8):
        factories.a_user(agency=factories.an_agency(parent=factories.the_agency()))
    with django_assert_max_num_queries(8):
        assert len(_texts(client, Duty, "person")) >= 8


def test_without_the_permission_to_view_the_rows_nothing_is_offered() -> None:
    nobody = _official(role=())
    assert _asked(signed_in(nobody), Contract, "vendor").status_code == 403


@pytest.mark.parametrize(
    ("model", "field", "status"),
    [
        (Contract, "duties", 403),  # the other end of a pointer
        (Contract, "title", 403),
        (Contract, "no-such-field", 403),
        (VettingAnswer, "id", 403),  # no page
        (ServiceKind, "id", 200),
    ],
)
def test_only_pointers_are_chosen_among(model: Any, field: str, status: int) -> None:
    assert _asked(signed_in(factories.root()), model, field).status_code == status


def test_a_request_that_names_no_table_is_refused() -> None:
    client = signed_in(factories.root())
    assert client.get(reverse(ADDRESS)).status_code == 403
    assert client.get(reverse(ADDRESS), {"app_label": "contracts", "model_name": "x"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Any) -> None:
    assert _asked(client, Contract, "agency").status_code == 302


# ---- the forms ----


def test_long_tables_are_searched_and_short_ones_are_lists() -> None:
    form = signed_in(_official()).get(add_url(Contract)).context["adminform"].form
    searched = {name for name, field in form.fields.items() if "admin-autocomplete" in str(form[name])}
    assert {"agency", "vendor"} <= searched
    assert "kind" not in searched


def test_a_chooser_shows_what_is_chosen_already() -> None:
    draft = factories.a_draft()
    page = signed_in(factories.root()).get(page_url(draft)).content.decode()
    assert f'<option value="{draft.vendor.pk}" selected>{draft.vendor.name} · {draft.vendor.credit_code}' in page


def test_an_agency_outside_the_scope_is_refused_however_it_is_sent() -> None:
    elsewhere = factories.an_agency()
    client, draft = signed_in(_official()), factories.a_draft()
    sent = as_a_browser_would(client.get(page_url(draft)), agency=elsewhere.pk)
    answer = client.post(page_url(draft), sent)
    assert answer.status_code == 200
    assert "agency" in answer.context["adminform"].form.errors
    assert Contract.objects.get(pk=draft.pk).agency == draft.agency


def test_a_person_outside_the_scope_or_with_a_closed_account_is_refused_in_a_step() -> None:
    draft, client = factories.a_draft(), signed_in(_official())
    elsewhere = factories.a_user(agency=factories.an_agency())
    gone = actions.close_account(factories.a_user(), by=factories.root(), at=NOW)
    for person in (elsewhere, gone, factories.automation()):
        answer = client.post(step_url(draft, "assign-duty"), {"role": "lead", "person": person.pk})
        assert "person" in answer.context["form"].errors
    assert not Duty.objects.exists()


def test_the_chooser_of_a_step_speaks_the_language_of_the_reader() -> None:
    page = signed_in(_official(language="zh-hans")).get(step_url(factories.a_draft(), "assign-duty")).content.decode()
    assert 'lang="zh-CN"' in page
    assert "i18n/zh-CN" in page


def test_an_indicator_that_does_not_exist_is_refused() -> None:
    draft, client = factories.a_draft(), signed_in(_official())
    sent = as_a_browser_would(client.get(page_url(draft)))
    sent |= {"metric_terms-0-indicator": Indicator.objects.latest("pk").pk + 1, "metric_terms-0-target": "95"}
    assert client.post(page_url(draft), sent).status_code == 200
    assert not draft.metric_terms.exists()


@pytest.mark.parametrize("sent", ["x", "", "9" * 30, "-1"])
def test_what_cannot_be_a_key_is_refused_in_the_form(sent: str) -> None:
    client, draft = signed_in(_official()), factories.a_draft()
    shown = as_a_browser_would(client.get(page_url(draft)))
    answer = client.post(page_url(draft), shown | {"agency": sent})
    assert answer.status_code == 200
    assert "agency" in answer.context["adminform"].form.errors
