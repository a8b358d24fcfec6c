"""The clocks of a procurement: each step with the day the law names for it. Pure: data in, steps out.

The numbers are legal rules (rows that an administrator can correct), the working days come from the holiday table; a
year it has no data for is named beside the deadline, since then only weekends were left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.legality import sourced
from contracts.models import Contract, LegalRule, Tender
from contracts.periods import add_months
from contracts.workdays import WorkingCalendar

Method = Contract.Method
# Procedures in which tender documents are offered and whose bid period the law fixes
BY_BIDDING = frozenset({Method.OPEN, Method.SELECTIVE})


class StepState(TextChoices):
    DONE = "done", _("Done")
    DONE_LATE = "done_late", _("Done late")
    TOO_SHORT = "too_short", _("Too short")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Late")
    MISSING = "missing", _("Missing")
    WAITING = "waiting", _("Not yet")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class Code(TextChoices):
    """The steps, in the order in which they come."""

    NOTICE = "notice", _("Notice published")
    DOCUMENTS = "documents", _("Tender documents offered")
    BIDS = "bids", _("Bids due")
    SINGLE_SOURCE = "single_source", _("Single-source notice")
    OPENING = "opening", _("Bids opened")
    AWARD = "award", _("Award made")
    AWARD_NOTICE = "award_notice", _("Award notice published")
    CHALLENGE = "challenge", _("Time for challenges ends")
    SIGNING = "signing", _("Contract signed")
    PUBLICATION = "publication", _("Contract published")
    FILING = "filing", _("Contract filed")


RULE_OF = {
    Code.DOCUMENTS: "documents-offered",
    Code.BIDS: "bid-period",
    Code.SINGLE_SOURCE: "single-source-notice",
    Code.AWARD_NOTICE: "award-notice",
    Code.CHALLENGE: "challenge",
    Code.SIGNING: "signing",
    Code.PUBLICATION: "contract-publication",
    Code.FILING: "contract-filing",
}
OF_TENDER = frozenset(Code) - {Code.SIGNING, Code.PUBLICATION, Code.FILING}


@dataclass(frozen=True)
class RuleBook:
    """Every version of the legal rules. Load it once per request or task with ``RuleBook.load()``."""

    rules: tuple[LegalRule, ...]

    @classmethod
    def load(cls) -> "RuleBook":
        return cls(tuple(LegalRule.objects.filter(code__in=RULE_OF.values())))

    def on(self, code: str, day: date) -> LegalRule | None:
        """The newest version in effect on the day; None where the law names nothing (any more)."""
        known = [rule for rule in self.rules if rule.code == code and rule.effective_from <= day]
        standing = [rule for rule in known if rule.effective_until is None or rule.effective_until >= day]
        return max(standing, key=lambda rule: rule.version, default=None)


@dataclass(frozen=True)
class Procedure:
    """The days of one procurement, with or without a tender; None: not (yet) happened or planned."""

    method: str
    has_tender: bool = True
    is_cancelled: bool = False
    notice_on: date | None = None
    documents_from: date | None = None
    documents_until: date | None = None
    bids_due_on: date | None = None
    opened_on: date | None = None
    awarded_on: date | None = None
    award_notice_on: date | None = None
    signed_on: date | None = None
    published_on: date | None = None
    filed_on: date | None = None

    @classmethod
    def of(cls, tender: Tender | None, contract: Contract | None = None) -> "Procedure":
        """At least one of the two is there."""
        days = {name: getattr(tender, name) for name in DAYS_OF_TENDER} if tender else {}
        if contract:
            days |= {name: getattr(contract, name) for name in ("signed_on", "published_on", "filed_on")}
        return cls(
            method=(tender or contract).method,  # type: ignore[union-attr]
            has_tender=tender is not None,
            is_cancelled=tender is not None and tender.status == Tender.Status.CANCELLED,
            **days,
        )


DAYS_OF_TENDER = (
    "notice_on",
    "documents_from",
    "documents_until",
    "bids_due_on",
    "opened_on",
    "awarded_on",
    "award_notice_on",
)


@dataclass(frozen=True)
class Step:
    """One step on a day. ``day`` is when it happened or, where it lies ahead, is planned for.

    ``earliest`` and ``latest`` are the bounds that ``rule`` sets, both days included.
    """

    code: Code
    state: StepState
    day: date | None = None
    since: date | None = None
    earliest: date | None = None
    latest: date | None = None
    rule: LegalRule | None = None
    missing_years: tuple[int, ...] = ()

    @property
    def name(self) -> str | Promise:
        return self.code.label

    @property
    def is_barred(self) -> bool:
        """The law sets a shortest time, and it was not given. Nothing that is done later heals it."""
        return self.state == StepState.TOO_SHORT

    @property
    def blocks(self) -> bool:
        """Only a rule that was read in the instrument bars anybody."""
        return self.is_barred and self.rule is not None and self.rule.blocks


def steps(procedure: Procedure, on: date, rules: RuleBook, calendar: WorkingCalendar) -> list[Step]:
    """Every step in order with its state on the day ``on``."""
    clock = _Clock(procedure, on, rules, calendar)
    found = [clock.step(code) for code in Code]
    return [clock.after(step, found[place + 1 :]) for place, step in enumerate(found)]


def deadline(rule: LegalRule, start: date, calendar: WorkingCalendar) -> date:
    """The last day of the rule's time after ``start``; the start itself does not count."""
    if rule.unit == LegalRule.Unit.WORKING_DAYS:
        return calendar.add(start, rule.value)
    if rule.unit == LegalRule.Unit.YEARS:
        return add_months(start, 12 * rule.value)
    return start + timedelta(days=rule.value)


