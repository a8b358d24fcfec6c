"""The scheduled work of the judgement, without a worker: tests/celery runs it with one."""

import logging

import pytest
from django.conf import settings
from time_machine import travel

from oversight import tasks
from oversight.celery import app
from oversight.models import Flag, Heartbeat, RuleRun
from oversight.rules import RULES
from tests import factories
from tests.factories import NOW, days

pytestmark = pytest.mark.django_db


def test_everything_on_the_schedule_is_a_task_that_expires_before_the_next_knock():
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] < entry["schedule"].total_seconds()


def test_one_message_a_rule_is_sent(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.sweep_one, "apply_async", lambda arguments, expires: sent.append(arguments))
    tasks.sweep_all()
    assert sent == [[rule.code] for rule in RULES]


def test_a_rule_is_run_as_of_now_by_the_account_of_scheduled_work():
    factories.an_active_contract()
    with travel(NOW, tick=False):
        tasks.sweep_one("DUTY_GAP")
    assert RuleRun.objects.get().at == NOW


def test_a_rule_of_another_version_is_passed_over(caplog):
    tasks.sweep_one("NO_SUCH_RULE")
    assert "No rule is called NO_SUCH_RULE" in caplog.text
    assert not RuleRun.objects.exists()


def test_a_worker_that_comes_second_leaves_the_flags_alone(caplog):
    flag = factories.a_swept_flag()
    with travel(NOW - days(1), tick=False), caplog.at_level(logging.INFO):
        tasks.sweep_one(flag.rule)
    assert "already been run for a later moment" in caplog.text
    assert Flag.objects.standing().filter(pk=flag.pk).exists()


def test_a_second_heartbeat_takes_the_place_of_the_first():
    for moment in (NOW, NOW + days(1)):
        with travel(moment, tick=False):
            tasks.heartbeat()
    assert Heartbeat.objects.get().at == NOW + days(1)
