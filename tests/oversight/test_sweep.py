"""The sweep: open, keep, clear; on level, rule by rule, all or nothing."""

import hashlib
import json
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from contracts.actions import acknowledge_duty, end_duty, hand_over_duty
from contracts.models import AuditEvent
from contracts.refusals import Refused
from oversight.actions import acknowledge_flag
from oversight.models import Flag, RuleRun
from oversight.rules import RULES, rule_of
from oversight.sweep import examine, sweep_rule
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, days, on, swept
from tests.oversight.rule_results import counts, standing

pytestmark = pytest.mark.django_db
MISSING = "METRIC_MISSING"
CODES = [rule.code for rule in RULES]


@pytest.fixture
def contract():
    """Owes a reading of H1 and of H3 for October, and none for later months yet."""
    contract = factories.an_active_contract(starts_on=NOW.date().replace(month=10, day=1))
    factories.schedule()
    return contract


def october(contract, code="H1"):
    return factories.a_reading_due(contract, code, month="2026-10")


def flags_as_they_stand() -> set:
    return set(Flag.objects.values_list("rule", "fingerprint", "status", "since", "times_before"))


def test_a_flag_tells_what_where_who_and_since_when(contract):
    run = swept(MISSING)
    h1, h3 = standing(MISSING)
    assert (run.opened, run.cleared) == (2, 0)
    assert h1.contract == h3.contract == contract
    assert h1.answerable == contract.duties.get().person
    assert h1.fingerprint == f"inspections.readingdue:{october(contract).pk}"
    assert contract.reference in h1.subject
    assert (h1.status, h1.opened_at, h1.last_seen_at, h1.times_before) == ("open", NOW, NOW, 0)


def test_twice_in_a_row_changes_nothing_but_when_it_was_last_seen(contract):
    swept(MISSING)
    before = flags_as_they_stand()
    run = swept(MISSING, NOW + days(1))
    assert (run.opened, run.cleared) == (0, 0)
    assert flags_as_they_stand() == before
    assert {flag.last_seen_at for flag in standing(MISSING)} == {NOW + days(1)}
    assert {flag.opened_at for flag in standing(MISSING)} == {NOW}


def test_a_standing_flag_names_who_answers_now(contract):
    """The old lead has handed over; nobody else would learn that it is theirs."""
    swept(MISSING)
    duty, successor = contract.duties.get(), factories.a_user()
    handover = hand_over_duty(duty, successor, by=factories.staff(), at=NOW)
    acknowledge_duty(handover, by=successor, at=NOW)
    swept(MISSING, NOW + days(1))
    assert {flag.answerable for flag in standing(MISSING)} == {successor}
    assert AuditEvent.objects.get(action="flags.passed_on").changes["count"] == 2
    end_duty(handover, by=factories.staff(), at=NOW, reason="Retired.")
    swept(MISSING, NOW + days(2))
    assert {flag.answerable for flag in standing(MISSING)} == {None}


def test_one_clears_while_the_other_stays_and_a_third_opens(contract):
    swept(MISSING)
    factories.a_reading(october(contract))
    factories.schedule(on(NOW.date().replace(month=12, day=20)))
    run = swept(MISSING, on(NOW.date().replace(month=12, day=20)))
    assert (run.opened, run.cleared) == (2, 1)
    assert counts(run) == (1, 3, 0)
    assert Flag.objects.exclude(cleared_at=None).get().cleared_at == run.at


def test_what_comes_back_is_a_new_flag_that_counts_the_old_ones():
    contract = factories.an_active_contract()
    due = [factories.a_reading_due(contract, "H1", month=f"2026-0{number}") for number in range(1, 6)]
    for step, (of, value) in enumerate(zip(due, (80, 96, 80, 96, 80), strict=True)):
        factories.a_reading(of, value=value)
        swept("METRIC_MISSED", NOW + days(step))
    history = Flag.objects.of_rule("METRIC_MISSED").order_by("pk")
    assert [(flag.status, flag.times_before) for flag in history] == [("cleared", 0), ("cleared", 1), ("open", 2)]


def test_an_acknowledged_flag_is_cleared_all_the_same(contract):
    swept(MISSING)
    flag = acknowledge_flag(standing(MISSING)[0], by=factories.staff(), at=NOW)
    factories.a_reading(october(contract))
    swept(MISSING, NOW + days(1))
    flag.refresh_from_db()
    assert (flag.status, flag.acknowledged_by) == ("cleared", factories.staff())


@pytest.mark.parametrize("order", [CODES, CODES[::-1], CODES[3:] + CODES[:3]])
def test_the_order_of_the_rules_makes_no_difference(order, contract):
    factories.a_reading(october(contract), value=80)
    factories.a_duty(factories.a_draft(), acknowledged=False)
    for code in CODES:
        swept(code, NOW)
    expected = flags_as_they_stand()
    Flag.objects.all().delete()
    for code in order:
        swept(code, NOW)
    assert flags_as_they_stand() == expected
    assert len({rule for rule, *_rest in expected}) > 1


