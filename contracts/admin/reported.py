"""Publicly reported facts: read only, apart from everything else, and always with who reported them."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin
from contracts.models import ReportedContract, ReportedFigure
from contracts.templatetags.house import money


def _amount(value: Any) -> str:
    return _("not reported") if value is None else money(value)


@admin.register(ReportedContract)
class ReportedContractAdmin(ActionAdmin):
    list_display = ("title", "region", "supplier", "dated", "budget_in_yuan", "award_in_yuan", "reported_by")
    list_filter = ("service_kind", "method", "region")
    search_fields = ("region", "title", "purchaser", "supplier", "reference", "reported_by")
    fieldsets = (
        (None, {"fields": ("title", ("region", "service_kind"), ("purchaser", "supplier"), ("method", "term"))}),
        (gettext_lazy("As reported"), {"fields": (("budget", "award"), ("dated", "reference"), "reported_by")}),
    )

    @admin.display(description=gettext_lazy("budget"), ordering="budget")
    def budget_in_yuan(self, row: ReportedContract) -> str:
        return _amount(row.budget)

    @admin.display(description=gettext_lazy("award"), ordering="award")
    def award_in_yuan(self, row: ReportedContract) -> str:
        return _amount(row.award)


@admin.register(ReportedFigure)
class ReportedFigureAdmin(ActionAdmin):
    list_display = ("place", "indicator_code", "period", "before", "after", "unit", "source")
    list_filter = ("indicator_code",)
    search_fields = ("place", "indicator_code", "period", "source")
    fieldsets = ((None, {"fields": (("place", "indicator_code"), "period", ("before", "after", "unit"), "source")}),)
