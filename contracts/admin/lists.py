"""What every list of the administration can do beyond showing rows: filters with a form, and leaving as a table."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contracts import actions
from contracts.admin.exporting import CHUNK, XLSX_ROWS, Column, columns_of, csv_lines, relations_of, write_xlsx
from contracts.admin.filters import FormFilter

CSV, XLSX = "csv", "xlsx"
CONTENT = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

# Links beside the title of a model's list, for whom they are meant: label and url, or None.
ListTool = Callable[[HttpRequest], dict[str, Any] | None]
TOOLS: dict[type[Model], list[ListTool]] = {}


def list_tool_on(*models: type[Model]) -> Callable[[ListTool], ListTool]:
    """Register a link for the lists of these models."""

    def register(make: ListTool) -> ListTool:
        for model in models:
            TOOLS.setdefault(model, []).append(make)
        return make

    return register


class ListViews:
    """Mixed into ActionAdmin. ``export_columns`` are names of fields (``contract__reference``) or of the list's own
    columns, or columns as they are; without it a table has the columns of the list."""

    export_columns: Sequence[str | Column] = ()
    model: Any
    opts: Any
    admin_site: Any

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self: Any, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        export = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export")
        narrowed_by = request.GET.urlencode()
        given = extra_context or {}
        tools = [tool for make in TOOLS.get(self.model, ()) if (tool := make(request))]
        context = {
            "export_url": f"{export}?{narrowed_by}" if narrowed_by else export,
            **given,
            "list_tools": [*given.get("list_tools", ()), *tools],
        }
        response: Any = super().changelist_view(request, context)  # type: ignore[misc]
        shown = getattr(response, "context_data", None) or {}
        for spec in shown["cl"].filter_specs if "cl" in shown else ():
            if isinstance(spec, FormFilter):
                shown["media"] += spec.form.media
        return response

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A year or a key in the address that no database can hold is a wrong address, like any other."""
        try:
            return super().get_changelist_instance(request)  # type: ignore[misc]
        except (OverflowError, ValueError) as wrong:
            raise IncorrectLookupParameters(wrong) from wrong

    def get_export_columns(self: Any, request: HttpRequest) -> list[Column]:
        # The page shows dates in their short form; a table has them in full, so the names are asked for, not the cells
        names = self.export_columns or [name for name in self.list_display if isinstance(name, str)]
        return columns_of(self, names)

    def export_view(self: Any, request: HttpRequest) -> HttpResponseBase:
        """The rows of the list as it is filtered, searched and ordered; all of them, not one page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        listed = f"../?{request.GET.urlencode()}"
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect("../?e=1")
        file_format, count = request.POST.get("format"), changelist.result_count
        if file_format not in CONTENT:
            return HttpResponseRedirect(listed)
        if file_format == XLSX and count > XLSX_ROWS:
            messages.error(
                request, _("A sheet holds at most %(most)d rows. Narrow the list or take CSV.") % {"most": XLSX_ROWS}
            )
            return HttpResponseRedirect(listed)
        actions.record_export(
            self.model,
            by=request.user,
            at=timezone.now(),
            count=count,
            file_format=file_format,
            narrowed_by=request.GET.urlencode(),
        )
        columns = self.get_export_columns(request)
        rows = _read(changelist.queryset, columns)
        title = str(self.opts.verbose_name_plural)
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{file_format}"
        if file_format == XLSX:
            # The response closes the file when it is sent, and with that it is gone.
            file = tempfile.TemporaryFile()  # noqa: SIM115
            write_xlsx(file, title, columns, rows)
            file.seek(0)
            return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT[XLSX])
        response = StreamingHttpResponse(_in_language(csv_lines(columns, rows)), content_type=CONTENT[CSV])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _read(rows: QuerySet, columns: Sequence[Column]) -> Iterator[Any]:
    """Row by row, a chunk at a time, with what the columns point at."""
    relations = relations_of(columns)
    if relations:
        rows = rows.select_related(*relations)
    return rows.iterator(chunk_size=CHUNK)


def _in_language(lines: Iterator[str]) -> Iterator[str]:
    """A stream is written after the request is over, when no language is in effect any more."""
    language = translation.get_language()
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