@dataclass(frozen=True)
class _Clock:
    procedure: Procedure
    on: date
    rules: RuleBook
    calendar: WorkingCalendar

    def step(self, code: Code) -> Step:
        """The step by itself; whether it was left out shows only beside the later ones."""
        p = self.procedure
        day = self._day(code)
        if not self._applies(code):
            return Step(code, StepState.NOT_APPLICABLE)
        since = self._since(code)
        rule = self.rules.on(RULE_OF[code], since) if code in RULE_OF and since else None
        if rule is None or since is None:
            return Step(code, self._happened(day), day, since)
        end = deadline(rule, since, self.calendar)
        if code == Code.DOCUMENTS:
            # The days on which the documents are offered count from the first of them on
            end = deadline(rule, since - timedelta(days=1), self.calendar)
        years = self._missing_years(rule, since, end)
        if code in (Code.DOCUMENTS, Code.BIDS, Code.SINGLE_SOURCE):
            state = StepState.TOO_SHORT if day and day < end else self._happened(day)
            return Step(code, state, day, since, earliest=end, rule=rule, missing_years=years)
        if code == Code.CHALLENGE:
            state = StepState.DONE if self.on > end else StepState.DUE
            return Step(code, state, end, since, latest=end, rule=rule, missing_years=years)
        state = self._against(day, end)
        if state == StepState.OVERDUE and p.is_cancelled:
            state = StepState.WAITING
        return Step(code, state, day, since, latest=end, rule=rule, missing_years=years)

    def after(self, step: Step, later: Iterable[Step]) -> Step:
        """The step beside those that come after it: what was passed over is missing, not merely to come."""
        may_be_missing = step.state in (StepState.WAITING, StepState.OVERDUE) and step.code != Code.CHALLENGE
        if may_be_missing and step.day is None and any(self._is_past(other) for other in later):
            return replace(step, state=StepState.MISSING)
        return step

    def _is_past(self, other: Step) -> bool:
        return other.code != Code.CHALLENGE and other.day is not None and other.day <= self.on

    def _applies(self, code: Code) -> bool:
        p = self.procedure
        if not p.has_tender:
            return code not in OF_TENDER
        if code == Code.SINGLE_SOURCE:
            return p.method == Method.SINGLE_SOURCE
        if code == Code.DOCUMENTS:
            return p.method in BY_BIDDING
        if code in (Code.BIDS, Code.OPENING):
            return p.method != Method.SINGLE_SOURCE
        return True

    def _day(self, code: Code) -> date | None:
        p = self.procedure
        return {
            Code.NOTICE: p.notice_on,
            Code.DOCUMENTS: p.documents_until,
            Code.BIDS: p.bids_due_on,
            # The notice stands until the vendor's offer is due
            Code.SINGLE_SOURCE: p.bids_due_on,
            Code.OPENING: p.opened_on,
            Code.AWARD: p.awarded_on,
            Code.AWARD_NOTICE: p.award_notice_on,
            Code.CHALLENGE: None,
            Code.SIGNING: p.signed_on,
            Code.PUBLICATION: p.published_on,
            Code.FILING: p.filed_on,
        }[code]

    def _since(self, code: Code) -> date | None:
        """The day from which the rule of the step counts. A day that is only planned starts nothing but a plan."""
        p = self.procedure
        started = {
            Code.DOCUMENTS: p.documents_from,
            # From the day the documents are first offered, which is mostly that of the notice
            Code.BIDS: p.documents_from or p.notice_on if p.method in BY_BIDDING else None,
            Code.SINGLE_SOURCE: p.notice_on,
            Code.AWARD_NOTICE: p.awarded_on,
            Code.CHALLENGE: p.award_notice_on,
            Code.SIGNING: p.award_notice_on or p.awarded_on,
            Code.PUBLICATION: p.signed_on,
            Code.FILING: p.signed_on,
        }.get(code)
        return started if started and (code not in (Code.PUBLICATION, Code.FILING) or started <= self.on) else None

    def _happened(self, day: date | None) -> StepState:
        if day is None:
            return StepState.WAITING
        return StepState.DONE if day <= self.on else StepState.DUE

    def _against(self, day: date | None, end: date) -> StepState:
        """Something with a last day."""
        if day is not None and day <= self.on:
            return StepState.DONE if day <= end else StepState.DONE_LATE
        return StepState.DUE if self.on <= end else StepState.OVERDUE

    def _missing_years(self, rule: LegalRule, since: date, end: date) -> tuple[int, ...]:
        if rule.unit != LegalRule.Unit.WORKING_DAYS:
            return ()
        return tuple(self.calendar.missing_years(since, end))


def barred(found: Iterable[Step]) -> list[Step]:
    """The steps that were given less time than the law asks for."""
    return [step for step in found if step.is_barred]


def too_short(step: Step) -> str:
    """In words: which rule asks for how much time, and from which day on it would be enough."""
    rule = step.rule
    if rule is None or step.earliest is None:
        return ""
    message = gettext("%(rule)s: %(value)d %(unit)s, so not before %(day)s.") % {
        "rule": rule.name,
        "value": rule.value,
        "unit": rule.get_unit_display(),
        "day": date_format(step.earliest),
    }
    return f"{message} {sourced(rule.source)}"
