"""Acceptance: what was delivered is looked at, and who of those it is for was there."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.actions.document import insert_document
from contracts.models import Acceptance, Contract, Document, User
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import insert
from contracts.states import hold


@transaction.atomic
def record_acceptance(
    contract: Contract,
    *,
    subject: str,
    held_on: date,
    result: str,
    user_representatives: int,
    is_final: bool = False,
    note: str = "",
    upload: UploadedFile | None = None,
    by: User,
    at: datetime,
) -> Acceptance:
    """Record one, with the signed record where there is one. A final one is what a contract is closed on."""
    require(by, "contracts.add_acceptance", contract.agency)
    if contract.status == Contract.Status.DRAFT:
        raise Refused(_("Nothing was delivered under a draft. Activate the contract first."), code="wrong_state")
    hold(contract)
    if not contract.signed_on <= held_on <= timezone.localdate(at):
        raise Refused({"held_on": _("An acceptance is held after the signing, and not in the future.")})
    acceptance = Acceptance(
        contract=contract,
        subject=subject.strip(),
        is_final=is_final,
        held_on=held_on,
        result=result,
        user_representatives=user_representatives,
        note=note.strip(),
        recorded_by=by,
    )
    if upload is not None:
        acceptance.document = insert_document(
            contract, Document.Kind.ACCEPTANCE, acceptance.subject, upload, by=by, at=at
        )
    return insert("acceptance.recorded", acceptance, by=by, at=at)
