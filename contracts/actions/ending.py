"""How a contract in force is interrupted and comes to its end: suspended, resumed, terminated, closed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.actions.duty import end_open_duties
from contracts.legality import sourced
from contracts.models import Acceptance, Contract, User
from contracts.refusals import Refused, reason_given
from contracts.roles import require
from contracts.states import hold, may_move, move

Status = Contract.Status


@transaction.atomic
def suspend_contract(contract: Contract, *, by: User, at: datetime, reason: str) -> Contract:
    """Interrupt the service. Nothing new falls due and nothing is paid until it is resumed; who answers goes on to."""
    require(by, "contracts.suspend_contract", contract.agency)
    reason = reason_given(reason, _("Say why the contract is suspended."))
    with audit.changing("contract.suspended", contract, by=by, at=at):
        move(contract, Status.SUSPENDED, suspended_on=timezone.localdate(at), suspension_reason=reason)
    return contract


@transaction.atomic
def resume_contract(contract: Contract, *, by: User, at: datetime, reason: str) -> Contract:
    """Let a suspended contract go on."""
    require(by, "contracts.suspend_contract", contract.agency)
    if contract.status != Status.SUSPENDED:
        raise Refused(_("Only a suspended contract can be resumed."), code="wrong_state")
    reason = reason_given(reason, _("Say why the contract goes on."))
    with audit.changing("contract.resumed", contract, by=by, at=at, note=reason):
        move(contract, Status.ACTIVE, suspended_on=None, suspension_reason="", resumed_on=timezone.localdate(at))
    return contract


@transaction.atomic
def terminate_contract(contract: Contract, *, ground: str, by: User, at: datetime, reason: str) -> Contract:
    """Break a contract off, on one of the grounds; the duties on it end with it."""
    require(by, "contracts.terminate_contract", contract.agency)
    reason = reason_given(reason, _("Say why the contract is terminated."))
    if ground not in Contract.TerminationGround:
        raise Refused({"ground": _("Choose the ground on which the contract is terminated.")})
    with audit.changing("contract.terminated", contract, by=by, at=at, note=reason):
        move(
            contract,
            Status.TERMINATED,
            closed_on=timezone.localdate(at),
            closing_reason=reason,
            termination_ground=ground,
            suspended_on=None,
            suspension_reason="",
        )
    end_open_duties(contract, by=by, at=at, reason=_("The contract was terminated."))
    return contract


@transaction.atomic
def close_contract(contract: Contract, *, by: User, at: datetime, reason: str) -> Contract:
    """End a contract that was delivered and finally accepted; the duties on it end with it."""
    require(by, "contracts.close_contract", contract.agency)
    reason = reason_given(reason, _("Say why the contract is closed."))
    if may_move(contract, Status.CLOSED):
        hold(contract)
        if missing := why_not_accepted(contract):
            raise Refused(missing)
    with audit.changing("contract.closed", contract, by=by, at=at, note=reason):
        move(contract, Status.CLOSED, closed_on=timezone.localdate(at), closing_reason=reason)
    end_open_duties(contract, by=by, at=at, reason=_("The contract was closed."))
    return contract


def why_not_accepted(contract: Contract) -> str:
    """What is missing of the acceptance that a contract is closed on, with the rule behind it; else ""."""
    final = contract.acceptances.final()
    latest = final.order_by("-held_on", "-pk").first()  # what failed later was not accepted by what passed before
    passed = latest is not None and latest.result == Acceptance.Result.PASSED
    if passed and final.passed().filter(user_representatives__gte=1).exists():
        return ""
    advice = _("Record the final acceptance first, or terminate the contract.")
    if contract.regime == Contract.Regime.SERVICE_PURCHASE:
        message = _("It is not finally accepted yet: those whom the service is for have to be invited.")
        source = _("Regulation on the Implementation of the Government Procurement Law, art. 45")
        return f"{message} {advice} {sourced(source)}"
    if contract.kind.code == "irrigation":
        message = _("It is not finally accepted yet: farmers' representatives have to take part.")
        source = _("Regulation on Farmland Irrigation and Drainage, art. 16")
        return f"{message} {advice} {sourced(source)}"
    return f"{_('It is not finally accepted yet.')} {advice}"
