"""Payment holds: nothing is paid on a contract while one is open."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Contract, PaymentHold, User
from contracts.refusals import Refused, reason_given
from contracts.roles import require
from contracts.saving import insert
from contracts.states import hold, set_once


@transaction.atomic
def place_hold(contract: Contract, *, reason: str, is_automatic: bool = False, by: User, at: datetime) -> PaymentHold:
    """Stop every payment. ``is_automatic`` where a step of a higher layer places it, to lift it itself at its end."""
    require(by, "contracts.add_paymenthold", contract.agency)
    if contract.status == Contract.Status.DRAFT:
        raise Refused(_("Nothing is paid under a draft, so there is nothing to hold."), code="wrong_state")
    reason = reason_given(reason, _("Say why nothing may be paid."))
    hold(contract)  # a release under way is decided before or after, never in between
    placed = PaymentHold(contract=contract, reason=reason, placed_by=by, placed_at=at, is_automatic=is_automatic)
    return insert("hold.placed", placed, by=by, at=at)


@transaction.atomic
def lift_hold(placed: PaymentHold, *, reason: str, cause_is_gone: bool = False, by: User, at: datetime) -> PaymentHold:
    """Let payments go on. Not by who placed it: two pairs of eyes.

    ``cause_is_gone`` where the step that placed it has come to its end; an automatic hold is lifted in no other way.
    """
    require(by, "contracts.lift_paymenthold", placed.contract.agency)
    if placed.lifted_at:
        raise Refused(_("This hold is lifted already."), code="wrong_state")
    if placed.is_automatic and not cause_is_gone:
        raise Refused(_("This hold is lifted by the step that placed it, once its cause is put right."))
    if not placed.is_automatic and by.pk == placed.placed_by_id:
        raise PermissionDenied(_("You placed this hold. Somebody else has to lift it."))
    reason = reason_given(reason, _("Say why payments may go on."))
    with audit.changing("hold.lifted", placed, by=by, at=at):
        set_once(placed, "lifted_at", lifted_at=at, lifted_by=by, lift_reason=reason)
    return placed
