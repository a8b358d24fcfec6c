"""Contracts: a draft is edited here with its terms and duties; what is in force only moves through its transitions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions, legality
from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.choosers import VisibleChoice
from contracts.admin.contract_facts import amount_fact, end_facts
from contracts.admin.contract_steps import STEPS
from contracts.admin.filing import FILING
from contracts.admin.filters import AgencyFilter, AnswererFilter, EndFilter, year_filter
from contracts.admin.gates_page import GatesPage, checked
from contracts.admin.inlines import ActionInline
from contracts.admin.scope import SCOPE_STEPS
from contracts.admin.sheet import PrintsSheet
from contracts.admin.term import USUAL_TERMS
from contracts.admin.term_inlines import InspectionTermInline, MetricTermInline, WorkSectionInline
from contracts.admin.transitions import Confirm, Transition, TransitionForm, at_status, while_status
from contracts.admin.vendor_steps import CONTRACT_STEPS as VENDOR_STEPS
from contracts.admin.vendor_steps import warnings_of_vendor
from contracts.admin_pages import page_url, sheet_url
from contracts.models import AuditEvent, Contract, Duty, User
from contracts.templatetags.house import moment, money

Status = Contract.Status


class Assignment(TransitionForm):
    """Who is to answer, and for what. The duty is pending until that person acknowledges it."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Duty.Role.choices)
    person = VisibleChoice(User, label=gettext_lazy("Person"), help_text=gettext_lazy("Somebody with an open account."))


def _why_not_activate(contract: Contract, by: User) -> str:
    if contract.status != Status.DRAFT:
        return while_status(Status.DRAFT)(contract, by)
    if any(not gate.ok for gate in checked(contract)):
        return _("Something is still missing, see below.")
    return ""


def _why_not_publish(contract: Contract, by: User) -> str:
    if contract.published_on:
        return _("This contract is published already.")
    return while_status(Status.ACTIVE, Status.SUSPENDED, Status.CLOSED, Status.TERMINATED)(contract, by)


