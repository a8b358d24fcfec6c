"""The field app: what an inspector has to go and see, the report form, and what became of the report."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Contract, User
from inspections.actions import file_report
from inspections.actions.report import questions
from inspections.field.forms import ReportForm, blank_report
from inspections.field.pages import answered, entries, lanes, last_returned
from inspections.models import Evidence, FieldReport, Inspection

RECENT = 10
CONFLICT, UNPROCESSABLE = 409, 422


def inspector_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hands the inspector to the view. Everybody else is told kindly where they are."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not request.user.has_perm("inspections.add_fieldreport"):
            return render(request, "field/no_entry.html", status=403)
        return view(request, request.user, **kwargs)

    return guarded


def _with_returned(inspections: Any) -> Any:
    """Each with its reports that were sent back, the latest first."""
    return inspections.prefetch_related(
        Prefetch("reports", FieldReport.objects.returned().select_related("reviewed_by"), to_attr="returned_reports")
    )


@require_safe
@inspector_only
def inbox(request: HttpRequest, inspector: User) -> HttpResponse:
    today = timezone.localdate()
    mine = _with_returned(Inspection.objects.to_report_by(inspector).with_contract())
    recent = FieldReport.objects.of_inspector(inspector).with_contract().with_finding_count()
    return render(request, "field/inbox.html", {"lanes": lanes(mine, today), "recent": recent[:RECENT]})


@require_http_methods(["GET", "HEAD", "POST"])
@inspector_only
def report(request: HttpRequest, inspector: User, pk: int) -> HttpResponse:
    """The form. Sending the same ``client_uuid`` again leads to the report that is filed already."""
    mine = _with_returned(Inspection.objects.assigned_to(inspector).with_contract())
    inspection = get_object_or_404(mine, pk=pk)
    earlier = last_returned(inspection)
    at = timezone.now()
    form = ReportForm(
        questions(inspection),
        *([request.POST, request.FILES] if request.method == "POST" else []),
        initial=blank_report(at, earlier),
    )
    if form.is_valid():
        try:
            sent = file_report(inspection, form.answers(), by=inspector, at=at, **form.visit())
            return redirect("field:filed", pk=sent.pk)
        except ValidationError as refused:
            form.refuse(refused)
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
        inspection.refresh_from_db(fields=["status"])  # a colleague may have been quicker
    if closed := _why_closed(inspection):
        return _closed(request, inspection, closed)
    page = {
        "inspection": inspection,
        "form": form,
        "groups": entries(form),
        "returned": earlier,
    }
    return render(request, "field/report.html", page, status=UNPROCESSABLE if form.is_bound else 200)


def _why_closed(inspection: Inspection) -> str:
    """Why nobody can report on it now, or nothing."""
    if inspection.status == Inspection.Status.REPORTED:
        return _("A report on this inspection has been filed already.")
    if inspection.status == Inspection.Status.CANCELLED:
        return _("This inspection was called off: %(reason)s") % {"reason": inspection.cancel_reason}
    if inspection.contract.status != Contract.Status.ACTIVE:
        return _("This contract is not in force; no report can be filed on it.")
    return ""


def _closed(request: HttpRequest, inspection: Inspection, message: str) -> HttpResponse:
    standing = inspection.reports.standing().select_related("filed_by").first()
    if standing and str(standing.client_uuid) == request.POST.get("client_uuid"):
        return redirect("field:filed", pk=standing.pk)  # this very report, sent twice
    page = {"inspection": inspection, "message": message, "standing": standing}
    return render(request, "field/closed.html", page, status=CONFLICT if request.method == "POST" else 200)


@require_safe
@inspector_only
def filed(request: HttpRequest, inspector: User, pk: int) -> HttpResponse:
    mine = FieldReport.objects.of_inspector(inspector).with_contract().with_answers()
    report = get_object_or_404(mine.with_finding_count().select_related("filed_by"), pk=pk)
    return render(request, "field/filed.html", {"report": report, "groups": answered(report)})


@require_safe
@inspector_only
def photo(request: HttpRequest, inspector: User, pk: int, photo_pk: int) -> FileResponse:
    """The copy without metadata; the sealed original is for the reviewers."""
    mine = FieldReport.objects.of_inspector(inspector)
    evidence = get_object_or_404(Evidence.objects.filter(report__in=mine), pk=photo_pk, report=pk)
    return FileResponse(evidence.copy.open(), content_type="image/jpeg")
