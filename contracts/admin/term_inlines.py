"""The terms of a contract in its form: indicators, inspections, sections of the works."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import DecimalField, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from contracts import actions
from contracts.admin.inlines import ActionInline
from contracts.models import Contract, InspectionTerm, MetricTerm, WorkSection


class ShortDecimal(forms.DecimalField):
    """Shows 95 where the database keeps 95.0000."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class TermInline(ActionInline):
    """Terms of a draft."""

    tab = "terms"
    formfield_overrides = {**ActionInline.formfield_overrides, DecimalField: {"form_class": ShortDecimal}}

    def may_write(self, request: HttpRequest, parent: Contract | None) -> bool:
        return request.user.has_perm("contracts.change_contract") and (
            parent is None or parent.status == Contract.Status.DRAFT
        )

    def create(self, request: HttpRequest, parent: Contract, form: ModelForm) -> Any:
        term = self.model(contract=parent, **self.entered(form))
        return actions.add_term(term, by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        return actions.change_term(obj, self.entered(form), by=request.user, at=timezone.now())

    def remove(self, request: HttpRequest, obj: Any) -> None:
        actions.remove_term(obj, by=request.user, at=timezone.now())


class MetricTermInline(TermInline):
    model = MetricTerm
    fields = ("indicator", "target", "floor", "weight_bp", "frequency", "grace_days")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MetricTerm]:
        return super().get_queryset(request).select_related("indicator")


class InspectionTermInline(TermInline):
    model = InspectionTerm
    fields = ("method", "frequency", "minimum_inspectors")


class WorkSectionInline(TermInline):
    model = WorkSection
    classes = ("collapse",)  # only works have sections; with rows in it, it stands open
    fields = (
        "starts_at",
        "ends_at",
        "distance_to_road",
        "lining_en",
        "lining_zh_hans",
        "design_depth",
        "depth_tolerance",
    )
