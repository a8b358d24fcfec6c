"""Payments: planned, signed by the chief supervisor, released after acceptance. The holds stand in ``hold``."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contracts import audit
from contracts.legality import sourced
from contracts.models import Acceptance, Contract, Duty, Payment, User
from contracts.models.money import total
from contracts.price import running_total
from contracts.refusals import MEANWHILE, Refused, reason_given
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.states import hold, move

IN_FORCE = (Contract.Status.ACTIVE, Contract.Status.SUSPENDED)
PAID_IN = (Contract.Status.ACTIVE, Contract.Status.CLOSED, Contract.Status.TERMINATED)


@transaction.atomic
def plan_payment(
    contract: Contract, *, amount: Decimal, condition: str, due_on: date, by: User, at: datetime
) -> Payment:
    """Enter an instalment and what has to be accepted before it."""
    require(by, "contracts.add_payment", contract.agency)
    if contract.status not in IN_FORCE:
        raise Refused(_("Payments are planned once the contract is in force."), code="wrong_state")
    hold(contract)
    payment = Payment(
        contract=contract,
        number=(contract.payments.aggregate(last=Max("number"))["last"] or 0) + 1,
        amount=amount,
        condition=condition.strip(),
        due_on=due_on,
    )
    insert("payment.planned", payment, by=by, at=at)
    _require_within_the_price(contract)
    return payment


@transaction.atomic
def change_payment(payment: Payment, fields: Mapping[str, Any], *, by: User, at: datetime) -> Payment:
    """Correct a planned payment. What was signed was another payment, so the signature goes."""
    require(by, "contracts.change_payment", payment.contract.agency)
    _require_planned(payment)
    hold(payment.contract)
    hold(payment)
    payment.refresh_from_db()  # a signature that was given since it was read goes as well
    amend("payment.changed", payment, {**fields, "signed_by": None, "signed_at": None}, by=by, at=at)
    _require_within_the_price(payment.contract)
    return payment


@transaction.atomic
def cancel_payment(payment: Payment, *, by: User, at: datetime, reason: str) -> Payment:
    """Call a planned payment off; its number stays taken."""
    require(by, "contracts.change_payment", payment.contract.agency)
    reason = reason_given(reason, _("Say why the payment is cancelled."))
    with audit.changing("payment.cancelled", payment, by=by, at=at):
        move(payment, Payment.Status.CANCELLED, cancel_reason=reason)
    return payment


@transaction.atomic
def sign_payment(payment: Payment, *, by: User, at: datetime) -> Payment:
    """The chief supervisor of the contract puts the own name to it."""
    require(by, "contracts.sign_payment", payment.contract.agency)
    if not is_chief_supervisor(payment.contract, by):
        raise PermissionDenied(_("Only somebody who holds the supervisor's duty on this contract can sign."))
    _require_planned(payment)
    if payment.signed_by_id:
        raise Refused(_("This payment is signed already."), code="wrong_state")
    hold(payment)
    if _what_is_signed(Payment.objects.get(pk=payment.pk)) != _what_is_signed(payment):
        raise Refused(MEANWHILE, code="stale")
    return amend("payment.signed", payment, {"signed_by": by, "signed_at": at}, by=by, at=at)


@transaction.atomic
def release_payment(payment: Payment, acceptance: Acceptance, *, by: User, at: datetime) -> Payment:
    """Let the money go, on a passed acceptance and with no hold open. Never by who accepted, signed or lifted one."""
    contract = payment.contract
    require(by, "contracts.release_payment", contract.agency)
    if contract.status not in PAID_IN:
        raise Refused(_("Nothing is paid while the contract is suspended. Resume it first."), code="wrong_state")
    hold(contract)  # from here on nobody places a hold, or corrects the payment, until this is decided
    payment.refresh_from_db()
    _require_planned(payment)
    if open_hold := contract.holds.open().order_by("placed_at", "pk").first():
        raise Refused(
            _("A payment hold is open: %(reason)s Have it lifted first.") % {"reason": _sentence(open_hold.reason)},
            code="wrong_state",
        )
    if acceptance.contract_id != contract.pk or acceptance.result != Acceptance.Result.PASSED:
        raise Refused({"acceptance": _("Choose a passed acceptance of this contract.")})
    if contract.regime == Contract.Regime.WORKS_TENDER and not payment.signed_by_id:
        message = _("Works are not paid without the chief supervisor's signature. Ask them to sign the payment.")
        raise Refused(f"{message} {sourced(_('Regulation on Quality Management of Construction Projects, art. 37'))}")
    if by.pk in (acceptance.recorded_by_id, payment.signed_by_id):
        raise PermissionDenied(_("You recorded the acceptance or signed the payment. Somebody else has to release it."))
    if contract.holds.filter(lifted_by=by).exists():
        raise PermissionDenied(_("You lifted a hold on this contract. Somebody else has to release the payment."))
    with audit.changing("payment.released", payment, by=by, at=at):
        day = timezone.localdate(at)
        move(payment, Payment.Status.RELEASED, acceptance=acceptance, released_by=by, released_on=day)
    return payment


def _what_is_signed(payment: Payment) -> tuple[Decimal, str, date]:
    return payment.amount, payment.condition, payment.due_on


def _yuan(amount: Decimal) -> str:
    return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)


def _sentence(text: str) -> str:
    """With a full stop where it has none."""
    return text if text.endswith((".", "。", "!", "！", "?", "？")) else f"{text}."


def is_chief_supervisor(contract: Contract, person: User) -> bool:
    """Whether the person answers as supervisor or, once the contract has ended, did so on its last day."""
    answering = contract.duties.answering(contract.closed_on)
    return answering.filter(person=person, role=Duty.Role.SUPERVISOR).exists()


def _require_planned(payment: Payment) -> None:
    if payment.status != Payment.Status.PLANNED:
        raise Refused(
            _("This is not possible while the status is “%(status)s”.") % {"status": payment.get_status_display()},
            code="wrong_state",
        )


def _require_within_the_price(contract: Contract) -> None:
    standing, current = total(contract.payments.standing(), "amount"), running_total(contract).current
    if standing > current:
        raise Refused(
            {
                "amount": _("All payments together would come to %(sum)s yuan; the contract is for %(current)s yuan.")
                % {"sum": _yuan(standing), "current": _yuan(current)}
            }
        )
