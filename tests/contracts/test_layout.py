"""What stands in which tab of a row's page."""

import pytest
from django.contrib import admin

from contracts.admin import panels
from contracts.admin.inlines import ActionInline
from contracts.admin.layout import layout
from contracts.admin.panels import HISTORY, OVERVIEW, Panel, add_tab, panels_of
from contracts.admin_pages import add_url, page_url
from contracts.models import Contract, Vendor
from tests import factories
from tests.admin_forms import signed_in

CONTRACT = ["overview", "terms", "people", "tender", "money", "documents", "inspections", "flags", "history"]
VENDOR = ["overview", "certificates", "credit", "contracts", "training", "flags", "history"]


def panel(name, **options):
    return vars(Panel(name, name.title(), "admin/panels/table.html", **options))


def codes(tabs):
    return [tab["code"] for tab in tabs]


@pytest.mark.parametrize("order", [CONTRACT, VENDOR])
def test_the_tabs_stand_in_their_order(order):
    mixed = [panel(code, tab=code) for code in reversed(order) if code != HISTORY]
    assert codes(layout([], [], mixed, has_history=True)) == order


def test_a_panel_that_names_no_tab_stands_in_the_first():
    (tab,) = layout([], [], [panel("notes")], has_history=False)
    assert tab["code"] == OVERVIEW


def test_a_tab_counts_what_its_panels_count():
    tabs = layout(
        [], [], [panel("one", count=2), panel("two", count=0), panel("three", tab="money")], has_history=False
    )
    assert [tab["count"] for tab in tabs] == [2, None]


def test_a_tab_that_nobody_declared_is_refused():
    with pytest.raises(KeyError):
        layout([], [], [panel("one", tab="nowhere")], has_history=False)


def test_a_higher_layer_adds_a_tab(monkeypatch):
    monkeypatch.setattr(panels, "TABS", {})
    monkeypatch.setattr("contracts.admin.layout.TABS", panels.TABS)
    add_tab("maps", "Maps", 15)
    (tab,) = layout([], [], [panel("one", tab="maps")], has_history=False)
    assert (tab["id"], tab["title"]) == ("tab-maps", "Maps")


def test_every_inline_names_a_declared_tab():
    inlines = [inline for page in admin.site._registry.values() for inline in page.inlines]
    assert inlines
    assert all(issubclass(inline, ActionInline) and inline.tab in panels.TABS for inline in inlines)


@pytest.mark.django_db
def test_every_panel_of_a_contract_and_a_vendor_names_a_declared_tab(rf):
    request = rf.get("/")
    request.user = factories.root()
    contract = factories.an_active_contract()
    shown = [*panels_of(request, contract), *panels_of(request, contract.vendor)]
    assert {panel["tab"] for panel in shown} <= set(panels.TABS)


@pytest.mark.django_db
def test_the_page_of_a_contract_has_tabs_and_the_page_for_a_new_one_has_none():
    client = signed_in(factories.a_user("contract_manager", is_staff=True))
    page = client.get(page_url(factories.a_draft()))
    assert page.context["is_tabbed"]
    assert {"overview", "terms", "people", "history"} <= set(codes(page.context["tabs"]))
    assert not client.get(add_url(Contract)).context["is_tabbed"]
    assert not client.get(add_url(Vendor)).context["is_tabbed"]


@pytest.mark.django_db
def test_a_tab_says_how_many_errors_it_has():
    client = signed_in(factories.a_user("contract_manager", is_staff=True))
    draft = factories.a_draft()
    page = client.get(page_url(draft))
    answer = client.post(page_url(draft), {"_as_read": page.context["as_read"], "reference": ""})
    errors = {tab["code"]: tab["errors"] for tab in answer.context["tabs"]}
    assert errors["overview"] > 0
    assert "errors</span>" in answer.text
