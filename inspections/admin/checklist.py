"""Checklists: editions are loaded, never edited, because reports rest on them."""

from django.contrib import admin
from django.utils.translation import gettext as _

from contracts.admin.base import ActionAdmin
from contracts.admin.inlines import ActionInline
from inspections.models import Checklist, ChecklistItem


class ItemInline(ActionInline):
    model = ChecklistItem
    fields = ("position", "prompt", "kind", "unit", "per_section", "rule", "design_value", "tolerance", "severity")


@admin.register(Checklist)
class ChecklistAdmin(ActionAdmin):
    list_display = ("title", "kind", "method", "version", "state")
    list_filter = ("is_current", "kind", "method")
    list_select_related = ("kind",)
    search_fields = ("title_en", "title_zh_hans")
    fieldsets = ((None, {"fields": (("title_en", "title_zh_hans"), ("kind", "method"), ("version", "is_current"))}),)
    inlines = (ItemInline,)

    def state_of(self, obj: Checklist) -> tuple[str, str]:
        return ("active", _("In use")) if obj.is_current else ("replaced", _("Replaced"))