@admin.register(Contract)
class ContractAdmin(GatesPage, PrintsSheet, ActionAdmin):
    list_display = ("named", "state", "parties", "lead", "amount_in_yuan", "ends_on")
    list_filter = (
        AgencyFilter,
        "status",
        "kind",
        AnswererFilter,
        year_filter("starts_on", gettext_lazy("starts in")),
        EndFilter,
        "regime",
        ("published_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("vendor", "agency", "kind")
    search_fields = (
        "reference",
        "title_en",
        "title_zh_hans",
        "public_id",
        "vendor__credit_code",
        "vendor__name_en",
        "vendor__name_zh_hans",
    )
    export_columns = (
        "reference",
        "title",
        "status",
        "vendor",
        "agency",
        "kind",
        "regime",
        "method",
        "lead",
        "amount",
        "budget",
        "signed_on",
        "starts_on",
        "ends_on",
        "published_on",
        "closed_on",
    )
    search_help_text = gettext_lazy("Reference, title, vendor or credit code")
    inlines = (MetricTermInline, InspectionTermInline, WorkSectionInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "reference",
                    ("title_en", "title_zh_hans"),
                    ("agency", "vendor"),
                    ("kind", "scope_item"),
                    ("regime", "method"),
                    ("amount", "budget", "budget_line"),
                    ("agreed_staff", "managing_staff"),
                    ("signed_on", "starts_on", "ends_on"),
                    "term_justification",
                )
            },
        ),
        (gettext_lazy("Tender"), {"fields": (("tender", "no_tender_ground"),), "classes": ("tab-tender",)}),
    )
    transitions = (
        *SCOPE_STEPS,
        USUAL_TERMS,
        Transition(
            name="assign-duty",
            label=gettext_lazy("Assign a duty"),
            do=lambda contract, *, person, role, by, at: actions.assign_duty(contract, person, role, by=by, at=at),
            done=gettext_lazy("The duty is assigned. It is pending until the person named acknowledges it."),
            permission="contracts.add_duty",
            why_not=while_status(Status.DRAFT, Status.ACTIVE, Status.SUSPENDED),
            form=Assignment,
            stays=True,
            at_head=at_status(Status.DRAFT, Status.ACTIVE, Status.SUSPENDED),
        ),
        Transition(
            name="activate",
            label=gettext_lazy("Activate"),
            do=actions.activate_contract,
            done=gettext_lazy("The contract is in force."),
            permission="contracts.activate_contract",
            why_not=_why_not_activate,
            at_head=at_status(Status.DRAFT),
        ),
        Transition(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish_contract,
            done=gettext_lazy("The contract is on the public pages."),
            permission="contracts.publish_contract",
            why_not=_why_not_publish,
            at_head=lambda contract: contract.status != Status.DRAFT and not contract.published_on,
        ),
        *VENDOR_STEPS,
        FILING,
        *STEPS,
        Transition(
            name="discard",
            label=gettext_lazy("Discard draft"),
            do=actions.discard_contract,
            done=gettext_lazy("The draft “%(row)s” is gone; the audit trail keeps what it said."),
            permission="contracts.delete_contract",
            why_not=while_status(Status.DRAFT),
            form=Confirm,
            danger=True,
            at_head=at_status(Status.DRAFT),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        answering = Duty.objects.answering().leads().select_related("person")
        return super().get_queryset(request).prefetch_related(Prefetch("duties", answering, to_attr="answering_leads"))

    @admin.display(description=gettext_lazy("contract"), ordering="reference")
    def named(self, contract: Contract) -> SafeString:
        return contract_cell(contract)

    @admin.display(description=gettext_lazy("vendor and agency"), ordering="vendor__name")
    def parties(self, contract: Contract) -> SafeString:
        return two_lines(contract.vendor, contract.agency)

    @admin.display(description=gettext_lazy("accountable lead"))
    def lead(self, contract: Any) -> str:
        return str(contract.answering_leads[0].person) if contract.answering_leads else _("nobody")

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def amount_in_yuan(self, contract: Contract) -> str:
        return money(contract.amount)

    def get_inlines(self, request: HttpRequest, obj: Any) -> tuple[type[ActionInline], ...]:
        """Terms are edited while the contract is a draft; afterwards the page shows what became of them."""
        return self.inlines if obj is None or obj.status == Status.DRAFT else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the head of the page says already is not said again where nothing can be edited."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        shown = ("title_en", "title_zh_hans", "kind", "regime", "method", "budget", "budget_line")
        return ((None, {"fields": (*shown, "agreed_staff", "managing_staff", "signed_on")}),)

    def is_changeable(self, obj: Contract) -> bool:
        return obj.status == Status.DRAFT

    def create(self, request: HttpRequest, form: ModelForm) -> Contract:
        contract = actions.register_contract(by=request.user, at=timezone.now(), **self.entered(form))
        self._show_doubts(request, contract)
        return contract

    def change(self, request: HttpRequest, obj: Contract, form: ModelForm) -> Contract:
        contract = actions.change_contract(obj, self.entered(form), by=request.user, at=timezone.now())
        self._show_doubts(request, contract)
        return contract

    def _show_doubts(self, request: HttpRequest, contract: Contract) -> None:
        for doubt in legality.doubts_on(contract):
            messages.warning(request, _("%(doubt)s The legal officer has to confirm it.") % {"doubt": doubt})
        for warning in warnings_of_vendor(contract):
            messages.warning(request, warning)

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        lead = obj.answering_leads[0] if obj.answering_leads else None
        term = format_html("{} – {}", moment(obj.starts_on), moment(obj.ends_on))
        facts = [
            fact(_("Vendor"), obj.vendor, url=page_url(obj.vendor)),
            fact(_("Accountable agency"), obj.agency),
            fact(
                _("Accountable lead"),
                lead.person if lead else _("nobody"),
                url=page_url(lead) if lead else "",
                note=lead.person.post if lead else "",
            ),
            amount_fact(obj),
            fact(_("Term"), term),
            fact(_("Published on"), obj.published_on or _("not published")),
        ]
        return [*facts, *end_facts(obj)]

    def links(self, obj: Contract) -> list[tuple[str, str]]:
        return [(_("Print sheet"), sheet_url(obj)), *super().links(obj)]

    def history_of(self, obj: Contract) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.of_contract(obj)
