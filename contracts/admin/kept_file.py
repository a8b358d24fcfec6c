"""Pages of rows that keep an uploaded file: who may look at the row may have its bytes."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin
from contracts.files import download


def file_url(row: Model) -> str:
    """Where the file of a row is fetched; "" for a row without one."""
    if row.stored_id is None:  # type: ignore[attr-defined]
        return ""
    return reverse(f"admin:contracts_{row._meta.model_name}_file", args=(row.pk,))


class KeepsFile(ActionAdmin):
    """For models with ``stored`` and ``file_name``."""

    readonly_fields: ClassVar[Any] = ("the_file",)

    @admin.display(description=gettext_lazy("file"))
    def the_file(self, row: Any) -> SafeString | str:
        url = file_url(row)
        return format_html('<a href="{}">{}</a>', url, row.file_name) if url else ""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.file_view)
        name = f"contracts_{self.opts.model_name}_file"
        return [path("<int:pk>/file/", view, name=name), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The address holds nothing but the row's key."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request).select_related("stored"), pk=pk)
        if row.stored is None:
            raise Http404
        return download(row.stored, row.file_name)
