"""Findings, and the orders to put them right."""

from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.exporting import Column
from contracts.admin.filters import AgencyFilter
from contracts.admin.transitions import Transition, TransitionForm, while_status
from contracts.admin_pages import page_url
from contracts.models import Contract, User
from contracts.templatetags.house import moment, status_tag
from contracts.workdays import WorkingCalendar
from inspections import actions
from inspections.actions.rectification import LONGEST
from inspections.models import FieldReport, Finding, RectificationOrder


class TimeToRectify(TransitionForm):
    working_days = forms.IntegerField(
        label=gettext_lazy("Working days"),
        min_value=1,
        max_value=LONGEST,
        initial=10,
        help_text=gettext_lazy("From today."),
    )


class WhatWasSeen(TransitionForm):
    note = forms.CharField(
        label=gettext_lazy("What was seen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _uncertain_years(order: RectificationOrder) -> str:
    """A deadline that touches a year without holidays on record says so: it may turn out too early."""
    years = WorkingCalendar.load().missing_years(order.issued_on, order.due_on)
    if not years:
        return ""
    return _("The holiday table has no data for %(years)s; only Saturdays and Sundays were left out.") % {
        "years": ", ".join(map(str, years))
    }


def _why_not_order(finding: Finding, by: User) -> str:
    if hasattr(finding, "order"):
        return _("An order for this finding exists already.")
    if finding.report.status != FieldReport.Status.APPROVED:
        return _("The report is not approved yet.")
    if finding.contract.status != Contract.Status.ACTIVE:
        return _("The contract is not in force.")
    return ""


def _why_not_verify(order: RectificationOrder, by: User) -> str:
    if any(person.pk == by.pk for person in order.finding.report.inspection.inspectors.all()):
        return _("You reported this finding. Somebody else has to verify the repair.")
    return while_status(RectificationOrder.Status.ISSUED)(order, by)


class OrderFilter(admin.SimpleListFilter):
    title = gettext_lazy("order")
    parameter_name = "order"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Standing, nothing ordered yet"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Finding] | None:
        return queryset.without_order() if self.value() == "none" else None


@admin.register(Finding)
class FindingAdmin(ActionAdmin):
    list_display = ("summary", "state", "about", "gravity", "filed_at")
    list_filter = (
        AgencyFilter,
        OrderFilter,
        "severity",
        "is_veto",
    )
    date_hierarchy = "report__filed_at"
    search_fields = (
        "answer__prompt_en",
        "answer__prompt_zh_hans",
        "report__inspection__contract__reference",
    )
    export_columns = (
        "report__inspection__contract",
        "summary",
        "severity",
        "is_veto",
        "state",
        "report__filed_at",
    )
    search_help_text = gettext_lazy("Question or contract")
    fieldsets = ((None, {"fields": ("report", "summary", "section", ("severity", "is_veto"))}),)
    readonly_fields = ("summary",)
    list_select_related = ("answer__section", "section", "report__inspection__contract__agency", "order")
    transitions = (
        Transition(
            name="order",
            label=gettext_lazy("Order rectification"),
            do=actions.order_rectification,
            done=gettext_lazy("Rectification is ordered."),
            permission="inspections.add_rectificationorder",
            why_not=_why_not_order,
            form=TimeToRectify,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description=gettext_lazy("finding"))
    def summary(self, finding: Finding) -> str:
        return finding.summary

    @admin.display(description=gettext_lazy("contract"), ordering="report__inspection__contract__reference")
    def about(self, finding: Finding) -> SafeString:
        return contract_cell(finding.contract)

    @admin.display(description=gettext_lazy("severity"), ordering="severity")
    def gravity(self, finding: Finding) -> SafeString:
        chip = status_tag(finding.severity, finding.get_severity_display())
        return two_lines(chip, _("Veto item")) if finding.is_veto else chip

    @admin.display(description=gettext_lazy("filed at"), ordering="report__filed_at")
    def filed_at(self, finding: Finding) -> SafeString | str:
        return moment(finding.report.filed_at, "SHORT_DATE_FORMAT")

    def state_of(self, obj: Finding) -> tuple[str, str]:
        if hasattr(obj, "order"):
            if obj.order.status == RectificationOrder.Status.VERIFIED:
                return "fixed", _("Put right")
            return "ordered", _("Rectification ordered")
        if obj.report.status == FieldReport.Status.APPROVED:
            return "open", _("Nothing ordered yet")
        return "unreviewed", _("Report not approved")

    def facts(self, request: HttpRequest, obj: Finding) -> list[dict[str, Any]]:
        facts = [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Field report"), obj.report.number, url=page_url(obj.report)),
            fact(_("Severity"), obj.get_severity_display()),
        ]
        if hasattr(obj, "order"):
            facts.append(fact(_("Rectification order"), obj.order.number, url=page_url(obj.order)))
        return facts


class DueFilter(admin.SimpleListFilter):
    title = gettext_lazy("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[RectificationOrder] | None:
        return queryset.overdue(timezone.localdate()) if self.value() == "overdue" else None


@admin.register(RectificationOrder)
class RectificationOrderAdmin(ActionAdmin):
    list_display = ("named", "state", "about", "due_on", "verified_on")
    list_filter = (
        AgencyFilter,
        DueFilter,
        "status",
    )
    date_hierarchy = "due_on"
    search_fields = (
        "finding__report__inspection__contract__reference",
        "finding__answer__prompt_en",
        "finding__answer__prompt_zh_hans",
    )
    export_columns = (
        Column(gettext_lazy("Reference number"), attrgetter("number")),
        "finding__report__inspection__contract",
        "finding",
        "state",
        "issued_on",
        "working_days",
        "due_on",
        "verified_on",
        "verification_note",
    )
    search_help_text = gettext_lazy("Contract or question")
    fieldsets = (
        (None, {"fields": ("finding", ("issued_by", "issued_on"), ("working_days", "due_on"))}),
        (gettext_lazy("Verification"), {"fields": (("verified_by", "verified_on"), "verification_note")}),
    )
    transitions = (
        Transition(
            name="verify",
            label=gettext_lazy("Verify"),
            do=actions.verify_rectification,
            done=gettext_lazy("The repair is verified."),
            permission="inspections.verify_rectificationorder",
            why_not=_why_not_verify,
            form=WhatWasSeen,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RectificationOrder]:
        rows = super().get_queryset(request)
        return rows.select_related("finding__answer__section", "finding__report__inspection__contract__agency")

    @admin.display(description=gettext_lazy("rectification order"), ordering="pk")
    def named(self, order: RectificationOrder) -> SafeString:
        return two_lines(order.number, order.finding)

    @admin.display(description=gettext_lazy("contract"), ordering="finding__report__inspection__contract__reference")
    def about(self, order: RectificationOrder) -> SafeString:
        return contract_cell(order.contract)

    def state_of(self, obj: RectificationOrder) -> tuple[str, str]:
        if obj.is_overdue(timezone.localdate()):
            return "overdue", _("Overdue")
        return obj.status, obj.get_status_display()

    def facts(self, request: HttpRequest, obj: RectificationOrder) -> list[dict[str, Any]]:
        return [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Vendor"), obj.contract.vendor, url=page_url(obj.contract.vendor)),
            fact(_("Finding"), obj.finding, url=page_url(obj.finding)),
            fact(_("Due on"), obj.due_on, note=_uncertain_years(obj)),
        ]
