"""Rectification orders: issued on a standing finding, verified by somebody who did not report it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contracts import audit
from contracts.actions import lift_hold, place_hold
from contracts.models import Contract, User
from contracts.refusals import LONGEST_REASON, Refused
from contracts.roles import require
from contracts.saving import insert
from contracts.states import move
from contracts.workdays import WorkingCalendar
from inspections.models import FieldReport, Finding, RectificationOrder

LONGEST = 250  # working days, about a year


@transaction.atomic
def order_rectification(finding: Finding, *, working_days: int, by: User, at: datetime) -> RectificationOrder:
    """Order the vendor to put a finding right within so many working days. Nothing is paid until that is verified."""
    require(by, "inspections.add_rectificationorder", finding.contract.agency)
    if finding.report.status != FieldReport.Status.APPROVED:
        raise Refused(_("The report is not approved yet; approve it before ordering anything."), code="wrong_state")
    if finding.contract.status != Contract.Status.ACTIVE:
        raise Refused(_("The contract is not in force; nothing can be ordered under it."), code="wrong_state")
    if RectificationOrder.objects.filter(finding=finding).exists():
        raise Refused(_("An order for this finding exists already."), code="wrong_state")
    if not 1 <= working_days <= LONGEST:
        raise Refused({"working_days": _("Give between 1 and %(longest)d working days.") % {"longest": LONGEST}})
    today = timezone.localdate(at)
    due_on = WorkingCalendar.load().add(today, working_days)
    reason = _("Rectification until %(day)s: %(finding)s") % {
        "finding": finding,
        "day": date_format(due_on),
    }
    order = RectificationOrder(
        finding=finding,
        issued_by=by,
        issued_on=today,
        working_days=working_days,
        due_on=due_on,
        hold=place_hold(
            finding.contract, reason=Truncator(reason).chars(LONGEST_REASON), is_automatic=True, by=by, at=at
        ),
    )
    return insert("order.issued", order, by=by, at=at)


@transaction.atomic
def verify_rectification(order: RectificationOrder, *, by: User, at: datetime, note: str) -> RectificationOrder:
    """Confirm on sight that the finding was put right. Not by those who reported it, so that nobody closes on paper."""
    require(by, "inspections.verify_rectificationorder", order.contract.agency)
    if order.finding.report.inspection.inspectors.filter(pk=by.pk).exists():
        raise PermissionDenied(_("You reported this finding. Somebody else has to verify the repair."))
    if not note.strip():
        raise Refused({"note": _("Say what was seen at the re-inspection.")})
    with audit.changing("order.verified", order, by=by, at=at):
        move(
            order,
            RectificationOrder.Status.VERIFIED,
            verified_by=by,
            verified_on=timezone.localdate(at),
            verification_note=note.strip(),
        )
    if order.hold is not None:
        reason = _("The rectification is verified.")
        lift_hold(order.hold, reason=reason, cause_is_gone=True, by=by, at=at)
    return order
