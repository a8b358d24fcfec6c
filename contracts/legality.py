"""Whether something may be outsourced at all, under which law, and for how long.

What a rule says that was read in the instrument itself is enforced: ``check_scope`` and ``check_contract`` raise
Refused and name the rule and its source. What is known from a secondary source only, or was not in effect yet on the
day, is a doubt: it is shown, and the legal officer's word on its topic is asked for.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import (
    Contract,
    LegalConfirmation,
    LegalRule,
    ScopeAnswer,
    ScopeCondition,
    ScopeItem,
    ServiceKind,
    Tender,
)
from contracts.refusals import Refused

Topic = LegalConfirmation.Topic
Verdict = ScopeItem.Verdict
Regime = Contract.Regime
JUSTIFIED, LONGEST = "term-without-justification", "term-longest"
# What a verdict rests on: where one of these changes, it is made anew and the legal officer's word lapses.
DECISIVE = frozenset({"scope_item", "kind", "regime", "tender", "signed_on", "starts_on", "ends_on"})


@dataclass(frozen=True)
class Finding:
    """What does not agree with a rule: on which field, why, and what to do.

    One that ``blocks`` is refused; any other is a doubt, and goes ahead with the legal officer's word on its topic.
    """

    field: str
    message: str
    advice: str = ""
    source: str = ""
    topic: str = Topic.SCOPE
    blocks: bool = True

    def __str__(self) -> str:
        named = sourced(self.source) if self.source else ""
        return " ".join(part for part in (self.message, self.advice, named) if part)


def sourced(source: str) -> str:
    """The words that name a rule's source, as the last sentence of a message."""
    return _("Source: %(source)s.") % {"source": source}


def enforce(findings: list[Finding]) -> list[Finding]:
    """The doubts among them. Raises Refused with every other one, on its field."""
    wrong: dict[str, list[str]] = {}
    for finding in findings:
        if finding.blocks:
            wrong.setdefault(finding.field, []).append(str(finding))
    if wrong:
        raise Refused(wrong)
    return findings


# ---- what may be outsourced, and under which law ----


def check_scope(item: ScopeItem, kind: ServiceKind, regime: str, on: date) -> list[Finding]:
    """The doubts. ``on`` is the day the row stands under: that of signing, or of registering.

    Raises Refused for another version than the one of that day, another kind of service, a prohibition and a legal
    regime that is not the item's.
    """
    return enforce([*_on_version(item, on), *_on_scope(item, kind, regime, on)])


def _on_scope(item: ScopeItem, kind: ServiceKind, regime: str, on: date) -> list[Finding]:
    if item.kind_id and item.kind_id != kind.pk:
        message = _("“%(item)s” is of another kind of service: %(kind)s.") % {"item": item, "kind": item.kind}
        return [Finding("scope_item", message, _("Choose an entry for this kind."))]
    # A rule does not reach back to what was signed before it was in effect.
    blocks = item.blocks and item.effective_from <= on
    if item.verdict == Verdict.PROHIBITED:
        message = _("“%(item)s” may not be outsourced. %(reason)s") % {"item": item, "reason": item.reason}
        advice = _("Do it in-house, or choose the entry for what a vendor may do.")
        return [Finding("scope_item", message, advice, item.source, blocks=blocks)]
    if item.regime == regime:
        return []
    message = _("“%(item)s” stands under another legal regime: %(applies)s, not %(given)s.") % {
        "item": item,
        "applies": item.get_regime_display(),
        "given": Regime(regime).label,
    }
    return [Finding("regime", message, _("Choose that regime."), item.source, Topic.REGIME, blocks)]


def version_on(code: str, on: date) -> ScopeItem | None:
    """The entry as it stood on the day; of a day before its first version, that first version."""
    versions = ScopeItem.objects.filter(code=code)
    found = versions.effective(on).order_by("-version").first()
    if found:
        return found
    first = versions.order_by("version").first()
    return first if first and first.effective_from > on else None


def _on_version(item: ScopeItem, on: date) -> list[Finding]:
    right = version_on(item.code, on)
    if right == item:
        return []
    if right:
        message = _("Another version of “%(item)s” applies on %(day)s: version %(version)d.")
        words = {"item": item, "day": date_format(on), "version": right.version}
        return [Finding("scope_item", message % words, _("Choose that one."))]
    message = _("“%(item)s” is not in effect on %(day)s.") % {"item": item, "day": date_format(on)}
    return [Finding("scope_item", message, _("Choose an entry of the catalogue that is."))]


# ---- for how long ----


def rule(code: str, on: date) -> LegalRule | None:
    """The rule as it stands on the day; None where an administrator has ended it or it was not in effect yet."""
    return LegalRule.objects.effective(on).filter(code=code).order_by("-version").first()


def on_term(contract: Contract) -> list[Finding]:
    """Whether it is longer than the law allows at all."""
    longest = _exceeded(contract, LONGEST)
    if longest is None:
        return []
    message = _("The term is longer than the law allows: %(rule)s, %(number)d %(unit)s, here until %(day)s.") % {
        "rule": longest.name,
        "number": longest.value,
        "unit": longest.get_unit_display(),
        "day": date_format(last_day(contract.starts_on, longest)),
    }
    advice = _("Shorten it; what comes after is let anew.")
    return [Finding("ends_on", message, advice, longest.source, Topic.TERM, longest.blocks)]


