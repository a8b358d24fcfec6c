"""Succession: agencies merge or are reorganised, and their contracts pass on. Nothing else moves one."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Agency, Contract, Succession, User
from contracts.refusals import MEANWHILE, Refused
from contracts.roles import require
from contracts.saving import insert


@transaction.atomic
def pass_on_contract(
    contract: Contract,
    to_agency: Agency,
    *,
    kind: str,
    document_number: str,
    took_effect_on: date,
    by: User,
    at: datetime,
) -> Succession:
    """Put one contract under the agency that succeeded to it. Both lie within the scope of who records it."""
    require(by, "contracts.add_succession", contract.agency)
    require(by, "contracts.add_succession", to_agency)
    if contract.status == Contract.Status.DRAFT:
        raise Refused(_("A draft is not passed on. Correct its agency in the form."), code="wrong_state")
    if contract.has_ended:
        raise Refused(_("This contract has ended; it stays with the agency that answered for it."), code="wrong_state")
    if took_effect_on > timezone.localdate(at):
        raise Refused({"took_effect_on": _("The succession lies in the future. Record it once it is in effect.")})
    succession = Succession(
        contract=contract,
        from_agency=contract.agency,
        to_agency=to_agency,
        kind=kind,
        document_number=document_number.strip(),
        took_effect_on=took_effect_on,
    )
    insert("contract.passed_on", succession, by=by, at=at)
    with audit.changing("contract.agency_changed", contract, by=by, at=at, note=succession.document_number):
        as_read = Contract.objects.filter(pk=contract.pk, agency=contract.agency, status=contract.status)
        if not as_read.update(agency=to_agency):
            raise Refused(MEANWHILE, code="stale")
        contract.refresh_from_db()
    return succession


@transaction.atomic
def succeed_agency(
    agency: Agency,
    to_agency: Agency,
    *,
    kind: str,
    document_number: str,
    took_effect_on: date,
    by: User,
    at: datetime,
) -> list[Succession]:
    """Pass on every contract in force of an agency, all or none."""
    require(by, "contracts.add_succession", agency)
    contracts = Contract.objects.filter(agency=agency).not_ended().exclude(status=Contract.Status.DRAFT)
    passed_on = [
        pass_on_contract(
            contract,
            to_agency,
            kind=kind,
            document_number=document_number,
            took_effect_on=took_effect_on,
            by=by,
            at=at,
        )
        for contract in contracts.select_related("agency").order_by("pk")
    ]
    if not passed_on:
        raise Refused(_("This agency has no contract in force that could be passed on."), code="wrong_state")
    return passed_on
