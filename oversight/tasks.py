"""Scheduled work of the judgement layer: each task is a few lines of wiring around a plain function."""

import logging

from celery import shared_task
from django.utils import timezone

from contracts.models import User
from contracts.refusals import Refused
from oversight.models import Heartbeat
from oversight.rules import RULES, rule_of
from oversight.sweep import sweep_rule

log = logging.getLogger(__name__)


@shared_task
def heartbeat() -> None:
    """The worker's sign of life, for /readyz."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task
def sweep_all() -> None:
    """One task a rule, so that a broken or slow rule holds up no other."""
    for rule in RULES:
        sweep_one.apply_async([rule.code], expires=3500)


@shared_task
def sweep_one(code: str) -> None:
    rule = rule_of(code)
    if rule is None:
        log.warning("No rule is called %s; the message is from another version.", code)
        return
    try:
        sweep_rule(rule, by=User.objects.automation(), at=timezone.now())
    except Refused as refusal:
        # Another worker was a moment ahead: its flags are the newer ones.
        log.info("Rule %s not run: %s", code, "; ".join(refusal.messages))
