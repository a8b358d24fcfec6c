"""How a contract comes into force: drafted, corrected, activated, published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit, gates, legality
from contracts.actions.legality import lapse_confirmations
from contracts.from_tender import require_agreement
from contracts.models import Contract, Delegation, User
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.states import hold, move


@transaction.atomic
def register_contract(*, by: User, at: datetime, **fields: Any) -> Contract:
    """Enter a contract as a draft. It binds nobody until it is activated."""
    contract = Contract(**fields)
    require(by, "contracts.add_contract", contract.agency)
    insert("contract.registered", contract, by=by, at=at)
    legality.check_contract(contract)
    require_agreement(contract)
    return contract


@transaction.atomic
def change_contract(contract: Contract, fields: Mapping[str, Any], *, by: User, at: datetime) -> Contract:
    """Correct a draft. What is in force is changed by an amendment, never here."""
    require(by, "contracts.change_contract", contract.agency)
    require_draft(contract)
    rested_on, vendor = legality.rests_on(contract), contract.vendor_id
    amend("contract.changed", contract, fields, by=by, at=at)
    if legality.rests_on(contract) != rested_on:
        legality.check_contract(contract)
        lapse_confirmations(contract, by=by, at=at)
    require_agreement(contract)
    require_trained_by(contract, vendor)
    require(by, "contracts.change_contract", contract.agency)
    return contract


@transaction.atomic
def discard_contract(contract: Contract, *, by: User, at: datetime) -> None:
    """Throw away a draft with its terms and duties. The audit trail keeps what it said."""
    require(by, "contracts.delete_contract", contract.agency)
    require_draft(contract)
    for rows in (
        Delegation.objects.filter(duty__contract=contract),
        contract.scope_answers,
        contract.confirmations,
        contract.waivers,
        contract.trainings,
        contract.documents,
        contract.duties,
        contract.metric_terms,
        contract.inspection_terms,
        contract.sections,
    ):
        for row in rows.order_by("-pk"):
            audit.removed("contract.part_discarded", row, by=by, at=at)
            row.delete()
    audit.removed("contract.discarded", contract, by=by, at=at)
    contract.delete()


@transaction.atomic
def activate_contract(contract: Contract, *, by: User, at: datetime) -> Contract:
    """Put a draft in force, once every gate is open."""
    require(by, "contracts.activate_contract", contract.agency)
    require_draft(contract)
    contract.refresh_from_db()  # now that it is held: what somebody changed since it was read is judged as well
    require(by, "contracts.activate_contract", contract.agency)
    missing = [gate for gate in gates.check(contract, timezone.localdate(at)) if not gate.ok]
    if missing:
        labels = "; ".join(f"{gate.label} ({gate.hint})" for gate in missing)
        raise Refused(_("The contract cannot be activated yet. Still open: %(gates)s") % {"gates": labels})
    if contract.ends_on < timezone.localdate(at):
        raise Refused(_("The contract has ended already. Check its dates."))
    with audit.changing("contract.activated", contract, by=by, at=at):
        move(contract, Contract.Status.ACTIVE, activated_at=at)
    return contract


@transaction.atomic
def publish_contract(contract: Contract, *, by: User, at: datetime) -> Contract:
    """Put the contract on the public pages."""
    require(by, "contracts.publish_contract", contract.agency)
    if contract.status == Contract.Status.DRAFT:
        raise Refused(_("A draft cannot be published. Activate the contract first."), code="wrong_state")
    if contract.published_on:
        raise Refused(_("This contract is published already."), code="wrong_state")
    hold(contract)
    return amend("contract.published", contract, {"published_on": timezone.localdate(at)}, by=by, at=at)


def require_trained_by(contract: Contract, vendor_id: int) -> None:
    """Raise Refused where the vendor is another one now, but its predecessor's staff are on record as trained."""
    if contract.vendor_id != vendor_id and contract.trainings.exists():
        message = _("Staff of the former vendor were trained under this draft. Discard it, and register another.")
        raise Refused({"vendor": message})


def require_draft(contract: Contract) -> None:
    """Raise Refused unless it is a draft; it stays one until the transaction ends."""
    if contract.status != Contract.Status.DRAFT:
        raise Refused(_("The contract is in force or closed; only a draft can be changed."), code="wrong_state")
    hold(contract)
