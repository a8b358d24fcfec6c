"""What is outsourced may be outsourced, under this law and for this long."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from contracts import legality
from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract, LegalConfirmation


@gate(Place.SCOPE)
def suitable(contract: Contract, on: date) -> Gate:
    """Not everything may be outsourced (F12, F13), and works are never a purchase of services."""
    label, item = _("The scope catalogue allows it"), contract.scope_item
    source = item.source if item else ""
    findings = legality.on_scope(contract)
    if findings:
        ok = not any(finding.blocks for finding in findings)
        return Gate("scope", label, _told(findings), ok, "overview", source, warns=ok)
    told = {"item": item, "verdict": item.get_verdict_display(), "reason": item.reason} if item else {}
    hint = _("%(item)s: %(verdict)s. %(reason)s") % told if item else ""
    return Gate("scope", label, hint, True, "scope", source)


@gate(Place.SCOPE)
def conditions(contract: Contract, on: date) -> Gate | None:
    """What is outsourced in part only keeps its conditions."""
    found, item = legality.conditions(contract), contract.scope_item
    if item is None or not found.rows:
        return None
    warns = bool(found.unmet) and not item.blocks
    ok = not found.unanswered and (warns or not found.unmet)
    hint = " ".join([*found.unanswered, *found.unmet]) or _("All of them are met.")
    return Gate("conditions", _("The conditions of the scope item are met"), hint, ok, "scope", item.source, warns)


@gate(Place.SCOPE)
def term(contract: Contract, on: date) -> Gate | None:
    """Only services that are stable, continuous and budgeted are bought for longer than a year."""
    label = _("The length of the contract is lawful and justified")
    findings = [*legality.on_term(contract), *legality.on_justification(contract)]
    if findings:
        ok = not any(finding.blocks for finding in findings)
        return Gate("term", label, _told(findings), ok, "overview", _sources(findings), warns=ok)
    asking = legality.rule_asking_for_justification(contract)
    return Gate("term", label, contract.term_justification, True, "overview", asking.source) if asking else None


@gate(Place.SCOPE)
def confirmed(contract: Contract, on: date) -> Gate | None:
    """A rule that nobody here has read in the instrument bars nothing by itself; the legal officer looks at it."""
    doubts = legality.doubts_on(contract)
    if not doubts:
        return None
    label = _("The legal officer has confirmed that it is lawful")
    given = {row.topic: row for row in _confirmations(contract)}
    missing = [doubt for doubt in doubts if doubt.topic not in given]
    if missing:
        messages = [doubt.message for doubt in missing]
        hint = " ".join([*messages, _("The legal officer looks at it and records an opinion.")])
        return Gate("legal", label, hint, False, "scope", _sources(missing), warns=True)
    said = dict.fromkeys(f"{given[doubt.topic].officer}: {given[doubt.topic].opinion}" for doubt in doubts)
    return Gate("legal", label, "; ".join(said), True, "scope", _sources(doubts))


def _confirmations(contract: Contract) -> Iterable[LegalConfirmation]:
    """Of the tender's as well; but nobody who looked at that saw what the contract itself says it does not keep."""
    rows = LegalConfirmation.objects.covering(contract).select_related("officer")
    if contract.tender_id and contract.scope_answers.filter(is_met=False).exists():
        return rows.exclude(tender__isnull=False, topic=LegalConfirmation.Topic.SCOPE)
    return rows


def _told(findings: list[legality.Finding]) -> str:
    """Why and what to do; of a doubt only why, since the gate below asks for the legal officer."""
    parts = [(finding.message, finding.advice if finding.blocks else "") for finding in findings]
    return " ".join(part for pair in parts for part in pair if part)


def _sources(findings: list[legality.Finding]) -> str:
    return "; ".join(dict.fromkeys(finding.source for finding in findings if finding.source))
