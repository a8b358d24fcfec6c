"""Nobody answers, no contract."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract, Duty


@gate(Place.PEOPLE)
def lead(contract: Contract, on: date) -> Gate:
    """Rules exist and nobody runs them (F8): a named person has said that it is theirs."""
    code, label = "lead", _("Accountable lead has acknowledged")
    answering = contract.duties.answering().leads().select_related("person").first()
    if answering and not answering.person.is_active:
        hint = _("The account of %(person)s is closed. Hand the duty over.") % {"person": answering.person}
        return Gate(code, label, hint, False, "people")
    if answering:
        hint = _("%(person)s answers for this contract.") % {"person": answering.person}
        return Gate(code, label, hint, True, "people")
    pending = contract.duties.pending().leads().select_related("person").first()
    if pending:
        hint = _("%(person)s is named and has not acknowledged yet.") % {"person": pending.person}
        return Gate(code, label, hint, False, "people")
    return Gate(code, label, _("Name one with “Assign a duty”."), False, "people")


@gate(Place.PEOPLE)
def reachable(contract: Contract, on: date) -> Gate:
    """The post and office telephone stand on every public page, so they may not be blank (F7)."""
    label = _("The lead's post and office telephone are on record")
    holder = contract.duties.open().leads().select_related("person").order_by("assigned_at").first()
    if holder is None:
        return Gate("reachable", label, _("Name the lead first."), False, "people")
    ok = bool(holder.person.post and holder.person.office_phone)
    hint = _("The public sees them instead of the person's name.")
    if not ok:
        ask = _("Ask the administrator to enter them for %(person)s.") % {"person": holder.person}
        hint = f"{hint} {ask}"
    return Gate("reachable", label, hint, ok, "people")


@gate(Place.PEOPLE)
def supervisor(contract: Contract, on: date) -> Gate | None:
    """No payment for works goes without the chief supervisor's signature, so there has to be one from the start."""
    if contract.regime != Contract.Regime.WORKS_TENDER:
        return None
    label = _("The chief supervisor has acknowledged")
    return _somebody(contract, Duty.Role.SUPERVISOR, "supervisor", label)


@gate(Place.PEOPLE)
def acceptance(contract: Contract, on: date) -> Gate:
    """Nothing is paid without an acceptance; who accepts may be named later, so this one only warns."""
    found = _somebody(contract, Duty.Role.ACCEPTANCE, "acceptance", _("An acceptance officer has acknowledged"))
    return found if found.ok else replace(found, ok=True, warns=True)


def _somebody(contract: Contract, role: Duty.Role, code: str, label: str) -> Gate:
    """Whether somebody with an open account answers in this role."""
    holders = list(contract.duties.open().filter(role=role).select_related("person"))
    answering = next((duty for duty in holders if not duty.is_pending and duty.person.is_active), None)
    pending = next((duty for duty in holders if duty.is_pending), None)
    if answering:
        hint = _("%(person)s has taken it on.") % {"person": answering.person}
    elif pending:
        hint = _("%(person)s is named and has not acknowledged yet.") % {"person": pending.person}
    else:
        hint = _("Name somebody with “Assign a duty”; that person acknowledges it.")
    return Gate(code, label, hint, answering is not None, "people")
