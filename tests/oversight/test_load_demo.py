"""The commands load_demo and demo_logins: what they refuse, and that the same seed gives the same county."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models, transaction

from contracts.models import Agency, AuditEvent
from contracts.refusals import Refused
from oversight.demo import DEFAULT_SEED, history, load, people
from oversight.demo.load import make_county, play
from oversight.demo.plans import read_plans
from oversight.models import Scorecard
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, SHANGHAI

pytestmark = pytest.mark.django_db


def a_county_that_was_opened() -> None:
    """Only its agencies and people: enough to be there."""
    people.settle(make_county(NOW, DEFAULT_SEED), NOW)


def said(capsys: pytest.CaptureFixture[str], command: str, **options: Any) -> str:
    with time_machine.travel(NOW, tick=False):
        call_command(command, **options)
    return capsys.readouterr().out


# ---- refusals ----


def test_if_empty_does_nothing_where_a_county_is_there(capsys):
    a_county_that_was_opened()
    with nothing_written():
        assert said(capsys, "load_demo", if_empty=True) == ""


def test_a_second_load_is_refused(capsys):
    a_county_that_was_opened()
    with nothing_written(), pytest.raises(CommandError, match=r"loaded already\. Start with an empty database"):
        said(capsys, "load_demo")


@pytest.mark.parametrize("if_empty", [True, False])
def test_a_database_with_real_agencies_is_left_alone(capsys, if_empty):
    factories.an_agency()
    with nothing_written(), pytest.raises(CommandError, match=r"holds real agencies\. Use an empty one"):
        said(capsys, "load_demo", if_empty=if_empty)


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("0001-01-01", "begins on 2022-01-01 at the earliest"),
        ("1949-10-01", "begins on 2022-01-01 at the earliest"),
        ("2021-12-31", "begins on 2022-01-01 at the earliest"),
        ("2026-11-21", "lies in the future"),
        ("2026-11-20T10:01", "lies in the future"),
        ("9999-12-31", "lies in the future"),
        ("2026-02-30", "is not a day or moment"),
        ("yesterday", "is not a day or moment"),
        ("2026-11-20T99:00", "is not a day or moment"),
    ],
)
def test_a_day_that_cannot_be_played_gives_a_clear_line(capsys, at, line):
    with nothing_written(), pytest.raises(CommandError, match=line):
        said(capsys, "load_demo", at=at)


@pytest.mark.parametrize(
    ("at", "played"),
    [
        (None, NOW),
        ("2026-11-20", NOW),
        ("2026-11-19", datetime(2026, 11, 19, 23, 59, 59, tzinfo=SHANGHAI)),
        ("2026-11-19T08:00", datetime(2026, 11, 19, 8, tzinfo=SHANGHAI)),
        ("2026-11-19T00:00:00Z", datetime(2026, 11, 19, 8, tzinfo=SHANGHAI)),
    ],
)
def test_a_day_means_its_end_and_today_means_now(capsys, monkeypatch, at, played):
    asked = []

    def remember(**options: Any) -> None:
        asked.append(options)
        raise Refused("enough")

    monkeypatch.setattr("oversight.management.commands.load_demo.load", remember)
    with pytest.raises(CommandError, match="enough"):
        said(capsys, "load_demo", at=at, seed=7)
    assert asked == [{"at": played, "seed": 7}]


def test_where_loading_breaks_off_nothing_stays(monkeypatch):
    def break_off(county, _plans):
        county.files.append(default_storage.save("reports/1/photo.jpg", ContentFile(b"photo")))
        assert Agency.objects.demonstration().exists()
        raise RuntimeError("out of paper")

    monkeypatch.setattr(history, "enter", break_off)
    with nothing_written(), pytest.raises(RuntimeError, match="out of paper"):
        load(at=NOW)
    assert not default_storage.exists("reports/1/photo.jpg")


# ---- log-ins ----


def test_without_a_county_no_login_is_printed(capsys):
    factories.an_agency()
    assert said(capsys, "demo_logins") == ""


def test_the_logins_are_printed_with_role_password_and_where_to_start(capsys):
    a_county_that_was_opened()
    text = said(capsys, "demo_logins")
    assert people.PASSWORD in text
    rows = [line.split() for line in text.splitlines()[1:]]
    assert [(row[0], row[-1]) for row in rows] == [
        ("lin.tao", "/admin/"),
        ("he.min", "/admin/"),
        ("gao.yuan", "/field/"),
        ("sun.li", "/admin/"),
        ("deng.ke", "/admin/"),
        ("cao.ying", "/admin/"),
        ("qin.yue", "/admin/"),
    ]
    assert "Contract manager" in text


# ---- the same seed, the same county ----

# Some contracts, far enough for the first sweeps and scorecards; the rest is more of the same.
SOME = {"reception-4", "zone-line", "canal-1", "canal-2"}
UNTIL = datetime(2026, 1, 26, tzinfo=SHANGHAI)
# What is real time, salted, or spells out keys of the database
LEFT_OUT = {"recorded_at", "took", "password", "payload", "digest", "fingerprint", "original", "copy"}
OF_THE_TRAIL = {"subject_id", "contract_id", "changes"}
NUMBER = re.compile(r"\b(JC-\d{4}|ZG-\d{4}|FR)-\d+")


def digests() -> dict[str, str]:
    """For every model the digest of its rows in the order they were made; a key counts by its rank."""
    layers = [apps.get_app_config(label) for label in ("contracts", "inspections", "oversight")]
    kinds = [model for layer in layers for model in layer.get_models(include_auto_created=True)]
    ranks = {
        model: {key: rank for rank, key in enumerate(model._base_manager.order_by("pk").values_list("pk", flat=True))}
        for model in kinds
    }

    def plain(row: models.Model, field: models.Field) -> str:
        value = getattr(row, field.attname)
        if field.primary_key:
            return ""
        if field.is_relation and value is not None and field.related_model in ranks:
            return str(ranks[field.related_model][value])
        return NUMBER.sub(r"\1", str(value))

    result = {}
    for model in kinds:
        left_out = LEFT_OUT | (OF_THE_TRAIL if model is AuditEvent else set())
        fields = [field for field in model._meta.concrete_fields if field.name not in left_out]
        lines = [[plain(row, field) for field in fields] for row in model._base_manager.order_by("pk")]
        if model._meta.auto_created:
            lines.sort()  # several inspectors are named at once, in no order
        result[model._meta.label] = hashlib.sha256(json.dumps(lines).encode()).hexdigest()
    return result


def played(seed: int) -> dict[str, str]:
    """The digests after a load with that seed, which is then rolled back."""
    with transaction.atomic():
        county = make_county(NOW, seed)
        county.diary.until = UNTIL
        play(county, [plan for plan in read_plans() if plan.key in SOME])
        assert Scorecard.objects.ever_published().exists()
        found = digests()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_county():
    first, again = played(1), played(1)
    assert [name for name in first if first[name] != again[name]] == []
