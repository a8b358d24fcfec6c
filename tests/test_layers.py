"""contracts <- inspections <- oversight: a lower layer neither imports nor names a higher one."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver

from inspections.models import Inspection
from tests import layers

LOWER = layers.LAYERS[:-1]


@pytest.fixture(scope="module")
def owners():
    return layers.url_owners(get_resolver().url_patterns)


@pytest.mark.parametrize("layer", LOWER)
def test_no_module_knows_of_a_higher_layer(layer, owners):
    found = [b for name, source in layers.modules(layer) for b in layers.breaches_in_module(name, source, owners)]
    assert found == []


@pytest.mark.parametrize("layer", layers.LAYERS)
def test_nothing_is_written_behind_a_signal(layer):
    assert [b for name, source in layers.modules(layer) for b in layers.signals_in_module(name, source)] == []


@pytest.mark.parametrize("layer", LOWER)
def test_no_page_shows_anything_of_a_higher_layer(layer, owners):
    shown = layers.templates_of(layer, [source for _name, source in layers.modules(layer)])
    assert shown
    sources = {name: (layers.TEMPLATES / name).read_text(encoding="utf-8") for name in sorted(shown)}
    found = [b for name, source in sources.items() for b in layers.breaches_in_template(layer, name, source, owners)]
    assert found == []


def test_no_row_leads_up_by_a_related_name():
    assert layers.reverse_accessors(layers.lower_models()) == []


def test_the_addresses_of_every_layer_are_known(owners):
    assert owners["login"] == "contracts"
    assert owners["field:inbox"] == "inspections"
    assert owners["home"] == "oversight"
    assert owners["admin:contracts_contract_changelist"] == "contracts"
    assert set(layers.FRONT_DOORS) <= set(owners)


# ---- that a breach is found ----


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("contracts/gates/gate.py", "import oversight"),
        ("contracts/gates/gate.py", "from oversight.models import Flag"),
        ("contracts/gates/gate.py", "def late():\n    from inspections.models import Reading"),
        ("contracts/actions/duty.py", "from ...inspections import models"),
        ("contracts/models/duty.py", "field = models.ForeignKey('oversight.Flag', models.PROTECT)"),
        ("contracts/models/duty.py", "model = apps.get_model('inspections', 'Reading')"),
        ("contracts/models/duty.py", "model = apps.get_model('inspections.Reading')"),
        ("contracts/audit.py", "module = import_module('oversight.sweep')"),
        ("contracts/views.py", "render(request, 'oversight/desk.html')"),
        ("contracts/views.py", "redirect('home')"),
        ("contracts/views.py", "urls.reverse('field:inbox')"),
        ("contracts/roles.py", "from oversight.models import Flag"),
        ("inspections/tasks.py", "from oversight import sweep"),
        ("inspections/tasks.py", "app.send_task('oversight.tasks.sweep_all')"),
        ("inspections/field/views.py", "reverse_lazy('home')"),
    ],
)
def test_a_planted_breach_in_a_module_is_found(name, planted, owners):
    assert len(layers.breaches_in_module(name, planted, owners)) == 1


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("inspections/tasks.py", "from contracts.models import User"),
        ("oversight/sweep.py", "from inspections.models import Reading"),
        ("contracts/gates/gate.py", "'''oversight.sweep reads this.'''"),
        ("contracts/gates/gate.py", "label = _('Inspections are promised')"),
        ("contracts/gates/gate.py", "from contracts import oversights"),
        ("contracts/roles.py", "permissions = ('oversight.view_flag',)"),
        ("contracts/views.py", "redirect('login')"),
    ],
)
def test_what_a_module_may_know_is_let_pass(name, fine, owners):
    assert layers.breaches_in_module(name, fine, owners) == []


@pytest.mark.parametrize(
    "planted",
    [
        "@receiver(post_save, sender=User)\ndef score(**kwargs): ...",
        "@dispatch.receiver(post_save)\ndef score(**kwargs): ...",
        "post_save.connect(score)",
    ],
)
def test_a_planted_signal_is_found(planted):
    assert len(layers.signals_in_module("contracts/apps.py", planted)) == 1


@pytest.mark.parametrize(
    ("layer", "name", "planted"),
    [
        ("contracts", "admin/base.html", "{% include 'field/inbox.html' %}"),
        ("contracts", "base.html", '{% extends "public/base.html" %}'),
        ("contracts", "base.html", "{% url 'field:report' 1 %}"),
        ("contracts", "base.html", "{% url 'vendor_list' as vendors %}"),
        ("contracts", "includes/facts.html", "{% load i18n measured %}"),
        ("contracts", "field/inbox.html", ""),
        ("inspections", "field/inbox.html", "{%load judgement%}"),
        ("inspections", "field/inbox.html", "{% include 'public/bands.html' with x=1 %}"),
    ],
)
def test_a_planted_breach_in_a_template_is_found(layer, name, planted, owners):
    assert len(layers.breaches_in_template(layer, name, planted, owners)) == 1


def test_front_doors_and_lower_layers_may_be_led_to(owners):
    source = "{% load house %}{% extends 'base.html' %}{% url 'home' %}{% url 'login' %}{% url 'field:report' 1 %}"
    assert layers.breaches_in_template("inspections", "field/inbox.html", source, owners) == []


def test_a_planted_related_name_is_found():
    relation = SimpleNamespace(
        auto_created=True,
        is_relation=True,
        concrete=False,
        hidden=False,
        related_model=Inspection,
        get_accessor_name=lambda: "inspections",
    )
    planted = SimpleNamespace(
        __name__="User", _meta=SimpleNamespace(app_label="contracts", get_fields=lambda include_hidden: [relation])
    )
    assert layers.reverse_accessors([planted]) == ["User.inspections leads to inspections"]
    assert Group._meta.app_label not in layers.LAYERS
