"""The vendor's credit file: certificates, queries of the public lists, restrictions and the waivers of them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.actions.contract import require_draft
from contracts.dates import require_past
from contracts.files import store_file
from contracts.language import in_every_language
from contracts.models import (
    AuditEvent,
    Contract,
    CreditQuery,
    User,
    Vendor,
    VendorCertificate,
    VendorRestriction,
    Waiver,
)
from contracts.models.credit import CreditList
from contracts.refusals import Refused, reason_given
from contracts.roles import require
from contracts.saving import insert
from contracts.states import set_once

Level, Origin = VendorRestriction.Level, VendorRestriction.Origin


@transaction.atomic
def record_certificate(
    vendor: Vendor, upload: UploadedFile, *, by: User, at: datetime, **fields: Any
) -> VendorCertificate:
    """Enter an official paper with its file. Hearsay is no proof, and nothing is proved of days to come (F16)."""
    require(by, "contracts.add_vendorcertificate")
    certificate = VendorCertificate(vendor=vendor, **fields)
    days: dict[str, date | None] = {"covers_from": certificate.covers_from}
    if certificate.kind in VendorCertificate.PERIODIC:
        days["covers_to"] = certificate.covers_to
    require_past(at, **days)
    certificate.stored, certificate.file_name = store_file(upload)
    same = {"kind": certificate.kind, "stored": certificate.stored, "covers_from": certificate.covers_from}
    if vendor.certificates.standing().filter(**same).exists():
        raise Refused(_("This very certificate is in the credit file already."))
    return insert("certificate.recorded", certificate, by=by, at=at)


@transaction.atomic
def revoke_certificate(certificate: VendorCertificate, *, reason: str, by: User, at: datetime) -> VendorCertificate:
    """It no longer proves anything: withdrawn by the issuer, or entered in error."""
    require(by, "contracts.revoke_vendorcertificate")
    reason = reason_given(reason, _("Say why the certificate no longer counts."))
    if certificate.revoked_on:
        raise Refused(_("This certificate is revoked already."), code="wrong_state")
    with audit.changing("certificate.revoked", certificate, by=by, at=at):
        set_once(certificate, "revoked_on", revoked_on=timezone.localdate(at), revoke_reason=reason)
    return certificate


@transaction.atomic
def record_credit_query(vendor: Vendor, upload: UploadedFile, *, by: User, at: datetime, **fields: Any) -> CreditQuery:
    """Enter what a public list said of the vendor on a day, with the picture of the answer.

    A vendor that is listed is barred from that day on: the restriction is placed with the query or neither is.
    """
    require(by, "contracts.add_creditquery")
    query = CreditQuery(vendor=vendor, recorded_by=by, **fields)
    require_past(at, queried_on=query.queried_on)
    query.stored, query.file_name = store_file(upload)
    insert("credit_query.recorded", query, by=by, at=at)
    if query.result == CreditQuery.Result.LISTED:
        _exclude(query, by=by, at=at)
    return query


def _exclude(query: CreditQuery, *, by: User, at: datetime) -> None:
    """The exclusion that follows from being listed, unless it stands already."""
    name = CreditList(query.credit_list).label
    ground = in_every_language(lambda: _("Listed: %(list)s.") % {"list": name})
    standing = query.vendor.restrictions.standing(timezone.localdate(at))
    if standing.filter(origin=Origin.EXCLUSION, ground=ground).exists():
        return
    day = query.queried_on.isoformat()
    source = in_every_language(lambda: _("Query of the public list on %(day)s.") % {"day": day})
    restriction = VendorRestriction(
        vendor=query.vendor,
        level=Level.BLOCK,
        origin=Origin.EXCLUSION,
        ground=ground,
        source=source,
        starts_on=query.queried_on,
    )
    insert("restriction.placed", restriction, by=by, at=at)


@transaction.atomic
def restrict_vendor(vendor: Vendor, *, by: User, at: datetime, **fields: Any) -> VendorRestriction:
    """Warn of a vendor, or bar it from new contracts. Contracts in force go on."""
    require(by, "contracts.add_vendorrestriction")
    restriction = VendorRestriction(vendor=vendor, **fields)
    require_past(at, starts_on=restriction.starts_on)
    if restriction.origin == Origin.EXCLUSION and restriction.level != Level.BLOCK:
        raise Refused({"level": _("An exclusion by law always blocks.")})
    return insert("restriction.placed", restriction, by=by, at=at)


@transaction.atomic
def lift_restriction(restriction: VendorRestriction, *, reason: str, by: User, at: datetime) -> VendorRestriction:
    """End a restriction before its last day, or one that has none."""
    require(by, "contracts.lift_vendorrestriction")
    reason = reason_given(reason, _("Say why the restriction is lifted, and who decided it."))
    today = timezone.localdate(at)
    if restriction.lifted_on or (restriction.ends_on and restriction.ends_on < today):
        raise Refused(_("This restriction is over already."), code="wrong_state")
    with audit.changing("restriction.lifted", restriction, by=by, at=at):
        set_once(restriction, "lifted_on", lifted_on=today, lift_reason=reason)
    return restriction


@transaction.atomic
def approve_waiver(
    contract: Contract, restriction: VendorRestriction, *, reason: str, expires_on: date, by: User, at: datetime
) -> Waiver:
    """Leave to put this draft in force in spite of a restriction. Whoever entered the contract may not give it."""
    require(by, "contracts.add_waiver", contract.agency)
    entered = AuditEvent.objects.about(contract).filter(action="contract.registered", actor=by)
    if entered.exists():
        raise PermissionDenied(_("You registered this contract yourself. Another person has to approve the waiver."))
    require_draft(contract)
    today = timezone.localdate(at)
    if not contract.vendor.restrictions.blocking(today).filter(pk=restriction.pk).exists():
        raise Refused(
            _("This restriction does not bar the vendor of this contract today, so there is nothing to waive."),
            code="wrong_state",
        )
    if restriction.origin == Origin.EXCLUSION:
        raise Refused({"restriction": _("No office can waive an exclusion by law. Choose another vendor.")})
    if expires_on < today:
        raise Refused({"expires_on": _("The waiver would be over already. Choose a later day.")})
    waiver = Waiver(
        restriction=restriction,
        contract=contract,
        reason=reason_given(reason, _("Say why this contract is let to this vendor all the same.")),
        expires_on=expires_on,
        approver=by,
        approved_at=at,
    )
    return insert("waiver.approved", waiver, by=by, at=at)
