"""Duties: assigned, acknowledged by the person named, handed over, ended."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Contract, Duty, User
from contracts.refusals import LONGEST_REASON, MEANWHILE, Refused, reason_given
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.states import hold


@transaction.atomic
def assign_duty(contract: Contract, person: User, role: str, *, by: User, at: datetime) -> Duty:
    """Name a person. The duty is pending until that person acknowledges it."""
    hold(contract)
    require_assignable(contract, person, role, has_lead=lambda: contract.duties.open().leads().exists(), by=by)
    return insert("duty.assigned", Duty(contract=contract, person=person, role=role, assigned_at=at), by=by, at=at)


def require_assignable(contract: Contract, person: User, role: str, *, has_lead: Callable[[], bool], by: User) -> None:
    """Raise unless ``by`` may name this person now. ``has_lead`` says whether somebody leads or is named to."""
    require(by, "contracts.add_duty", contract.agency)
    _require_open_contract(contract)
    _require_account(person)
    if role == Duty.Role.LEAD and has_lead():
        raise Refused(
            _("This contract has an accountable lead already. Use “Hand over” on that duty."), code="wrong_state"
        )


@transaction.atomic
def acknowledge_duty(duty: Duty, *, by: User, at: datetime) -> Duty:
    """The person named accepts, and answers from today on. In a handover the predecessor's duty ends the same day."""
    if by.pk != duty.person_id or not by.is_active:
        raise PermissionDenied(_("Only the person named can acknowledge a duty."))
    if not duty.is_pending:
        raise Refused(_("This duty is acknowledged already or has ended."), code="wrong_state")
    _require_open_contract(duty.contract)
    if duty.takes_over_from is not None and duty.takes_over_from.is_open:
        _end(duty.takes_over_from, by=by, at=at, reason=_("Handed over to %(person)s.") % {"person": duty.person})
    with audit.changing("duty.acknowledged", duty, by=by, at=at):
        day = timezone.localdate(at)
        written = Duty.objects.pending().filter(pk=duty.pk).update(acknowledged_at=at, starts_on=day)
        if not written:
            raise Refused(MEANWHILE, code="stale")
        duty.refresh_from_db()
    return duty


@transaction.atomic
def hand_over_duty(duty: Duty, to: User, *, by: User, at: datetime, note: str = "") -> Duty:
    """Name the successor, with a note on what they have to know. The holder answers until the successor acknowledges.

    The holder may hand over the own duty; anybody else needs the permission.
    """
    if by.pk != duty.person_id or not by.is_active:
        require(by, "contracts.handover_duty", duty.contract.agency)
    _require_open_contract(duty.contract)
    hold(duty.contract)
    _require_account(to)
    if not duty.is_open or duty.is_pending:
        raise Refused(_("Only an acknowledged, open duty can be handed over."), code="wrong_state")
    if to.pk == duty.person_id:
        raise Refused({"to": _("This person holds the duty already. Choose somebody else.")})
    note = note.strip()
    if len(note) > LONGEST_REASON:
        raise Refused({"note": _("Say it in at most %(longest)d characters.") % {"longest": LONGEST_REASON}})
    incoming = Duty(
        contract=duty.contract, person=to, role=duty.role, assigned_at=at, takes_over_from=duty, handover_note=note
    )
    return insert("duty.handover_started", incoming, by=by, at=at)


@transaction.atomic
def withdraw_duty(duty: Duty, *, by: User, at: datetime, reason: str) -> Duty:
    """Take back an assignment that was not acknowledged yet."""
    require(by, "contracts.end_duty", duty.contract.agency)
    if not duty.is_pending:
        raise Refused(_("Only a duty that is not yet acknowledged can be withdrawn."), code="wrong_state")
    return _end(duty, by=by, at=at, reason=reason)


@transaction.atomic
def end_duty(duty: Duty, *, by: User, at: datetime, reason: str) -> Duty:
    """End a duty without a successor. On a contract in force this leaves a gap, which is flagged."""
    require(by, "contracts.end_duty", duty.contract.agency)
    if not duty.is_open or duty.is_pending:
        raise Refused(_("Only an acknowledged, open duty can be ended."), code="wrong_state")
    return _end(duty, by=by, at=at, reason=reason)


def end_open_duties(contract: Contract, *, by: User, at: datetime, reason: str) -> None:
    """Part of closing a contract; the caller has checked permission and state."""
    for duty in contract.duties.open():
        _end(duty, by=by, at=at, reason=reason)


def _end(duty: Duty, *, by: User, at: datetime, reason: str) -> Duty:
    reason = reason_given(reason, _("Say why the duty ends."))
    day = timezone.localdate(at)
    for delegation in duty.delegations.not_over(day):
        amend("delegation.ended", delegation, {"ended_on": day}, by=by, at=at, note=reason)
    with audit.changing("duty.ended", duty, by=by, at=at, note=reason):
        as_read = Duty.objects.open().filter(pk=duty.pk, acknowledged_at=duty.acknowledged_at)
        if not as_read.update(ended_on=day, end_reason=reason):
            raise Refused(MEANWHILE, code="stale")
        duty.refresh_from_db()
    return duty


def _require_open_contract(contract: Contract) -> None:
    if contract.has_ended:
        raise Refused(_("This contract has ended. Duties on it can no longer change."), code="wrong_state")


def _require_account(person: User) -> None:
    if not person.is_active:
        raise Refused({"person": _("This person's account is closed. Choose somebody else.")})
