"""Imports: a table is uploaded, tried on the register, looked at, and then loaded as it was looked at."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions, tasks
from contracts.admin.base import ActionAdmin, fact
from contracts.admin.history import name_events
from contracts.admin.lists import list_tool_on
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin.transitions import Transition
from contracts.admin_pages import add_url, page_url
from contracts.importing import LARGEST_TABLE, RowError
from contracts.models import Contract, Duty, RegisterImport, User, Vendor
from contracts.register_tables import KINDS, blank_workbook, kind_of
from contracts.wording import listed

Status = RegisterImport.Status
SMALL_FILE = 60 * 1024  # bytes, about 500 rows: read within the request, so that nobody waits for a worker
SMALL_TABLE = 500  # rows, loaded within the request
ROWS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}

name_events(
    {
        "import.uploaded": gettext_lazy("Table uploaded"),
        "import.checked": gettext_lazy("Table checked"),
        "import.refused": gettext_lazy("Table refused"),
        "import.ordered": gettext_lazy("Load ordered"),
        "import.loaded": gettext_lazy("Table loaded"),
        "import.failed": gettext_lazy("Load failed"),
        "import.returned": gettext_lazy("Table sent back for another check"),
        "import.files_removed": gettext_lazy("Old tables removed"),
        "vendors.imported": gettext_lazy("Vendors imported"),
        "contracts.imported": gettext_lazy("Contracts imported"),
        "duties.imported": gettext_lazy("Duties imported"),
        "metric_terms.imported": gettext_lazy("Metric terms imported"),
        "inspection_terms.imported": gettext_lazy("Inspection terms imported"),
        "sections.imported": gettext_lazy("Sections imported"),
    }
)


class UploadForm(forms.ModelForm):
    table = forms.FileField(
        label=gettext_lazy("Table (XLSX or CSV)"),
        help_text=gettext_lazy(
            "At most 20 MB and 20,000 rows. Nothing is written before you have seen what it would do."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of table"),
        required=False,
        help_text=gettext_lazy("Blank: told from each sheet's name or header."),
    )

    class Meta:
        model = RegisterImport
        fields = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kinds = [(kind.code, capfirst(str(kind.label))) for kind in KINDS]
            self.fields["kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]

    def clean_table(self) -> Any:
        file = self.cleaned_data["table"]
        if file.size > LARGEST_TABLE:
            raise ValidationError(_("The file is larger than 20 MB. Split it into several files."))
        return file


def _wake(row: RegisterImport) -> None:
    """A knock on the worker's door. Where it is lost, the scheduler knocks again."""
    transaction.on_commit(partial(tasks.handle_import.delay, row.pk), robust=True)


