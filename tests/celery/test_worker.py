"""Real workers on real brokers: each knock is answered, and what is lost comes again."""

import pytest
from django.test import Client
from django.utils import timezone

from contracts.models import AuditEvent, Contract
from contracts.periods import Period, add_months
from contracts.tasks import seal_audit
from inspections.models import Inspection, ReadingDue
from inspections.tasks import schedule_due_work
from oversight.models import Flag, Heartbeat, RuleRun
from oversight.rules import RULES
from oversight.sweep import examine
from oversight.tasks import heartbeat, sweep_all, sweep_one
from tests import factories
from tests.celery.halfway import held_at
from tests.celery.parts import Parts, wait_until
from tests.factories import days

RULE = next(rule for rule in RULES if rule.code == "INSPECTION_OVERDUE")


def a_contract_under_way() -> Contract:
    """In force for eight months by the real clock, which is the one a worker looks at."""
    this_month = Period.containing(timezone.localdate(), 1)
    return factories.an_active_contract(starts_on=add_months(this_month.start, -8))


def all_flags() -> list[dict[str, object]]:
    return list(Flag.objects.order_by("pk").values())


def test_every_task_does_its_work_once(parts: Parts, client: Client):
    a_contract_under_way()
    assert client.get("/readyz").status_code == 503
    parts.start_worker()
    assert client.get("/readyz").status_code == 200

    parts.send(schedule_due_work)
    wait_until(lambda: Inspection.objects.exists() and ReadingDue.objects.exists(), "due work is scheduled")
    parts.send(seal_audit)
    wait_until(lambda: not AuditEvent.objects.unsealed().exists(), "the audit trail is sealed")
    parts.send(sweep_one, "A_RULE_OF_ANOTHER_VERSION")
    parts.send(sweep_all)
    wait_until(lambda: RuleRun.objects.count() == len(RULES), f"one run a rule; {parts.said('worker')}")

    assert set(RuleRun.objects.values_list("rule", "error")) == {(rule.code, "") for rule in RULES}
    assert Flag.objects.of_rule("METRIC_MISSING").exists()
    before = timezone.now()  # first: an idle worker answers sooner than we look at the clock
    parts.send(heartbeat)  # comes after all that was sent before: nothing ran a second time
    wait_until(lambda: Heartbeat.objects.filter(at__gte=before).exists(), "it lives on")
    assert RuleRun.objects.count() == len(RULES)
    assert "ERROR" not in parts.said("worker")


@pytest.mark.parametrize("table", ["oversight_flag", "oversight_rulerun"])
def test_a_worker_killed_in_mid_sweep_loses_and_doubles_no_flag(parts: Parts, table: str):
    contract, now = a_contract_under_way(), timezone.now()
    factories.schedule(now)
    factories.swept(RULE, now - days(90))
    done = Inspection.objects.earliest("due_on")
    factories.an_approved_report(factories.a_scheduled_inspection(contract, due_on=done.due_on, at=now), at=now)
    before, expected = all_flags(), set(examine(RULE, now).hits)
    assert {flag["fingerprint"] for flag in before} - expected, "one is to be cleared"
    assert expected - {flag["fingerprint"] for flag in before}, "some are to be opened"

    worker = parts.start_worker()
    with held_at(table) as wait_until_held:
        parts.send(sweep_one, RULE.code)
        wait_until_held()
        parts.kill(worker)
    assert all_flags() == before, "half of a sweep was left behind"

    parts.start_worker()
    for _time in range(2):
        runs = RuleRun.objects.count()
        parts.send(sweep_one, RULE.code)
        wait_until(lambda runs=runs: RuleRun.objects.count() > runs, f"the sweep has run; {parts.said('worker')}")
    standing = list(Flag.objects.standing().values_list("fingerprint", flat=True))
    assert sorted(standing) == sorted(expected)
    assert Flag.objects.filter(status=Flag.Status.CLEARED).count() == 1
    assert Flag.objects.count() == len(expected) + 1
