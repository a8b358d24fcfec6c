"""The sweep: open what is new, keep what stands, clear what has gone. On level, so that a missed run heals itself."""

import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from contracts import audit
from contracts.models import Contract, Duty, User
from contracts.refusals import Refused
from contracts.roles import require
from oversight.models import Flag, RuleRun
from oversight.rules import Hit, Rule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What a run found, before anything is written."""

    hits: dict[str, Hit]
    applies: int
    population: int

    @property
    def failed(self) -> int:
        return len(self.hits)

    @property
    def passed(self) -> int:
        return max(self.applies - self.failed, 0)

    @property
    def not_applicable(self) -> int:
        return max(self.population - self.applies, 0)


def examine(rule: Rule, at: datetime) -> Outcome:
    """Run the rule's queries and write nothing. Raises Refused for a moment before anything was on record."""
    first = Contract.objects.aggregate(first=Min("activated_at"))["first"]
    if first is not None and at < first:
        raise Refused(
            _("Nothing was in force on that day: the first contract came into force on %(day)s. Choose a later day.")
            % {"day": date_format(timezone.localdate(first))}
        )
    return Outcome({hit.fingerprint: hit for hit in rule.hits(at)}, rule.applies(at), rule.population())


def sweep_rule(rule: Rule, *, by: User, at: datetime) -> RuleRun:
    """Bring the flags of one rule to what holds at ``at``.

    Twice in a row changes nothing, and two at once do no harm. A rule that breaks fails alone: its run says why and
    no flag is touched. Raises Refused for a moment before the newest run, since flags only move forward.
    """
    require(by, "oversight.sweep_flag")
    started = time.monotonic()
    try:
        with transaction.atomic():
            _require_newest(rule, at)
            outcome = examine(rule, at)
            run = RuleRun(
                rule=rule.code,
                at=at,
                passed=outcome.passed,
                failed=outcome.failed,
                not_applicable=outcome.not_applicable,
            )
            _write(rule, outcome, run, by=by, at=at, started=started)
    except Refused:
        raise
    except Exception as error:
        log.exception("Rule %s failed", rule.code)
        took = timedelta(seconds=time.monotonic() - started)
        return RuleRun.objects.create(rule=rule.code, at=at, took=took, error=f"{type(error).__name__}: {error}")
    return run


def _require_newest(rule: Rule, at: datetime) -> None:
    newest = RuleRun.objects.of_rule(rule.code).completed().order_by("-at").first()
    if newest is not None and at < newest.at:
        raise Refused(_("The rules have already been run for a later moment. Use --dry-run to look at an earlier day."))


def _write(rule: Rule, outcome: Outcome, run: RuleRun, *, by: User, at: datetime, started: float) -> None:
    standing = {flag.fingerprint: flag for flag in Flag.objects.standing().of_rule(rule.code)}
    answerable = _answerable(outcome.hits)
    opened = _open(rule, {key: hit for key, hit in outcome.hits.items() if key not in standing}, answerable, at)
    passed_on = _keep([flag for key, flag in standing.items() if key in outcome.hits], answerable, at)
    cleared = _clear([flag for key, flag in standing.items() if key not in outcome.hits], at)
    run.opened, run.cleared = len(opened), len(cleared)
    run.took = timedelta(seconds=time.monotonic() - started)
    run.save()
    if passed_on:
        audit.bulk("flags.passed_on", run, passed_on, by=by, at=at)
    if opened or cleared:
        listed = [f"opened {key}" for key in opened] + [f"cleared {key}" for key in cleared]
        audit.bulk("flags.swept", run, listed, by=by, at=at)


def _answerable(hits: dict[str, Hit]) -> dict[str, User | None]:
    """Who answers now, by fingerprint: the person the hit names, or the contract's lead; None in a gap."""
    if not hits:
        return {}
    leads = {
        duty.contract_id: duty.person
        for duty in Duty.objects.answering()
        .leads()
        .filter(contract__in={hit.contract.pk for hit in hits.values()}, person__is_active=True)
        .select_related("person")
    }
    return {key: hit.answerable or leads.get(hit.contract.pk) for key, hit in hits.items()}


def _open(rule: Rule, hits: dict[str, Hit], answerable: dict[str, User | None], at: datetime) -> list[str]:
    """Returns the fingerprints of the flags that this run opened."""
    if not hits:
        return []
    before = Counter(Flag.objects.of_rule(rule.code).filter(fingerprint__in=hits).values_list("fingerprint", flat=True))
    flags = [
        Flag(
            rule=rule.code,
            contract=hit.contract,
            fingerprint=key,
            **_subject(hit),
            severity=rule.severity,
            answerable=answerable[key],
            since=hit.since,
            opened_at=at,
            last_seen_at=at,
            times_before=before[key],
        )
        for key, hit in hits.items()
    ]
    # Two sweeps at once: the constraint lets the second one pass by, and it counts only what it opened itself.
    Flag.objects.bulk_create(flags, ignore_conflicts=True)
    opened = Flag.objects.standing().of_rule(rule.code).filter(fingerprint__in=hits, opened_at=at)
    return list(opened.order_by("pk").values_list("fingerprint", flat=True))


def _keep(flags: list[Flag], answerable: dict[str, User | None], at: datetime) -> list[str]:
    """Returns the fingerprints of the flags that somebody else answers for since the last run."""
    moved = []
    for flag in flags:
        person = answerable[flag.fingerprint]
        if flag.answerable_id != (person and person.pk):
            flag.answerable = person
            moved.append(flag)
    Flag.objects.filter(pk__in=[flag.pk for flag in flags]).update(last_seen_at=at)
    if moved:
        Flag.objects.bulk_update(moved, ["answerable"])
    return [flag.fingerprint for flag in moved]


def _subject(hit: Hit) -> dict[str, str]:
    """What the flag is about, in words of both languages: whoever reads it did not run the sweep."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[build_localized_fieldname("subject", language)] = str(hit.subject)[:250]
    return words


def _clear(gone: list[Flag], at: datetime) -> list[str]:
    """Returns the fingerprints of the flags that this run cleared: another one may have been a moment ahead."""
    if not gone:
        return []
    ours = Flag.objects.filter(pk__in=[flag.pk for flag in gone])
    ours.standing().update(status=Flag.Status.CLEARED, cleared_at=at)
    return list(ours.filter(cleared_at=at).order_by("pk").values_list("fingerprint", flat=True))
