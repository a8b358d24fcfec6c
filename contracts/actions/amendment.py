"""Amendments: what changes a contract in force, reckoned against the amount that was signed."""

from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.actions.document import insert_document
from contracts.legality import enforce, on_term
from contracts.models import Amendment, Contract, Document, User
from contracts.models.money import total
from contracts.price import running_total
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.states import hold


@transaction.atomic
def add_amendment(
    contract: Contract,
    *,
    kind: str,
    signed_on: date,
    amount_change: Decimal = Decimal(0),
    new_end: date | None = None,
    reason: str,
    upload: UploadedFile | None = None,
    by: User,
    at: datetime,
) -> Amendment:
    """Record a signed amendment. It moves the contract's last day where it names a new one; the amount stays.

    Raises Refused for a term beyond the law, and for a price below what is to be paid already.
    """
    require(by, "contracts.add_amendment", contract.agency)
    if contract.status not in (Contract.Status.ACTIVE, Contract.Status.SUSPENDED):
        raise Refused(_("Only a contract in force can be amended."), code="wrong_state")
    hold(contract)  # one after the other from here on: each gets a number of its own
    contract.refresh_from_db(fields=["ends_on"])
    if not contract.signed_on <= signed_on <= timezone.localdate(at):
        raise Refused({"signed_on": _("An amendment is signed after the contract, and not in the future.")})
    if new_end is not None and new_end < max(contract.starts_on, signed_on):
        raise Refused({"new_end": _("The new last day lies before the amendment. Check the date.")})
    amendment = Amendment(
        contract=contract,
        number=(contract.amendments.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        signed_on=signed_on,
        amount_change=amount_change,
        former_end=contract.ends_on,
        new_end=new_end,
        reason=reason.strip(),
    )
    if upload is not None:
        amendment.document = insert_document(contract, Document.Kind.AMENDMENT, str(amendment), upload, by=by, at=at)
    insert("amendment.added", amendment, by=by, at=at)
    _require_a_price(contract)
    if new_end is not None and new_end != contract.ends_on:
        amend("contract.term_changed", contract, {"ends_on": new_end}, by=by, at=at)
        if new_end > amendment.former_end:
            enforce(on_term(contract))
    return amendment


def _require_a_price(contract: Contract) -> None:
    current = running_total(contract).current
    if current <= 0:
        raise Refused({"amount_change": _("Nothing would be left of the amount. Terminate the contract instead.")})
    if total(contract.payments.standing(), "amount") > current:
        raise Refused(
            {"amount_change": _("More than that is to be paid already. Cancel or lower planned payments first.")}
        )
