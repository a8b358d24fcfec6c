"""Duties: assigned, acknowledged by the person named, handed over, delegated, ended."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.duty_steps import DUTY_STEPS
from contracts.admin.filters import AgencyFilter, person_filter
from contracts.admin.responsible import ResponsiblePage
from contracts.admin_pages import page_url
from contracts.models import Duty


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("pending", _("Pending")), ("answering", _("Answering")), ("ended", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Duty] | None:
        match self.value():
            case "pending":
                return queryset.pending()
            case "answering":
                return queryset.answering()
            case "ended":
                return queryset.ended()
        return None


class HolderFilter(admin.SimpleListFilter):
    """Duties that were left behind: nobody can sign in to do them."""

    title = gettext_lazy("holder's account")
    parameter_name = "holder"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("closed", _("Closed")), ("open", _("Open"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Duty] | None:
        match self.value():
            case "closed":
                return queryset.left_behind()
            case "open":
                return queryset.filter(person__is_active=True)
        return None


@admin.register(Duty)
class DutyAdmin(ResponsiblePage, ActionAdmin):
    list_display = ("role", "who", "state", "about", "starts_on", "ended_on")
    list_filter = (
        AgencyFilter,
        StateFilter,
        HolderFilter,
        "role",
        person_filter("person", gettext_lazy("person")),
        "contract__kind",
    )
    list_select_related = ("person", "contract")
    ordering = ("-pk",)  # the newest first; by contract, as on its page, a long table would be sorted for every look
    search_fields = ("person__name_en", "person__name_zh_hans", "person__username", "contract__reference")
    export_columns = (
        "contract",
        "role",
        "person",
        "person__agency",
        "state",
        "assigned_at",
        "acknowledged_at",
        "starts_on",
        "ended_on",
        "end_reason",
    )
    search_help_text = gettext_lazy("Person or contract")
    fieldsets = ((None, {"fields": ("contract", "role", "person")}),)
    transitions = DUTY_STEPS

    @admin.display(description=gettext_lazy("person"), ordering="person__name")
    def who(self, duty: Duty) -> SafeString:
        return two_lines(duty.person, duty.person.post)

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def about(self, duty: Duty) -> SafeString:
        return contract_cell(duty.contract)

    def state_of(self, obj: Duty) -> tuple[str, str]:
        if not obj.is_open:
            return "ended", _("Ended")
        return ("pending", _("Pending")) if obj.is_pending else ("active", _("Answering"))

    def create(self, request: HttpRequest, form: forms.ModelForm) -> Duty:
        entered = self.entered(form)
        return actions.assign_duty(
            entered["contract"], entered["person"], entered["role"], by=request.user, at=timezone.now()
        )

    def facts(self, request: HttpRequest, obj: Duty) -> list[dict[str, Any]]:
        facts = [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Person"), obj.person, url=page_url(obj.person), note=obj.person.post),
            fact(_("Office telephone"), obj.person.office_phone or _("not on record")),
            fact(_("Assigned at"), obj.assigned_at),
            fact(_("Answers from"), obj.starts_on or _("not acknowledged yet")),
        ]
        if obj.takes_over_from:
            facts.append(fact(_("Takes over from"), obj.takes_over_from.person, url=page_url(obj.takes_over_from)))
        if obj.handover_note:
            facts.append(fact(_("Handover note"), obj.handover_note))
        if obj.ended_on:
            facts.append(fact(_("Ended on"), obj.ended_on, note=obj.end_reason))
        return facts
