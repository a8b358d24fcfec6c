"""Payments and the holds on them."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.actions.payment import is_chief_supervisor
from contracts.admin.base import fact, two_lines
from contracts.admin.filters import AgencyFilter
from contracts.admin.papers import CONTRACT_SEARCH, OfContract
from contracts.admin.transitions import Reason, Transition, TransitionForm, while_status
from contracts.admin_pages import page_url
from contracts.models import Acceptance, Payment, PaymentHold, User
from contracts.templatetags.house import money

SOON = timedelta(days=30)
while_planned = while_status(Payment.Status.PLANNED)


class Release(TransitionForm):
    """On which acceptance the money goes."""

    acceptance = forms.ModelChoiceField(
        Acceptance.objects.none(),
        label=gettext_lazy("Acceptance"),
        help_text=gettext_lazy("A passed one of this contract that the payment's condition speaks of."),
    )

    def __init__(self, *args: Any, obj: Payment, by: User, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, by=by, **kwargs)
        chosen: Any = self.fields["acceptance"]
        chosen.queryset = obj.contract.acceptances.passed().select_related("contract")


def _why_not_sign(payment: Payment, by: User) -> str:
    if payment.signed_by_id:
        return _("This payment is signed already.")
    if not is_chief_supervisor(payment.contract, by):
        return _("Only somebody who holds the supervisor's duty on this contract can sign.")
    return while_planned(payment, by)


def _why_not_release(payment: Payment, by: User) -> str:
    if payment.status == Payment.Status.PLANNED and payment.contract.holds.open().exists():
        return _("A payment hold is open.")
    return while_planned(payment, by)


def _why_not_lift(placed: PaymentHold, by: User) -> str:
    if placed.lifted_at:
        return _("This hold is lifted already.")
    if placed.is_automatic:
        return _("This hold is lifted by the step that placed it, once its cause is put right.")
    return _("You placed this hold. Somebody else has to lift it.") if placed.placed_by_id == by.pk else ""


class WhenFilter(admin.SimpleListFilter):
    """Questions that the query set answers."""

    title = gettext_lazy("state")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("Due within 30 days")), ("held", _("Held back")), ("released", _("Released"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Payment] | None:
        match self.value():
            case "soon":
                return queryset.due_until(timezone.localdate() + SOON)
            case "held":
                return queryset.held()
            case "released":
                return queryset.released()
        return None


@admin.register(Payment)
class PaymentAdmin(OfContract):
    held_with = "contract"
    list_display = ("named", "state", "about", "in_yuan", "due_on")
    list_filter = (AgencyFilter, WhenFilter, "status")
    list_select_related = ("contract",)
    date_hierarchy = "due_on"
    search_fields = ("condition", *CONTRACT_SEARCH)
    search_help_text = gettext_lazy("Condition or contract")
    fieldsets = (
        (None, {"fields": (("amount", "due_on"), "condition")}),
        (
            gettext_lazy("Signature and release"),
            {"fields": (("signed_by", "signed_at"), ("released_by", "released_on", "acceptance"), "cancel_reason")},
        ),
    )
    transitions = (
        Transition(
            name="sign",
            label=gettext_lazy("Sign as chief supervisor"),
            do=actions.sign_payment,
            done=gettext_lazy("The payment is signed."),
            permission="contracts.sign_payment",
            why_not=_why_not_sign,
        ),
        Transition(
            name="release",
            label=gettext_lazy("Release"),
            do=lambda payment, *, acceptance, by, at: actions.release_payment(payment, acceptance, by=by, at=at),
            done=gettext_lazy("The payment is released."),
            permission="contracts.release_payment",
            why_not=_why_not_release,
            form=Release,
        ),
        Transition(
            name="cancel",
            label=gettext_lazy("Cancel payment"),
            do=actions.cancel_payment,
            done=gettext_lazy("The payment is cancelled."),
            permission="contracts.change_payment",
            why_not=while_planned,
            form=Reason,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        return super().get_queryset(request).select_related("contract__agency")

    @admin.display(description=gettext_lazy("payment"), ordering="number")
    def named(self, payment: Payment) -> SafeString:
        return two_lines(f"#{payment.number}", payment.condition)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def in_yuan(self, payment: Payment) -> str:
        return money(payment.amount)

    def is_changeable(self, obj: Payment) -> bool:
        return obj.status == Payment.Status.PLANNED

    def change(self, request: HttpRequest, obj: Payment, form: ModelForm) -> Payment:
        return actions.change_payment(obj, self.entered(form), by=request.user, at=timezone.now())

    def facts(self, request: HttpRequest, obj: Payment) -> list[dict[str, Any]]:
        holds = obj.contract.holds.open().count() if obj.status == Payment.Status.PLANNED else 0
        return [
            *super().facts(request, obj),
            fact(_("Amount"), money(obj.amount)),
            fact(_("Due on"), obj.due_on),
            fact(_("Held back"), _("yes") if holds else _("no")),
        ]


class OpenFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Open"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[PaymentHold] | None:
        return queryset.open() if self.value() == "open" else None


@admin.register(PaymentHold)
class PaymentHoldAdmin(OfContract):
    list_display = ("reason", "state", "about", "placed_by", "placed_at")
    list_filter = (AgencyFilter, OpenFilter, "is_automatic")
    list_select_related = ("contract", "placed_by")
    date_hierarchy = "placed_at"
    search_fields = ("reason", *CONTRACT_SEARCH)
    search_help_text = gettext_lazy("Reason or contract")
    fieldsets = (
        (None, {"fields": ("contract", "reason", ("placed_by", "placed_at", "is_automatic"))}),
        (gettext_lazy("Lifting"), {"fields": (("lifted_by", "lifted_at"), "lift_reason")}),
    )
    transitions = (
        Transition(
            name="lift",
            label=gettext_lazy("Lift the hold"),
            do=actions.lift_hold,
            done=gettext_lazy("The hold is lifted."),
            permission="contracts.lift_paymenthold",
            why_not=_why_not_lift,
            form=Reason,
        ),
    )

    def state_of(self, obj: PaymentHold) -> tuple[str, str]:
        return ("lifted", _("Lifted")) if obj.lifted_at else ("open", _("Open"))

    def facts(self, request: HttpRequest, obj: PaymentHold) -> list[dict[str, Any]]:
        payments = obj.contract.payments.planned().count()
        return [
            *super().facts(request, obj),
            fact(_("Placed by"), obj.placed_by, url=page_url(obj.placed_by)),
            fact(_("Payments planned"), payments),
        ]