def test_a_broken_rule_fails_alone_says_why_and_clears_nothing(contract):
    def breaks(at):
        yield from rule_of(MISSING).hits(at)
        raise ZeroDivisionError("by hand")

    swept(MISSING)
    before = flags_as_they_stand()
    factories.a_reading(october(contract))
    run = swept(replace(rule_of(MISSING), hits=breaks), NOW + days(1))
    assert run.error == "ZeroDivisionError: by hand"
    assert (run.passed, run.failed, run.opened, run.cleared) == (0, 0, 0, 0)
    assert flags_as_they_stand() == before
    assert swept("DUTY_GAP", NOW + days(1)).error == ""


def test_a_rule_that_broke_may_be_run_again_for_the_same_day(contract):
    def breaks(at):
        raise ZeroDivisionError

    swept(replace(rule_of(MISSING), hits=breaks), NOW + days(5))
    assert counts(swept(MISSING, NOW)) == (0, 2, 0)


def test_a_write_that_breaks_half_way_leaves_nothing_half_written(contract, monkeypatch):
    swept(MISSING)
    factories.a_reading(october(contract))
    before = flags_as_they_stand()

    def breaks(*args, **kwargs):
        raise RuntimeError("no room")

    monkeypatch.setattr("oversight.sweep.audit.bulk", breaks)
    assert swept(MISSING, NOW + days(1)).error == "RuntimeError: no room"
    assert flags_as_they_stand() == before


def test_before_the_first_contract_there_is_nothing_to_judge(contract):
    with nothing_written(), pytest.raises(Refused, match="Nothing was in force on that day") as refusal:
        swept(MISSING, on(contract.starts_on - days(1)))
    assert "1 October 2026" in refusal.value.messages[0]


def test_the_refusal_speaks_the_readers_language(contract):
    with translation.override("zh-hans"), pytest.raises(Refused) as refusal:
        swept(MISSING, on(contract.starts_on - days(1)))
    assert "2026年10月1日" in refusal.value.messages[0]


def test_with_no_contract_at_all_every_rule_passes_over_nothing():
    assert [counts(swept(code)) for code in CODES] == [(0, 0, 0)] * len(CODES)


def test_flags_only_move_forward(contract):
    swept(MISSING)
    with nothing_written(), pytest.raises(Refused, match="for a later moment"):
        swept(MISSING, NOW - days(1))
    assert swept("DUTY_GAP", NOW - days(1)).error == ""


def test_looking_writes_nothing(contract):
    with nothing_written():
        found = examine(rule_of(MISSING), NOW)
    assert (found.passed, found.failed, found.not_applicable) == (0, 2, 0)


@pytest.mark.parametrize("role", ["contract_manager", "supervisor", "auditor", "administrator", "inspector"])
def test_only_scheduled_work_runs_the_rules(contract, role):
    person = factories.a_user(role)
    with nothing_written(), pytest.raises(PermissionDenied):
        sweep_rule(rule_of(MISSING), by=person, at=NOW)


def test_one_event_a_run_carries_the_digest_of_what_it_did(contract):
    run = swept(MISSING)
    event = AuditEvent.objects.about(run).get()
    listed = [f"opened {flag.fingerprint}" for flag in standing(MISSING)]
    assert event.action == "flags.swept"
    assert event.actor == factories.automation()
    assert event.changes == {"count": 2, "sha256": hashlib.sha256(json.dumps(listed).encode()).hexdigest()}


def test_a_run_that_changes_nothing_leaves_a_run_and_no_event(contract):
    swept(MISSING)
    events = AuditEvent.objects.count()
    run = swept(MISSING, NOW + days(1))
    assert RuleRun.objects.completed().of_rule(MISSING).count() == 2
    assert (run.passed, run.failed) == (0, 2)
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("code", CODES)
def test_a_rule_costs_the_same_for_many_hits_as_for_few(code):
    def trouble(count: int) -> None:
        for _number in range(count):
            contract = factories.an_active_contract("irrigation")
            factories.a_duty(contract, role="manager", acknowledged=False)
            contract.duties.leads().update(ended_on=NOW.date())
            factories.a_reading(factories.a_reading_due(contract, month="2026-09"), value=1)
            visit = factories.a_scheduled_inspection(contract, due_on=contract.starts_on + days(30), at=NOW - days(60))
            report = factories.an_approved_report(visit, failing=[1], at=NOW - days(60))
            factories.an_order(report.findings.first(), working_days=1, at=NOW - days(60))

    def cost(step: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            run = swept(code, NOW + days(step))
        assert run.opened >= (1, 3)[step]
        return len(captured)

    trouble(1)
    few = cost(0)
    trouble(3)  # of a rule with many hits a contract, some thirty more
    assert cost(1) <= few + 1  # now some are kept as well
