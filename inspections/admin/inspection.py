"""Inspections: who goes, and what came of it."""

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
from contracts.admin.filters import AgencyFilter, person_filter
from contracts.admin.transitions import Reason, Transition, TransitionForm, while_status
from contracts.admin_pages import page_url
from contracts.models import User
from inspections import actions
from inspections.models import Inspection

Status = Inspection.Status


class Inspectors(TransitionForm):
    """Only inspectors of this person's agencies who hold no duty on the contract; the action checks it again."""

    inspectors: Any = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Inspectors"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["inspectors"]
        field.queryset = (
            User.objects.visible_to(self.by)
            .with_account()
            .filter(groups__name="inspector")
            .exclude(duties__in=self.obj.contract.duties.open())
            .order_by("name", "username")
        )
        field.initial = list(self.obj.inspectors.values_list("pk", flat=True))
        field.help_text = _("At least %(number)d.") % {"number": self.obj.term.minimum_inspectors}


class DueFilter(admin.SimpleListFilter):
    title = gettext_lazy("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue")), ("upcoming", _("Still to come")), ("unassigned", _("Nobody named"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Inspection] | None:
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.overdue(today)
            case "upcoming":
                return queryset.upcoming(today)
            case "unassigned":
                return queryset.scheduled().unassigned()
        return None


@admin.register(Inspection)
class InspectionAdmin(ActionAdmin):
    list_display = ("named", "state", "about", "due_on", "who_goes")
    list_filter = (
        AgencyFilter,
        DueFilter,
        "status",
        "contract__kind",
        "term__method",
        person_filter("inspectors", gettext_lazy("inspector")),
    )
    date_hierarchy = "due_on"
    search_fields = (
        "contract__reference",
        "contract__title_en",
        "contract__title_zh_hans",
        "inspectors__name_en",
        "inspectors__name_zh_hans",
    )
    export_columns = (
        Column(gettext_lazy("Reference number"), attrgetter("number")),
        "contract",
        "contract__agency",
        "term__method",
        "due_on",
        "state",
        "who_goes",
        "cancel_reason",
    )
    search_help_text = gettext_lazy("Contract or inspector")
    fieldsets = ((None, {"fields": (("contract", "term"), "checklist", "due_on", "cancel_reason")}),)
    transitions = (
        Transition(
            name="assign",
            label=gettext_lazy("Name inspectors"),
            do=lambda row, *, inspectors, by, at: actions.assign_inspectors(row, inspectors, by=by, at=at),
            done=gettext_lazy("The inspectors are named."),
            permission="inspections.assign_inspection",
            why_not=while_status(Status.SCHEDULED),
            form=Inspectors,
        ),
        Transition(
            name="call-off",
            label=gettext_lazy("Call off"),
            do=actions.cancel_inspection,
            done=gettext_lazy("The inspection is called off."),
            permission="inspections.cancel_inspection",
            why_not=while_status(Status.SCHEDULED),
            form=Reason,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inspection]:
        rows: Any = super().get_queryset(request)
        return rows.with_contract().prefetch_related("inspectors")

    @admin.display(description=gettext_lazy("inspection"), ordering="pk")
    def named(self, inspection: Inspection) -> SafeString:
        return two_lines(inspection.number, inspection.term.get_method_display())

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def about(self, inspection: Inspection) -> SafeString:
        return contract_cell(inspection.contract)

    @admin.display(description=gettext_lazy("inspectors"))
    def who_goes(self, inspection: Inspection) -> str:
        return ", ".join(str(person) for person in inspection.inspectors.all()) or _("nobody named")

    def state_of(self, obj: Inspection) -> tuple[str, str]:
        if obj.is_overdue(timezone.localdate()):
            return "overdue", _("Overdue")
        return obj.status, obj.get_status_display()

    def facts(self, request: HttpRequest, obj: Inspection) -> list[dict[str, Any]]:
        return [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Accountable agency"), obj.contract.agency),
            fact(_("Method"), obj.term.get_method_display()),
            fact(_("Due on"), obj.due_on),
            fact(_("Inspectors"), self.who_goes(obj)),
        ]