def on_justification(contract: Contract) -> list[Finding]:
    """A draft may be kept without it. It keeps the contract from being activated."""
    asking = rule_asking_for_justification(contract)
    if asking is None or contract.term_justification.strip():
        return []
    message = _("The term is longer than %(number)d %(unit)s and its length is not justified.") % {
        "number": asking.value,
        "unit": asking.get_unit_display(),
    }
    advice = _("Say under “justification of the term” why the service is stable, continuous and budgeted.")
    return [Finding("term_justification", message, advice, asking.source, Topic.TERM, asking.blocks)]


def rule_asking_for_justification(contract: Contract) -> LegalRule | None:
    """The rule by which the length of this contract has to be justified, if it has."""
    return _exceeded(contract, JUSTIFIED)


def _exceeded(contract: Contract, code: str) -> LegalRule | None:
    if contract.regime != Regime.SERVICE_PURCHASE:
        return None
    found = rule(code, contract.signed_on)
    return found if found and contract.ends_on > last_day(contract.starts_on, found) else None


def last_day(starts_on: date, limit: LegalRule) -> date:
    """The last day within the limit: a year from 1 March 2027 ends on 29 February 2028."""
    if limit.unit != LegalRule.Unit.YEARS:
        return starts_on + timedelta(days=limit.value - 1)
    year = starts_on.year + limit.value
    try:
        end = starts_on.replace(year=year)
    except ValueError:  # from 29 February, where the last year has none
        end = date(year, 3, 1)
    return end - timedelta(days=1)


# ---- a contract as a whole ----


def check_contract(contract: Contract) -> list[Finding]:
    """The doubts on its scope item and its term. Raises Refused with all that is not a doubt."""
    return enforce([*on_scope(contract), *on_term(contract)])


def on_scope(contract: Contract) -> list[Finding]:
    """A contract from a tender keeps the entry, and the version of it, that the tender was let by."""
    item, tender = contract.scope_item, contract.tender
    if item is None:
        return [Finding("scope_item", _("Choose what is outsourced from the scope catalogue."))]
    if tender is None:
        versions = _on_version(item, contract.signed_on)
    elif tender.scope_item_id == item.pk:
        versions = []
    else:
        message = _("The tender was for “%(item)s”.") % {"item": tender.scope_item}
        return [Finding("scope_item", message, _("Choose the same entry."))]
    return [*versions, *_on_scope(item, contract.kind, contract.regime, contract.signed_on)]


def on_conditions(about: Contract | Tender) -> list[Finding]:
    """The conditions that are answered as not met."""
    item = about.scope_item
    if item is None:
        return []
    unmet = conditions(about).unmet
    return [Finding("scope_item", message, "", item.source, blocks=item.blocks) for message in unmet]


def doubts_on(about: Contract | Tender) -> list[Finding]:
    """All that the legal officer has to look at before it goes ahead."""
    if isinstance(about, Tender):
        # What blocks was refused when the tender was entered
        found = [*_on_scope(about.scope_item, about.kind, about.regime, date.max), *on_conditions(about)]
    else:
        checks = (on_scope, on_conditions, on_term, on_justification)
        found = [finding for check in checks for finding in check(about)]
    return [finding for finding in found if not finding.blocks]


def require_cleared(tender: Tender) -> None:
    """Raise Refused unless every condition is answered and the legal officer has spoken where there is doubt."""
    found = conditions(tender)
    missing = [*found.unanswered, *(found.unmet if tender.scope_item.blocks else ())]
    confirmed = {confirmation.topic for confirmation in tender.confirmations.all()}
    missing += [str(doubt) for doubt in doubts_on(tender) if doubt.topic not in confirmed]
    if missing:
        message = _("It cannot be announced yet: the scope catalogue asks for more. %(missing)s")
        raise Refused(message % {"missing": " ".join(missing)})


def rests_on(row: Contract | Tender) -> list[Any]:
    """The values that everything above looks at, to be compared before and after a change."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields if column.name in DECISIVE]


# ---- the conditions of what is outsourced in part only ----


@dataclass(frozen=True)
class Conditions:
    """How things stand with the conditions of a scope item: each with the answer that counts, if there is one."""

    rows: tuple[tuple[ScopeCondition, ScopeAnswer | None], ...]

    @property
    def unanswered(self) -> list[str]:
        return [_("Not answered: %(condition)s") % {"condition": row} for row, answer in self.rows if not answer]

    @property
    def unmet(self) -> list[str]:
        missed = [row for row, answer in self.rows if answer and not answer.is_met]
        return [_("Not met: %(condition)s") % {"condition": row} for row in missed]


def conditions(about: Contract | Tender) -> Conditions:
    """Of an item that is outsourced in part only; of any other there are none."""
    item = about.scope_item
    if item is None or item.verdict != Verdict.PARTLY:
        return Conditions(())
    if isinstance(about, Tender):
        answers = list(about.scope_answers.all())
    else:
        # The contract's own come after those of its tender, and so count before them
        answers = sorted(ScopeAnswer.objects.covering(about), key=lambda answer: answer.contract_id is not None)
    given = {answer.condition_id: answer for answer in answers}
    return Conditions(tuple((condition, given.get(condition.pk)) for condition in item.conditions.all()))
