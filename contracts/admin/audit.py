"""The audit trail. Nobody adds to it, changes it or takes from it here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin
from contracts.admin.history import event_name
from contracts.models import AuditEvent, AuditSeal


class EventFilter(admin.SimpleListFilter):
    """What happened, in words."""

    title = gettext_lazy("what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = model_admin.get_queryset(request).order_by().values_list("action", flat=True).distinct()
        return sorted(((code, event_name(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[AuditEvent] | None:
        return queryset.filter(action=self.value()) if self.value() else None


@admin.register(AuditEvent)
class AuditEventAdmin(ActionAdmin):
    list_display = ("recorded_at", "actor", "what", "subject_label", "occurred_at", "short_note")
    list_display_links = ("recorded_at", "what")
    list_filter = (EventFilter, "subject_type")
    list_select_related = ("actor",)
    date_hierarchy = "recorded_at"
    search_fields = ("subject_label", "action", "note", "actor__username", "actor__name_en", "actor__name_zh_hans")
    search_help_text = gettext_lazy("Row, person or note")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("actor", "what"),
                    ("subject_label", "subject_type", "subject_id"),
                    ("occurred_at", "recorded_at"),
                    "sealed",
                    "note",
                )
            },
        ),
    )
    readonly_fields = ("what", "sealed")

    @admin.display(description=gettext_lazy("what"), ordering="action")
    def what(self, event: AuditEvent) -> str:
        return event_name(event.action)

    @admin.display(description=gettext_lazy("note"))
    def short_note(self, event: AuditEvent) -> str:
        return Truncator(event.note).chars(60)

    @admin.display(description=gettext_lazy("sealed"))
    def sealed(self, event: AuditEvent) -> str:
        seal = AuditSeal.objects.filter(event=event).first()
        if seal is None:
            return _("Not sealed yet. The portal seals waiting events every few minutes.")
        when = date_format(timezone.localtime(seal.sealed_at), "DATETIME_FORMAT")
        return _("Sealed as number %(number)d on %(when)s.") % {"number": seal.sequence, "when": when}

    def history_of(self, obj: AuditEvent) -> QuerySet[AuditEvent]:
        """The event itself: its changes, field by field."""
        return AuditEvent.objects.filter(pk=obj.pk)
