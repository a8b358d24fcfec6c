"""Whether something may be outsourced at all, under which law, and for how long.

What a rule says that was read in the instrument itself is enforced: ``check_scope`` and ``check_term`` raise Refused
and name the rule and its source. What is known from a secondary source only, or was not in effect yet on the day, is a
Doubt: it is shown, and the legal officer's word on its topic is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import Contract, LegalConfirmation, LegalRule, ScopeAnswer, ScopeItem, ServiceKind, Tender
from contracts.refusals import Refused

Topic = LegalConfirmation.Topic
Verdict = ScopeItem.Verdict
Regime = Contract.Regime
# What the verdict on a row rests on: the legal officer's word on it lapses where one of these changes.
DECISIVE = frozenset({"scope_item", "kind", "regime", "tender", "signed_on", "starts_on", "ends_on"})
JUSTIFIED, LONGEST = "term-without-justification", "term-longest"


@dataclass(frozen=True)
class Doubt:
    """What the legal officer has to look at before it goes ahead."""

    topic: LegalConfirmation.Topic
    message: str
    source: str


# ---- what may be outsourced, and under which law ----


def check_scope(item: ScopeItem, kind: ServiceKind, regime: str, on: date) -> list[Doubt]:
    """What the legal officer has to look at. ``on`` is the day the row stands under: of signing, of registering.

    Raises Refused, on the field to correct, for another version than the one of that day, another kind of service, a
    prohibition and a regime that is not the item's.
    """
    _require_version_of_the_day(item, on)
    return _doubts_on_scope(item, kind, regime, on)


def _doubts_on_scope(item: ScopeItem, kind: ServiceKind, regime: str, on: date) -> list[Doubt]:
    if item.kind_id and item.kind_id != kind.pk:
        message = _("“%(item)s” is of another kind of service: %(kind)s. Choose an entry for this kind.")
        raise Refused({"scope_item": message % {"item": item, "kind": item.kind}})
    # A rule does not reach back to what was signed before it was in effect.
    blocks = item.blocks and item.effective_from <= on
    if item.verdict == Verdict.PROHIBITED:
        message = _("“%(item)s” may not be outsourced. %(reason)s") % {"item": item, "reason": item.reason}
        if blocks:
            advice = _("Do it in-house, or choose the entry for what a vendor may do.")
            raise Refused({"scope_item": f"{message} {advice} {sourced(item.source)}"})
        return [Doubt(Topic.SCOPE, message, item.source)]
    if item.regime != regime:
        message = _("“%(item)s” stands under this legal regime: %(applies)s. Not under: %(given)s.") % {
            "item": item,
            "applies": item.get_regime_display(),
            "given": Regime(regime).label,
        }
        if blocks:
            raise Refused({"regime": f"{message} {_('Choose that regime.')} {sourced(item.source)}"})
        return [Doubt(Topic.REGIME, message, item.source)]
    return []


def version_on(code: str, on: date) -> ScopeItem | None:
    """The entry as it stood on the day; of a day before its first version, that first version."""
    versions = ScopeItem.objects.filter(code=code)
    found = versions.effective(on).order_by("-version").first()
    if found:
        return found
    first = versions.order_by("version").first()
    return first if first and first.effective_from > on else None


def _require_version_of_the_day(item: ScopeItem, on: date) -> None:
    right = version_on(item.code, on)
    if right == item:
        return
    if right:
        message = _("Another version of “%(item)s” applies on %(day)s: version %(version)d. Choose that one.")
        words = {"item": item, "day": date_format(on), "version": right.version}
        raise Refused({"scope_item": message % words})
    message = _("“%(item)s” is not in effect on %(day)s. Choose an entry of the catalogue that is.")
    raise Refused({"scope_item": message % {"item": item, "day": date_format(on)}})


# ---- for how long ----


def rule(code: str, on: date) -> LegalRule | None:
    """The rule as it stands on the day; None where an administrator has ended it or it was not in effect yet."""
    return LegalRule.objects.effective(on).filter(code=code).order_by("-version").first()


def check_term(contract: Contract) -> list[Doubt]:
    """What the legal officer has to look at. Raises Refused where the term is longer than the law allows."""
    longest = _exceeded(contract, LONGEST)
    if longest is None:
        return []
    message = _("The term is longer than the law allows: at most %(number)d %(unit)s, until %(day)s.") % {
        "number": longest.value,
        "unit": longest.get_unit_display(),
        "day": date_format(last_day(contract.starts_on, longest)),
    }
    if longest.blocks:
        raise Refused({"ends_on": f"{message} {_('Shorten it, and let the rest anew.')} {sourced(longest.source)}"})
    return [Doubt(Topic.TERM, message, longest.source)]


def rule_asking_for_justification(contract: Contract) -> LegalRule | None:
    """The rule by which this term has to be justified, if it has."""
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


# ---- a row as a whole ----


def check_contract(contract: Contract) -> list[Doubt]:
    """Everything above for a contract. One that comes from a tender keeps the entry that the tender was let by."""
    item = contract.scope_item
    if item is None:
        raise Refused({"scope_item": _("Choose what is outsourced from the scope catalogue.")})
    if contract.tender is None:
        return check_scope(item, contract.kind, contract.regime, contract.signed_on) + check_term(contract)
    if contract.tender.scope_item_id != item.pk:
        message = _("The tender was for “%(item)s”. Choose the same entry.")
        raise Refused({"scope_item": message % {"item": contract.tender.scope_item}})
    return _doubts_on_scope(item, contract.kind, contract.regime, contract.signed_on) + check_term(contract)


def rests_on(row: Contract | Tender) -> list[Any]:
    """The values that everything above looks at, to be compared before and after a change."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields if column.name in DECISIVE]


def conditions_to_meet(about: Contract | Tender) -> list[str]:
    """What is still open of the conditions of its scope item, each in a sentence; nothing where all are met."""
    item = about.scope_item
    if item is None or item.verdict != Verdict.PARTLY:
        return []
    given = {answer.condition_id: answer for answer in answers_on(about)}
    missing = []
    for condition in item.conditions.all():
        answer = given.get(condition.pk)
        if answer is None:
            missing.append(_("Not answered: %(condition)s") % {"condition": condition})
        elif not answer.is_met:
            missing.append(_("Not met: %(condition)s") % {"condition": condition})
    return missing


def answers_on(about: Contract | Tender) -> Iterable[ScopeAnswer]:
    """Those that count, the contract's own after those of its tender."""
    if isinstance(about, Tender):
        return about.scope_answers.all()
    return sorted(ScopeAnswer.objects.covering(about), key=lambda answer: answer.contract_id is not None)


def sourced(source: str) -> str:
    """The words that name a rule's source, as the last sentence of a message."""
    return _("Source: %(source)s.") % {"source": source}
