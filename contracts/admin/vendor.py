"""The vendor register."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.base import ActionAdmin, fact
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin.vendor_steps import VENDOR_STEPS
from contracts.models import AuditEvent, Contract, Vendor, VendorRestriction
from contracts.models.vendor import compact_credit_code
from contracts.templatetags.house import money


class VendorForm(ModelForm):
    # Longer than the code is, for the blanks that people put between its groups
    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        max_length=40,
        help_text=gettext_lazy("18 characters, as on the business licence. Blanks and hyphens do no harm."),
    )

    def clean_credit_code(self) -> str:
        """Blanks, hyphens and small letters are forgiven."""
        return compact_credit_code(self.cleaned_data["credit_code"])


@admin.register(Vendor)
class VendorAdmin(ActionAdmin):
    form = VendorForm
    list_display = ("name", "credit_code", "founded_on", "contracts_in_force")
    list_filter = ("is_demonstration",)
    search_fields = ("name_en", "name_zh_hans", "credit_code")
    export_columns = (
        "credit_code",
        "name_en",
        "name_zh_hans",
        "founded_on",
        "contracts_in_force",
    )
    search_help_text = gettext_lazy("Name or credit code")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name_en", "name_zh_hans"),
                    "credit_code",
                    ("founded_on", "registered_capital"),
                    "distinct_because",
                )
            },
        ),
    )
    transitions = VENDOR_STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        in_force = Count("contracts", filter=Q(contracts__in=Contract.objects.active()))
        return super().get_queryset(request).annotate(in_force=in_force)

    def choice_label(self, obj: Vendor) -> str:
        return f"{obj.name} · {obj.credit_code}"

    @admin.display(description=gettext_lazy("active contracts"), ordering="in_force")
    def contracts_in_force(self, vendor: Any) -> int:
        return vendor.in_force

    def create(self, request: HttpRequest, form: ModelForm) -> Vendor:
        return actions.register_vendor(by=request.user, at=timezone.now(), **self.entered(form))

    def change(self, request: HttpRequest, obj: Vendor, form: ModelForm) -> Vendor:
        return actions.change_vendor(obj, self.entered(form), by=request.user, at=timezone.now())

    def facts(self, request: HttpRequest, obj: Vendor) -> list[dict[str, Any]]:
        return [
            fact(_("Credit code"), obj.credit_code),
            fact(_("Founded on"), obj.founded_on or _("not known")),
            fact(_("Registered capital"), money(obj.registered_capital)),
            fact(_("Public identifier"), obj.public_id),
        ]

    def state_of(self, obj: Vendor) -> tuple[str, str] | None:
        """What a glance has to tell: whether it is barred, or warned of."""
        levels = set(obj.restrictions.standing(timezone.localdate()).values_list("level", flat=True))
        if VendorRestriction.Level.BLOCK in levels:
            return "refused", _("Barred from new contracts")
        return ("warning", _("With a warning")) if levels else None

    def history_of(self, obj: Vendor) -> QuerySet[AuditEvent]:
        """Events on the vendor itself and on everything in its credit file."""
        parts = (obj.certificates, obj.credit_queries, obj.restrictions, obj.vettings)
        about = Q(subject_type=obj._meta.label_lower, subject_id=str(obj.pk))
        for rows in parts:
            keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
            about |= Q(subject_type=rows.model._meta.label_lower, subject_id__in=keys)
        return AuditEvent.objects.filter(about)


@panel_on(Vendor)
def contracts_of_vendor(request: HttpRequest, vendor: Vendor) -> list[Panel]:
    """The vendor's contracts within this person's agencies."""
    rows = Contract.objects.visible_to(request.user).filter(vendor=vendor).select_related("agency", "kind")
    return [
        table(
            "contracts",
            _("Contracts"),
            [_("Contract"), _("Accountable agency"), _("Amount"), _("Ends on"), _("Status")],
            [
                [
                    Cell.of(contract),
                    contract.agency,
                    Cell(money(contract.amount), is_number=True),
                    contract.ends_on,
                    Cell.status(contract.status, contract.get_status_display()),
                ]
                for contract in rows
            ],
            empty=_("This vendor has no contract within your agency."),
            tab="contracts",
            count=len(rows),
        )
    ]
