"""Reference data: kinds of service, the indicator library, holidays."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.base import ActionAdmin
from contracts.models import Holiday, Indicator, ServiceKind
from contracts.templatetags.house import status_tag


class ReferenceAdmin(ActionAdmin):
    def create(self, request: HttpRequest, form: ModelForm) -> Any:
        row = self.model(**self.entered(form))
        return actions.register_reference(row, by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        return actions.change_reference(obj, self.entered(form), by=request.user, at=timezone.now())


@admin.register(ServiceKind)
class ServiceKindAdmin(ReferenceAdmin):
    is_short = True
    list_display = ("name", "code")
    search_fields = ("code", "name_en", "name_zh_hans")
    fieldsets = ((None, {"fields": ("code", ("name_en", "name_zh_hans"))}),)


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    list_display = ("code", "version", "name", "kind", "unit", "direction", "proposed_target")
    list_display_links = ("code", "name")
    list_filter = ("kind", "direction", "unit")
    list_select_related = ("kind",)
    search_fields = ("code", "name_en", "name_zh_hans", "formula_en", "formula_zh_hans")
    fieldsets = (
        (None, {"fields": (("code", "version"), "kind", ("name_en", "name_zh_hans"))}),
        (
            gettext_lazy("Measure"),
            {"fields": (("unit", "direction"), ("formula_en", "formula_zh_hans"), "proposed_target")},
        ),
        (gettext_lazy("Kept honest by"), {"fields": (("counter_check_en", "counter_check_zh_hans"),)}),
    )


@admin.register(Holiday)
class HolidayAdmin(ReferenceAdmin):
    list_display = ("day", "name", "worked")
    list_filter = ("is_workday",)
    date_hierarchy = "day"
    search_fields = ("name_en", "name_zh_hans")
    fieldsets = ((None, {"fields": ("day", ("name_en", "name_zh_hans"), "is_workday")}),)

    @admin.display(description=gettext_lazy("what it is"), ordering="is_workday")
    def worked(self, holiday: Holiday) -> SafeString:
        if holiday.is_workday:
            return status_tag("worked", _("Working day"))
        return status_tag("free", _("Day off"))

    def remove(self, request: HttpRequest, obj: Holiday) -> None:
        actions.remove_holiday(obj, by=request.user, at=timezone.now())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Working days in a year without data are counted by weekdays alone, so the page says which years have any."""
        years = [str(day.year) for day in Holiday.objects.dates("day", "year")]
        note = (
            _("The table has data for: %(years)s. In every other year only Saturdays and Sundays are days off.")
            % {"years": ", ".join(years)}
            if years
            else _("The table is empty: only Saturdays and Sundays are days off.")
        )
        return super().changelist_view(request, {**(extra_context or {}), "list_note": note})
