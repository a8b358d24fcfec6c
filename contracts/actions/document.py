"""Documents of a contract: added once, withdrawn with a reason, never exchanged."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.files import store_file
from contracts.models import Contract, Document, User
from contracts.refusals import MEANWHILE, Refused, reason_given
from contracts.roles import require
from contracts.saving import insert
from contracts.states import hold


@transaction.atomic
def add_document(
    contract: Contract, *, kind: str, title: str, upload: UploadedFile, by: User, at: datetime
) -> Document:
    """Add a file to the contract's papers, in every state: some arrive late, and they are kept after its end."""
    require(by, "contracts.add_document", contract.agency)
    return insert_document(contract, kind, title, upload, by=by, at=at)


@transaction.atomic
def withdraw_document(document: Document, *, by: User, at: datetime, reason: str) -> Document:
    """Take a wrong document out of the papers. It stays on record, and so does its file."""
    contract = document.contract
    require(by, "contracts.change_document", contract.agency)
    if document.withdrawn_on:
        raise Refused(_("This document is withdrawn already."), code="wrong_state")
    reason = reason_given(reason, _("Say why the document is withdrawn."))
    hold(contract)  # a draft is not activated meanwhile
    others = contract.documents.standing().filter(kind=document.kind).exclude(pk=document.pk)
    if contract.status != Contract.Status.DRAFT and document.kind in Document.REQUIRED and not others.exists():
        raise Refused(_("A contract in force cannot be without this document. Add the right one first."))
    with audit.changing("document.withdrawn", document, by=by, at=at):
        standing = Document.objects.standing().filter(pk=document.pk)
        if not standing.update(withdrawn_on=timezone.localdate(at), withdraw_reason=reason):
            raise Refused(MEANWHILE, code="stale")
        document.refresh_from_db()
    return document


def insert_document(
    contract: Contract, kind: str, title: str, upload: UploadedFile, *, by: User, at: datetime
) -> Document:
    """Part of another action, which has checked whether it may."""
    stored, name = store_file(upload)
    document = Document(
        contract=contract, kind=kind, title=title.strip(), stored=stored, file_name=name, added_by=by, added_at=at
    )
    return insert("document.added", document, by=by, at=at)
