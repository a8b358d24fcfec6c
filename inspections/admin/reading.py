"""Readings: recorded for a period that owes one, revised with a reason, imported as a table."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.admin.base import ActionAdmin, fact
from contracts.admin.filters import AgencyFilter
from contracts.admin.refusal import place
from contracts.admin.transitions import Transition, TransitionForm
from contracts.admin_pages import add_url, list_url, page_url
from contracts.importing import LARGEST_TABLE
from contracts.models import User
from contracts.templatetags.house import short_number
from inspections import actions
from inspections.actions.reading import ReadingRow
from inspections.models import Reading, ReadingDue

NUMBER: dict[str, Any] = {"max_digits": 16, "decimal_places": 4, "required": False}


class Revision(TransitionForm):
    """The corrected figures, beginning with those on record."""

    numerator = forms.DecimalField(label=gettext_lazy("Numerator"), **NUMBER)
    denominator = forms.DecimalField(label=gettext_lazy("Denominator"), **NUMBER)
    value = forms.DecimalField(
        label=gettext_lazy("Value"), help_text=gettext_lazy("Only for an indicator that is measured."), **NUMBER
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.obj.due.term.indicator.is_divided:
            del self.fields["value"]
            self.initial = {"numerator": self.obj.numerator, "denominator": self.obj.denominator}
        else:
            del self.fields["numerator"], self.fields["denominator"]
            self.initial = {"value": self.obj.value}


class TableUpload(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    dry_run = forms.BooleanField(
        label=gettext_lazy("Only check the table; write nothing"), required=False, initial=True
    )

    def clean_table(self) -> bytes:
        file = self.cleaned_data["table"]
        if file.size > LARGEST_TABLE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it into several files."))
        return file.read()


class ReadingForm(forms.ModelForm):
    """The value of a divided indicator is computed from its two parts and never typed."""

    value = Reading._meta.get_field("value").formfield(required=False)


def _why_not_revise(reading: Reading, by: User) -> str:
    return "" if reading.is_current else _("This reading was revised already. Revise the newest one.")


@admin.register(Reading)
class ReadingAdmin(ActionAdmin):
    form = ReadingForm
    list_display = ("indicator", "contract", "period", "shown_value", "target", "source", "revision", "state")
    list_filter = (
        AgencyFilter,
        "is_current",
        "source",
        "due__term__indicator__kind",
    )
    date_hierarchy = "due__starts_on"
    search_fields = (
        "due__term__contract__reference",
        "due__term__indicator__code",
        "due__term__indicator__name_en",
        "due__term__indicator__name_zh_hans",
    )
    export_columns = (
        "due__term__contract",
        "due__term__indicator",
        "due__starts_on",
        "due__ends_on",
        "value",
        "due__term__target",
        "due__term__indicator__unit",
        "source",
        "revision",
        "state",
    )
    search_help_text = gettext_lazy("Contract or indicator")
    fieldsets = ((None, {"fields": ("due", "source", ("numerator", "denominator"), "value")}),)
    transitions = (
        Transition(
            name="revise",
            label=gettext_lazy("Revise"),
            do=actions.revise_reading,
            done=gettext_lazy("The corrected value is recorded; the old one stays on record."),
            permission="inspections.change_reading",
            why_not=_why_not_revise,
            form=Revision,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).select_related("due__term__indicator", "due__term__contract__agency")

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet:
        """Periods for which nothing is on record yet, and the one the page was opened for."""
        choices: Any = super().get_field_queryset(db, db_field, request)
        if db_field.name != "due":
            return choices
        given = request.POST.get("due") or request.GET.get("due", "")
        wanted = choices.missing() | choices.filter(pk=given) if given.isdecimal() else choices.missing()
        return wanted.select_related("term__indicator", "term__contract")

    @admin.display(description=gettext_lazy("indicator"), ordering="due__term__indicator__code")
    def indicator(self, reading: Reading) -> str:
        return str(reading.due.term.indicator)

    @admin.display(description=gettext_lazy("contract"), ordering="due__term__contract__reference")
    def contract(self, reading: Reading) -> str:
        return reading.contract.reference

    @admin.display(description=gettext_lazy("period"), ordering="due__starts_on")
    def period(self, reading: Reading) -> str:
        return reading.due.period.label

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def shown_value(self, reading: Reading) -> str:
        return short_number(reading.value)

    @admin.display(description=gettext_lazy("target"))
    def target(self, reading: Reading) -> str:
        return short_number(reading.due.term.target)

    def state_of(self, obj: Reading) -> tuple[str, str]:
        if not obj.is_current:
            return "replaced", _("Replaced")
        return ("met", _("Met")) if obj.meets_target else ("missed", _("Missed"))

    def create(self, request: HttpRequest, form: forms.ModelForm) -> Reading:
        return actions.record_reading(**self.entered(form), by=request.user, at=timezone.now())

    def facts(self, request: HttpRequest, obj: Reading) -> list[dict[str, Any]]:
        facts = [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Indicator"), obj.due.term.indicator),
            fact(_("Period"), obj.due.period.label),
            fact(_("Value"), self.shown_value(obj), note=obj.due.term.indicator.get_unit_display()),
            fact(_("Target"), self.target(obj)),
            fact(_("Recorded by"), obj.recorded_by, note=obj.get_source_display()),
        ]
        if obj.revision_reason:
            facts.append(fact(_("Reason for the revision"), obj.revision_reason))
        return facts

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="inspections_reading_import"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tools = []
        if self.has_add_permission(request):
            tools.append({"label": _("Import a table"), "url": reverse("admin:inspections_reading_import")})
        return super().changelist_view(request, {**(extra_context or {}), "list_tools": tools})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A whole table or nothing; a trial run writes nothing at all."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = TableUpload(request.POST, request.FILES) if posted else TableUpload()
        checked = None
        if posted and form.is_valid():
            dry_run = form.cleaned_data["dry_run"]
            try:
                readings = actions.import_readings(
                    form.cleaned_data["table"], by=request.user, at=timezone.now(), dry_run=dry_run
                )
            except ValidationError as refusal:
                place(form, refusal)
            else:
                checked = len(readings)
                if not dry_run:
                    messages.success(request, _imported(checked))
                    return HttpResponseRedirect(list_url(Reading))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import readings"),
            "opts": self.opts,
            "form": form,
            "columns": list(ReadingRow.base_fields),
            "checked": checked,
            "back_url": list_url(Reading),
        }
        return TemplateResponse(request, "admin/import_table.html", context)


def _imported(count: int) -> str:
    return ngettext("%(count)d reading is recorded.", "%(count)d readings are recorded.", count) % {"count": count}


class MissingFilter(admin.SimpleListFilter):
    title = gettext_lazy("reading")
    parameter_name = "reading"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue")), ("missing", _("Missing"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[ReadingDue] | None:
        match self.value():
            case "overdue":
                return queryset.overdue(timezone.localdate())
            case "missing":
                return queryset.missing()
        return None


@admin.register(ReadingDue)
class ReadingDueAdmin(ActionAdmin):
    list_display = ("indicator", "contract", "period_label", "due_on", "state")
    list_filter = (AgencyFilter, MissingFilter, "term__indicator__kind")
    date_hierarchy = "due_on"
    search_fields = (
        "term__contract__reference",
        "term__indicator__code",
        "term__indicator__name_en",
        "term__indicator__name_zh_hans",
    )
    export_columns = (
        "term__contract",
        "term__indicator",
        "starts_on",
        "ends_on",
        "due_on",
        "state",
    )
    search_help_text = gettext_lazy("Contract or indicator")
    fieldsets = ((None, {"fields": ("term", ("starts_on", "ends_on"), "due_on")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReadingDue]:
        rows = super().get_queryset(request).select_related("term__indicator", "term__contract__agency")
        return rows.prefetch_related("readings")

    @admin.display(description=gettext_lazy("indicator"), ordering="term__indicator__code")
    def indicator(self, due: ReadingDue) -> str:
        return str(due.term.indicator)

    @admin.display(description=gettext_lazy("contract"), ordering="term__contract__reference")
    def contract(self, due: ReadingDue) -> str:
        return due.contract.reference

    @admin.display(description=gettext_lazy("period"), ordering="starts_on")
    def period_label(self, due: ReadingDue) -> str:
        return due.period.label

    def state_of(self, obj: ReadingDue) -> tuple[str, str]:
        if any(reading.is_current for reading in obj.readings.all()):
            return "met", _("Recorded")
        if obj.due_on < timezone.localdate():
            return "overdue", _("Overdue")
        return "none", _("Not yet due")

    def facts(self, request: HttpRequest, obj: ReadingDue) -> list[dict[str, Any]]:
        facts = [
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Indicator"), obj.term.indicator),
            fact(_("Due on"), obj.due_on),
        ]
        if request.user.has_perm("inspections.add_reading"):
            facts.append(fact(_("Reading"), _("Record a reading"), url=add_url(Reading, due=obj.pk)))
        return facts
