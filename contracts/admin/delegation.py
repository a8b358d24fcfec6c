"""Delegations: who acts for the holder of a duty, and in which days. Made on the duty's page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.duty_steps import DELEGATE, DELEGATION_STEPS
from contracts.admin.filters import AgencyFilter, person_filter
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin_pages import page_url
from contracts.models import Delegation, Duty


class ActingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("acting", _("Acting today")), ("coming", _("Still to come")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Delegation] | None:
        today = timezone.localdate()
        match self.value():
            case "acting":
                return queryset.acting(today)
            case "coming":
                return queryset.not_over(today).filter(starts_on__gt=today)
            case "over":
                return queryset.over(today)
        return None


def state_of(delegation: Delegation) -> tuple[str, str]:
    today = timezone.localdate()
    if delegation.is_over(today):
        return "ended", _("Over")
    return ("active", _("Acting")) if delegation.is_acting(today) else ("planned", _("Still to come"))


@admin.register(Delegation)
class DelegationAdmin(ActionAdmin):
    list_display = ("named", "state", "for_whom", "about", "starts_on", "ends_on", "ended_on")
    list_filter = (
        AgencyFilter,
        ActingFilter,
        person_filter("deputy", gettext_lazy("deputy")),
        "duty__role",
    )
    list_select_related = ("deputy", "duty__person", "duty__contract")
    ordering = ("-pk",)
    search_fields = ("deputy__name_en", "deputy__name_zh_hans", "duty__contract__reference")
    search_help_text = gettext_lazy("Deputy or contract")
    export_columns = (
        "duty__contract",
        "duty__role",
        "duty__person",
        "deputy",
        "starts_on",
        "ends_on",
        "ended_on",
        "reason",
    )
    fieldsets = ((None, {"fields": (("duty", "deputy"), ("starts_on", "ends_on"), "reason")}),)
    transitions = DELEGATION_STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description=gettext_lazy("deputy"), ordering="deputy__name")
    def named(self, delegation: Delegation) -> SafeString:
        return two_lines(delegation.deputy, delegation.deputy.post)

    @admin.display(description=gettext_lazy("acts for"), ordering="duty__person__name")
    def for_whom(self, delegation: Delegation) -> SafeString:
        return two_lines(delegation.duty.person, delegation.duty.get_role_display())

    @admin.display(description=gettext_lazy("contract"), ordering="duty__contract__reference")
    def about(self, delegation: Delegation) -> SafeString:
        return contract_cell(delegation.duty.contract)

    def state_of(self, obj: Delegation) -> tuple[str, str]:
        return state_of(obj)

    def facts(self, request: HttpRequest, obj: Delegation) -> list[dict[str, Any]]:
        duty = obj.duty
        return [
            fact(_("Contract"), duty.contract, url=page_url(duty.contract)),
            fact(_("Duty"), duty, url=page_url(duty), note=_("The person named goes on answering.")),
            fact(_("Deputy"), obj.deputy, url=page_url(obj.deputy), note=obj.deputy.post),
        ]


@panel_on(Duty)
def deputies_on_duty(request: HttpRequest, duty: Duty) -> list[Panel]:
    by: Any = request.user
    return [
        table(
            "deputies",
            _("Deputies"),
            [_("Deputy"), _("From"), _("To"), _("Reason"), _("State")],
            [
                [
                    Cell.of(delegation, delegation.deputy, delegation.deputy.post),
                    delegation.starts_on,
                    delegation.ended_on or delegation.ends_on,
                    delegation.reason,
                    Cell.status(*state_of(delegation)),
                ]
                for delegation in duty.delegations.select_related("deputy")
            ],
            empty=_("Nobody has been named to act for the holder."),
            more=DELEGATE.way(duty, by),
        )
    ]
