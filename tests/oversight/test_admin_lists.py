"""The lists: more rows take no more queries, and every search, filter and sorting works."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.admin_pages import history_url, page_url
from contracts.models import Agency, Contract
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW
from tests.oversight.admin_world import a_world
from tests.oversight.test_admin_writes import MODELS, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def _world() -> Iterator[None]:
    with travel(NOW, tick=False):
        a_world()
        yield


def _queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


@pytest.mark.usefixtures("_world")
def test_no_list_takes_more_queries_for_more_rows() -> None:
    client = signed_in(factories.root())
    before = {model: (_queries(client, address(model, "changelist")), _count(model)) for model in MODELS}
    a_world()
    grown = {model for model in MODELS if _count(model) > before[model][1]}
    assert len(grown) >= 12, "Not enough has been added to tell"
    more = {model._meta.label: _queries(client, address(model, "changelist")) - before[model][0] for model in grown}
    assert {label: extra for label, extra in more.items() if extra > 0} == {}


def _more_evidence(contract: Contract, due_on: date) -> None:
    visit = factories.a_scheduled_inspection(contract, due_on=due_on)
    factories.an_order(factories.a_finding(factories.an_approved_report(visit, failing=[1, 2])))
    factories.a_reading(factories.a_reading_due(contract, month=f"{due_on:%Y-%m}"))


@pytest.mark.usefixtures("_world")
def test_the_page_and_the_history_of_a_contract_take_no_more_queries_for_more_evidence() -> None:
    client = signed_in(factories.root())
    contract = Contract.objects.active().earliest("pk")
    pages = [page_url(contract), history_url(contract)]
    factories.a_duty(contract, role="acceptance")  # one of each kind first: names are looked up once a kind
    _more_evidence(contract, date(2026, 6, 30))
    before = [_queries(client, page) for page in pages]
    for due_on in (date(2026, 7, 31), date(2026, 8, 31)):
        _more_evidence(contract, due_on)
    for role in ("manager", "supervisor"):
        factories.a_duty(contract, role=role)
    after = [_queries(client, page) for page in pages]
    assert all(more <= few for few, more in zip(before, after, strict=True)), (before, after)


def _count(model: type[models.Model]) -> int:
    return model._default_manager.count()


@pytest.mark.usefixtures("_world")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_column_sorts_and_every_filter_and_search_answers(model: type[models.Model]) -> None:
    client = signed_in(factories.root())
    listed = address(model, "changelist")
    page = client.get(listed)
    changelist = page.context["cl"]
    for number in range(1, len(changelist.list_display) + 1):
        assert client.get(listed, {"o": f"-{number}"}).status_code == 200
    assert client.get(listed, {"q": "Text 1 文"}).status_code == 200
    for spec in changelist.filter_specs:
        for choice in spec.choices(changelist):
            answer = client.get(listed + choice.get("query_string", ""))
            assert answer.status_code == 200, choice


@pytest.mark.usefixtures("_world")
def test_agencies_are_shown_as_a_tree() -> None:
    below = factories.an_agency("Station", parent=Agency.objects.get(code="the-agency"))
    page = signed_in(factories.root()).get(address(Agency, "changelist")).content.decode()
    assert f"\u2003{below.name}" in page


def test_nothing_is_done_to_many_rows_at_once() -> None:
    assert all(page.actions is None for page in admin.site._registry.values())