def _load(row: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    actions.order_load(row, by=by, at=at)
    if row.rows <= SMALL_TABLE:
        return actions.load_table(row, by=by, at=at)
    _wake(row)
    return row


def _check_again(row: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    actions.check_again(row, by=by, at=at)
    if row.rows <= SMALL_TABLE:
        return actions.check_table(row, by=by, at=at)
    _wake(row)
    return row


def _why_not_load(row: RegisterImport, by: User) -> str:
    if row.status != Status.CHECKED:
        return _("Only a table that was checked and is in order can be loaded.")
    if row.uploaded_by_id != by.pk:
        return _("Somebody else uploaded this table. Upload it yourself to load it.")
    return "" if row.result.get("writes") else _("The register has all of this already.")


def _why_not_check(row: RegisterImport, by: User) -> str:
    if not row.file:
        return _("The file has been removed. Upload it again.")
    if row.status not in (Status.CHECKED, Status.REFUSED, Status.FAILED):
        return _("This is not possible while the status is “%(status)s”.") % {"status": row.get_status_display()}
    return ""


@admin.register(RegisterImport)
class RegisterImportAdmin(ActionAdmin):
    form = UploadForm
    change_form_template = "admin/register_import.html"
    list_display = ("file_name", "state", "rows", "uploaded_by", "uploaded_at")
    list_filter = ("status",)
    list_select_related = ("uploaded_by",)
    search_fields = ("file_name", "sha256")
    search_help_text = gettext_lazy("File name or digest")
    date_hierarchy = "uploaded_at"
    fieldsets = ((None, {"fields": ("table", "kind")}),)
    transitions = (
        Transition(
            name="load",
            label=gettext_lazy("Load"),
            do=_load,
            done=gettext_lazy("The load is done or under way; see below."),
            permission="contracts.import_register",
            why_not=_why_not_load,
        ),
        Transition(
            name="check-again",
            label=gettext_lazy("Check again"),
            do=_check_again,
            done=gettext_lazy("The check is done or under way; see below."),
            permission="contracts.import_register",
            why_not=_why_not_check,
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("contracts.import_register")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj is None else ()

    def create(self, request: HttpRequest, form: forms.ModelForm) -> RegisterImport:
        file, at = form.cleaned_data["table"], timezone.now()
        kind = form.cleaned_data["kind"]
        row = actions.upload_table(file.name, file.read(), kind=kind, by=request.user, at=at)
        if file.size <= SMALL_FILE:
            return actions.check_table(row, by=request.user, at=at)
        _wake(row)
        return row

    def response_add(self, request: HttpRequest, obj: RegisterImport, post_url_continue: Any = None) -> HttpResponse:
        """Straight to what the table would do."""
        return HttpResponseRedirect(page_url(obj))

    def offered(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        buttons = super().offered(request, obj)
        count = obj.result.get("writes", 0)
        for button in buttons:
            if button["name"] == "load" and button["allowed"]:
                button["label"] = ngettext("Load %(count)d row", "Load %(count)d rows", count) % {"count": count}
        return buttons

    def facts(self, request: HttpRequest, obj: RegisterImport) -> list[dict[str, Any]]:
        facts = [
            fact(_("Uploaded by"), obj.uploaded_by, note=timezone.localtime(obj.uploaded_at)),
            fact(_("Rows"), obj.rows or _("not known yet")),
            fact("SHA-256", obj.sha256[:16] + "…"),
        ]
        for kind, states in obj.result.get("counts", {}).items():
            told = listed(f"{STATES[state]} {count}" for state, count in states.items())
            facts.append(fact(capfirst(str(kind_of(kind).label)), told))
        return facts

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        context["template_url"] = reverse("admin:contracts_registerimport_template")
        if obj is not None and obj.is_under_way:
            context["progress"] = _progress(obj)
            context["progress_url"] = reverse("admin:contracts_registerimport_progress", args=(obj.pk,))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        def view(function: Any) -> Any:
            return self.admin_site.admin_view(function)

        return [
            path("template/", view(self.template_view), name="contracts_registerimport_template"),
            path("<int:pk>/progress/", view(self.progress_view), name="contracts_registerimport_progress"),
            *super().get_urls(),
        ]

    def template_view(self, request: HttpRequest) -> HttpResponse:
        """A blank workbook with a sheet for each kind of table."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        response = HttpResponse(blank_workbook(), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="register.xlsx"'
        return response

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How far it is, for the script of the page; 404 for somebody else's."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            return JsonResponse({}, status=404)
        return JsonResponse({"text": _progress(row), "done": row.rows_done, "under_way": row.is_under_way})


def _progress(row: RegisterImport) -> str:
    if row.status in RegisterImport.WAITING:
        return _("Waiting for its turn.")
    told = ngettext("%(count)d row read.", "%(count)d rows read.", row.rows_done) % {"count": row.rows_done}
    return f"{row.get_status_display()}: {told}"


@list_tool_on(Vendor, Contract, Duty)
def import_beside_a_list(request: HttpRequest) -> dict[str, Any] | None:
    """The way to the upload, for whoever may."""
    if not request.user.has_perm("contracts.import_register"):
        return None
    return {"label": _("Import"), "url": add_url(RegisterImport)}


@panel_on(RegisterImport)
def errors_of_import(request: HttpRequest, row: RegisterImport) -> list[Panel]:
    """What is wrong, before all else."""
    errors = row.result.get("errors", [])
    if not errors:
        return []
    page = Paginator(errors, ROWS_A_PAGE).get_page(request.GET.get("errors"))
    rows = [_error_row(RowError(**error)) for error in page]
    head = [_("Line"), _("Sheet"), _("Column"), _("Value"), _("What was expected")]
    panel = table("errors", _("What is wrong"), head, rows, empty="")
    return [_paged(panel, page, "errors", row.result.get("error_count", len(errors)))]


def _error_row(error: RowError) -> list[Any]:
    return [error.line or "–", error.sheet, _shown(error.column), error.value, error.expected]


def _shown(column: str) -> str:
    """A column as the blank workbook heads it in the reader's language; one that is not known stands as it is."""
    known = (kind.column_of[column].shown() for kind in KINDS if column in kind.column_of)
    return capfirst(next(known, column))


@panel_on(RegisterImport)
def changes_of_import(request: HttpRequest, row: RegisterImport) -> list[Panel]:
    """What would be written, or was: what changes first, then what is new."""
    entries = row.result.get("entries", [])
    if not entries:
        return []
    page = Paginator(entries, ROWS_A_PAGE).get_page(request.GET.get("rows"))
    rows = [_entry_row(entry) for entry in page]
    title = _("What was written") if row.status == Status.LOADED else _("What would be written")
    head = [_("Row"), _("Table"), _("Line"), _("State"), _("Differences")]
    panel = table("changes", title, head, rows, empty="")
    return [_paged(panel, page, "rows", row.result.get("writes", len(entries)))]


def _entry_row(entry: Mapping[str, Any]) -> list[Any]:
    kind = kind_of(entry["kind"])
    changes = [
        f"{capfirst(kind.column_of[name].shown())}: {before or '–'} → {after or '–'}"
        for name, (before, after) in entry["changes"].items()
    ]
    return [
        entry["label"],
        capfirst(str(kind.label)),
        Cell(entry["line"], is_number=True),
        STATES[entry["state"]],
        "; ".join(changes),
    ]


def _paged(panel: Panel, page: Any, param: str, total: int) -> Panel:
    shown = page.paginator.count
    context = {"page": page, "page_param": param, "left_out": total - shown, "table": panel.context}
    return Panel(panel.id, panel.title, "admin/panels/paged_table.html", context, count=total)
