"""The way through the administration, grouped as the process runs: promise, evidence, judgement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contracts.admin_pages import list_url
from contracts.models import (
    Acceptance,
    Agency,
    Amendment,
    ApiToken,
    AuditEvent,
    Bid,
    Contract,
    CreditQuery,
    Delegation,
    Document,
    Duty,
    Holiday,
    Indicator,
    InspectionTerm,
    LegalRule,
    MetricTerm,
    Payment,
    PaymentHold,
    RegisterImport,
    ReportedContract,
    ReportedFigure,
    ScopeItem,
    ServiceKind,
    Succession,
    Tender,
    User,
    Vendor,
    VendorCertificate,
    VendorRestriction,
    VendorTraining,
    VettingQuestion,
    VettingReview,
    Waiver,
    WorkSection,
)
from inspections.models import (
    Checklist,
    FieldReport,
    Finding,
    Inspection,
    Reading,
    ReadingDue,
    RectificationOrder,
)
from oversight.models import Flag, RuleRun, Scorecard, ScoringScheme

Due = Callable[[User, datetime], int]
SOON = timedelta(days=30)  # a certificate that runs out by then has to be asked for anew


@dataclass(frozen=True)
class Entry:
    """A list, and how many of its rows wait for somebody: one indexed count, or nothing."""

    model: type[Model]
    due: Due | None = None


def _today(at: datetime) -> Any:
    return timezone.localdate(at)


GROUPS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        _("Promise"),
        (
            Entry(Contract),
            Entry(Tender),
            Entry(Bid),
            Entry(Vendor),
            Entry(Duty, lambda user, at: Duty.objects.waiting_for(user).count()),
            Entry(Delegation),
        ),
    ),
    (
        _("Terms"),
        (Entry(MetricTerm), Entry(InspectionTerm), Entry(WorkSection)),
    ),
    (
        _("Money and papers"),
        (
            Entry(Payment, lambda user, at: Payment.objects.visible_to(user).due_until(_today(at)).count()),
            Entry(PaymentHold, lambda user, at: PaymentHold.objects.visible_to(user).open().count()),
            Entry(Acceptance),
            Entry(Amendment),
            Entry(Document),
            Entry(Succession),
        ),
    ),
    (
        _("Credit files"),
        (
            Entry(
                VendorCertificate,
                lambda user, at: VendorCertificate.objects.expiring(_today(at), _today(at) + SOON).count(),
            ),
            Entry(CreditQuery),
            Entry(VettingReview),
            Entry(VendorRestriction),
            Entry(Waiver),
            Entry(VendorTraining),
        ),
    ),
    (
        _("Evidence"),
        (
            Entry(Inspection, lambda user, at: Inspection.objects.visible_to(user).overdue(_today(at)).count()),
            Entry(FieldReport, lambda user, at: FieldReport.objects.reviewable_by(user).count()),
            Entry(Finding, lambda user, at: Finding.objects.visible_to(user).without_order().count()),
            Entry(
                RectificationOrder,
                lambda user, at: RectificationOrder.objects.visible_to(user).overdue(_today(at)).count(),
            ),
            Entry(ReadingDue, lambda user, at: ReadingDue.objects.visible_to(user).overdue(_today(at)).count()),
            Entry(Reading),
        ),
    ),
    (
        _("Judgement"),
        (
            Entry(Flag, lambda user, at: Flag.objects.visible_to(user).open().count()),
            Entry(Scorecard, lambda user, at: Scorecard.objects.visible_to(user).unpublished().count()),
            Entry(RuleRun),
        ),
    ),
    (
        _("House"),
        (
            Entry(Agency),
            Entry(User),
            Entry(ServiceKind),
            Entry(ScopeItem),
            Entry(LegalRule),
            Entry(Indicator),
            Entry(VettingQuestion),
            Entry(Holiday),
            Entry(Checklist),
            Entry(ScoringScheme),
            Entry(RegisterImport),
            Entry(ReportedContract),
            Entry(ReportedFigure),
            Entry(ApiToken),
            Entry(AuditEvent),
        ),
    ),
)


def sidebar(request: HttpRequest, at: datetime) -> list[dict[str, Any]]:
    """Groups of links with what is due; what this person may not view is left out."""
    groups = []
    for title, entries in GROUPS:
        items = [_item(request, entry, at) for entry in entries if _may_view(request, entry.model)]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _may_view(request: HttpRequest, model: type[Model]) -> bool:
    return request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def _item(request: HttpRequest, entry: Entry, at: datetime) -> dict[str, Any]:
    url, user = list_url(entry.model), cast(User, request.user)
    count = entry.due(user, at) if entry.due else None
    return {
        "label": capfirst(entry.model._meta.verbose_name_plural),
        "url": url,
        "count": count or None,
        "due": bool(count),
        "current": request.path.startswith(url),
    }
