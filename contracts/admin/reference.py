"""Reference data: kinds of service, the indicator library, holidays."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions
from contracts.admin.base import ActionAdmin
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin_pages import add_url
from contracts.models import Holiday, Indicator, ServiceKind
from contracts.templatetags.house import percent, short_number, status_tag


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
    list_display = ("code", "version", "name", "kind", "unit", "direction", "proposed_target", "suggested")
    list_display_links = ("code", "name")
    list_filter = ("kind", "direction", "unit")
    list_select_related = ("kind",)
    search_fields = ("code", "name_en", "name_zh_hans", "formula_en", "formula_zh_hans")
    fieldsets = (
        (None, {"fields": (("code", "version"), "kind", ("name_en", "name_zh_hans"))}),
        (
            gettext_lazy("Measure"),
            {
                "fields": (
                    ("unit", "direction"),
                    ("formula_en", "formula_zh_hans"),
                    ("proposed_target", "suggested_weight_bp"),
                )
            },
        ),
        (
            gettext_lazy("Kept honest by"),
            {"fields": ("counter_indicator", ("counter_check_en", "counter_check_zh_hans"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Indicator]:
        return super().get_queryset(request).select_related("kind", "counter_indicator")

    def choice_label(self, obj: Indicator) -> str:
        return _("%(indicator)s, version %(version)d") % {"indicator": obj, "version": obj.version}

    @admin.display(description=gettext_lazy("suggested weight"), ordering="suggested_weight_bp")
    def suggested(self, indicator: Indicator) -> str:
        weight = indicator.suggested_weight_bp
        return percent(weight) if weight else ""


# What a new version starts from; its number is the next one
COPIED = (
    "code",
    "kind_id",
    "name_en",
    "name_zh_hans",
    "unit",
    "direction",
    "formula_en",
    "formula_zh_hans",
    "counter_check_en",
    "counter_check_zh_hans",
    "counter_indicator_id",
    "proposed_target",
    "suggested_weight_bp",
)


@panel_on(Indicator)
def versions(request: HttpRequest, indicator: Indicator) -> list[Panel]:
    """A promised indicator is not rewritten: every contract keeps the version that it was signed with."""
    rows = list(Indicator.objects.filter(code=indicator.code).annotate(promised=Count("terms")))
    may_add = request.user.has_perm("contracts.add_indicator")
    values = {name: getattr(indicator, name) for name in COPIED}
    said = {name.removesuffix("_id"): value for name, value in values.items() if value not in (None, "")}
    new = add_url(Indicator, **said, version=max(row.version for row in rows) + 1)
    return [
        table(
            "versions",
            _("Versions"),
            [_("Version"), _("Name"), _("Proposed target"), _("Promised in")],
            [
                [
                    Cell.of(row, row.version),
                    row.name,
                    Cell("" if row.proposed_target is None else short_number(row.proposed_target), is_number=True),
                    ngettext("%(count)d contract", "%(count)d contracts", row.promised) % {"count": row.promised},
                ]
                for row in rows
            ],
            empty="",
            more=(_("New version"), new) if may_add else None,
        )
    ]


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
