"""Duties: assigned, acknowledged by the person named, handed over, ended."""

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
from contracts.admin.choosers import VisibleChoice
from contracts.admin.filters import AgencyFilter, person_filter
from contracts.admin.transitions import Reason, Transition, TransitionForm
from contracts.admin_pages import page_url
from contracts.models import Contract, Duty, User


class Successor(TransitionForm):
    to = VisibleChoice(User, label=gettext_lazy("Successor"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = to.queryset.exclude(pk=self.obj.person_id)


def _contract_is_closed(duty: Duty) -> bool:
    return duty.contract.status == Contract.Status.CLOSED


def _why_not_acknowledge(duty: Duty, by: User) -> str:
    if not duty.is_pending:
        return _("This duty is acknowledged already or has ended.")
    if by.pk != duty.person_id:
        return _("Only the person named can acknowledge a duty.")
    return _("The contract is closed.") if _contract_is_closed(duty) else ""


def _why_not_acknowledged(duty: Duty, by: User) -> str:
    """Handing over and ending are for a duty somebody answers for."""
    if not duty.is_open:
        return _("This duty has ended.")
    if duty.is_pending:
        return _("Nobody has acknowledged this duty yet.")
    return _("The contract is closed.") if _contract_is_closed(duty) else ""


def _why_not_withdraw(duty: Duty, by: User) -> str:
    return "" if duty.is_pending else _("Only a duty that is not yet acknowledged can be withdrawn.")


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


@admin.register(Duty)
class DutyAdmin(ActionAdmin):
    list_display = ("role", "who", "state", "about", "starts_on", "ended_on")
    list_filter = (AgencyFilter, StateFilter, "role", person_filter("person", gettext_lazy("person")), "contract__kind")
    list_select_related = ("person", "contract")
    date_hierarchy = "assigned_at"
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
    transitions = (
        Transition(
            name="acknowledge",
            label=gettext_lazy("Acknowledge"),
            do=actions.acknowledge_duty,
            done=gettext_lazy("You answer for this from today on."),
            why_not=_why_not_acknowledge,
        ),
        Transition(
            name="hand-over",
            label=gettext_lazy("Hand over"),
            do=lambda duty, *, to, by, at: actions.hand_over_duty(duty, to, by=by, at=at),
            done=gettext_lazy("The successor is named. Until they acknowledge, the duty stays where it is."),
            permission="contracts.handover_duty",
            why_not=_why_not_acknowledged,
            form=Successor,
        ),
        Transition(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            do=actions.withdraw_duty,
            done=gettext_lazy("The assignment is withdrawn."),
            permission="contracts.end_duty",
            why_not=_why_not_withdraw,
            form=Reason,
            danger=True,
        ),
        Transition(
            name="end",
            label=gettext_lazy("End"),
            do=actions.end_duty,
            done=gettext_lazy("The duty has ended."),
            permission="contracts.end_duty",
            why_not=_why_not_acknowledged,
            form=Reason,
            danger=True,
        ),
    )

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
        if obj.ended_on:
            facts.append(fact(_("Ended on"), obj.ended_on, note=obj.end_reason))
        return facts
