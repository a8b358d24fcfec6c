"""Field reports: read, then approved or returned by somebody who was not there."""

from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.exporting import Column
from contracts.admin.filters import AgencyFilter, person_filter
from contracts.admin.transitions import Reason, Transition, TransitionForm, while_status
from contracts.admin_pages import page_url
from contracts.models import User
from inspections import actions
from inspections.models import Evidence, FieldReport

Status = FieldReport.Status


class ReviewNote(TransitionForm):
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _why_not_review(report: FieldReport, by: User) -> str:
    if report.filed_by_id == by.pk or any(person.pk == by.pk for person in report.inspection.inspectors.all()):
        return _("You took part in this inspection. Somebody else has to review the report.")
    return while_status(Status.FILED)(report, by)


@admin.register(FieldReport)
class FieldReportAdmin(ActionAdmin):
    list_display = ("named", "state", "about", "visited_at", "filed_by", "findings")
    list_filter = (AgencyFilter, "status", person_filter("filed_by", gettext_lazy("inspector")))
    date_hierarchy = "filed_at"
    search_fields = (
        "inspection__contract__reference",
        "inspection__contract__title_en",
        "inspection__contract__title_zh_hans",
        "filed_by__name_en",
        "filed_by__name_zh_hans",
        "remarks",
    )
    export_columns = (
        Column(gettext_lazy("Reference number"), attrgetter("number")),
        "inspection__contract",
        "state",
        "visited_at",
        "filed_at",
        "filed_by",
        "findings",
        "reviewed_by",
        "reviewed_at",
    )
    search_help_text = gettext_lazy("Contract, inspector or remarks")
    fieldsets = (
        (None, {"fields": ("inspection", ("visited_at", "filed_at", "filed_by"), "remarks")}),
        (gettext_lazy("Review"), {"fields": (("reviewed_by", "reviewed_at"), "review_note")}),
    )
    transitions = (
        Transition(
            name="approve",
            label=gettext_lazy("Approve"),
            do=actions.approve_report,
            done=gettext_lazy("The report is approved; its findings stand."),
            permission="inspections.review_fieldreport",
            why_not=_why_not_review,
            form=ReviewNote,
        ),
        Transition(
            name="return",
            label=gettext_lazy("Return"),
            do=actions.return_report,
            done=gettext_lazy("The report is returned; the inspection is on the inspectors' list again."),
            permission="inspections.review_fieldreport",
            why_not=_why_not_review,
            form=Reason,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FieldReport]:
        rows: Any = super().get_queryset(request)
        rows = rows.with_contract().with_finding_count()
        return rows.select_related("filed_by").prefetch_related("inspection__inspectors")

    @admin.display(description=gettext_lazy("field report"), ordering="pk")
    def named(self, report: FieldReport) -> SafeString:
        return two_lines(report.number, report.inspection.term.get_method_display())

    @admin.display(description=gettext_lazy("contract"), ordering="inspection__contract__reference")
    def about(self, report: FieldReport) -> SafeString:
        return contract_cell(report.contract)

    @admin.display(description=gettext_lazy("findings"), ordering="finding_count")
    def findings(self, report: Any) -> int:
        return report.finding_count

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        return [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Inspection"), obj.inspection.number, url=page_url(obj.inspection)),
            fact(_("Visited at"), obj.visited_at),
            fact(_("Inspectors"), ", ".join(str(person) for person in obj.inspection.inspectors.all())),
            fact(_("Findings"), obj.finding_count),
        ]

    def get_urls(self) -> list[Any]:
        photo = self.admin_site.admin_view(self.photo_view)
        return [path("photo/<int:pk>/", photo, name="inspections_evidence_photo"), *super().get_urls()]

    def photo_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The copy without metadata, for whoever may look at the report. The sealed original is not served."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        evidence = get_object_or_404(Evidence.objects.filter(report__in=self.get_queryset(request)), pk=pk)
        return FileResponse(evidence.copy.open(), content_type="image/jpeg")
