"""The pages of single terms: what is too much for a row on the contract's page, and what a value would mean."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import DecimalField, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions
from contracts.admin.base import ActionAdmin, contract_cell, fact
from contracts.admin.filters import AgencyFilter
from contracts.admin.short_decimal import ShortDecimal
from contracts.admin.term_preview import agreed, in_unit
from contracts.admin.transitions import Transition, while_status
from contracts.admin_pages import page_url
from contracts.models import Contract, InspectionTerm, MetricTerm, WorkSection
from contracts.templatetags.house import percent


def _said(terms: list[Any]) -> str:
    message = ngettext("%(count)d usual term is added.", "%(count)d usual terms are added.", len(terms))
    return message % {"count": len(terms)}


USUAL_TERMS = Transition(
    name="usual-terms",
    label=gettext_lazy("Add the usual terms"),
    do=actions.add_usual_terms,
    done=_said,
    permission="contracts.change_contract",
    why_not=while_status(Contract.Status.DRAFT),
    at_head=lambda contract: contract.status == Contract.Status.DRAFT,
)


class TermAdmin(ActionAdmin):
    """A term is written while its contract is a draft, by whoever writes the contract."""

    held_with = "contract"
    formfield_overrides = {**ActionAdmin.formfield_overrides, DecimalField: {"form_class": ShortDecimal}}
    list_filter: ClassVar[tuple[Any, ...]] = (AgencyFilter, "contract__kind")
    list_select_related: ClassVar[tuple[str, ...]] = ("contract",)
    search_fields = ("contract__reference", "contract__title_en", "contract__title_zh_hans")
    search_help_text = gettext_lazy("Reference or title of the contract")
    ordering = ("-pk",)

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def about(self, term: Any) -> SafeString:
        return contract_cell(term.contract)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("contract__agency")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("contracts.change_contract") and (obj is None or self.is_changeable(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def is_changeable(self, obj: Any) -> bool:
        return obj.contract.status == Contract.Status.DRAFT

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        return actions.change_term(obj, self.entered(form), by=request.user, at=timezone.now())

    def remove(self, request: HttpRequest, obj: Any) -> None:
        actions.remove_term(obj, by=request.user, at=timezone.now())

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        contract = obj.contract
        return [
            fact(_("Contract"), contract, url=page_url(contract), note=contract.get_status_display()),
            fact(_("Accountable agency"), contract.agency),
        ]


@admin.register(MetricTerm)
class MetricTermAdmin(TermAdmin):
    list_display = ("indicator", "about", "target_in_unit", "weight", "frequency", "adjustment")
    list_select_related = ("contract", "indicator")
    export_columns = (
        "contract",
        "indicator",
        "target",
        "floor",
        "weight_bp",
        "frequency",
        "grace_days",
        "adjustment_unit",
        "deduction_rate",
        "deduction_cap",
        "bonus_rate",
        "bonus_cap",
    )
    fieldsets = (
        (None, {"fields": (("target", "floor"), ("weight_bp", "frequency", "grace_days"))}),
        (
            gettext_lazy("Deduction and bonus"),
            {"fields": ("adjustment_unit", ("deduction_rate", "deduction_cap"), ("bonus_rate", "bonus_cap"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[MetricTerm]:
        return super().get_queryset(request).select_related("indicator__counter_indicator")

    @admin.display(description=gettext_lazy("target"), ordering="target")
    def target_in_unit(self, term: MetricTerm) -> str:
        return in_unit(term, term.target)

    @admin.display(description=gettext_lazy("weight"), ordering="weight_bp")
    def weight(self, term: MetricTerm) -> str:
        return percent(term.weight_bp)

    @admin.display(description=gettext_lazy("deduction and bonus"))
    def adjustment(self, term: MetricTerm) -> str:
        return agreed(term)

    def facts(self, request: HttpRequest, obj: MetricTerm) -> list[dict[str, Any]]:
        indicator = obj.indicator
        proposed = indicator.proposed_target
        facts = [
            *super().facts(request, obj),
            fact(_("Indicator"), indicator, note=indicator.formula),
            fact(_("Direction"), indicator.get_direction_display()),
        ]
        if proposed is not None:
            facts.append(fact(_("The library proposes"), in_unit(obj, proposed)))
        return facts


@admin.register(InspectionTerm)
class InspectionTermAdmin(TermAdmin):
    list_display = ("method", "about", "frequency", "minimum_inspectors", "points_a_visit")
    list_filter = (AgencyFilter, "method", "contract__kind")
    fieldsets = ((None, {"fields": ("method", "frequency", ("minimum_inspectors", "points_a_visit"))}),)


SECTION_FIELDS = (
    ("starts_at", "ends_at", "distance_to_road"),
    ("lining_type", "lining_en", "lining_zh_hans"),
    ("lining_thickness", "thickness_tolerance"),
    ("design_depth", "depth_tolerance", "design_bottom_width", "bottom_width_tolerance"),
    "design_edition",
)


@admin.register(WorkSection)
class WorkSectionAdmin(TermAdmin):
    list_display = ("__str__", "about", "distance_to_road", "lining_type", "design_depth", "design_bottom_width")
    list_filter = (AgencyFilter, "lining_type")
    fieldsets = (
        (gettext_lazy("Where"), {"fields": SECTION_FIELDS[:1]}),
        (gettext_lazy("Approved design"), {"fields": SECTION_FIELDS[1:]}),
    )
