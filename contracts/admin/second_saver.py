"""Two people have the same page open: the one who saves second is told, and overwrites nothing."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import states
from contracts.admin import as_read
from contracts.admin.meanwhile import Comparison, SavedMeanwhile, by_whom
from contracts.admin.refusal import Refusal


class TellsSecondSaver:
    """Mixed into ActionAdmin. The page carries what it showed; before any action is called it is compared with what
    the database holds by then, while the row is locked. Whatever is first is saved, whatever is second is refused.
    """

    model: Any
    opts: Any
    held_with = ""  # the column of the row it belongs to, which every action holds first

    def _changeform_view(
        self: Any, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        if self._is_to_be_saved(request) and object_id is not None and self._defines("change"):
            try:
                states.queue_with(self.model, self.opts.pk.to_python(unquote(object_id)), self.held_with)
            except ValidationError:
                pass  # no key of this table: the framework says that there is no such row
        return super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def _create_formsets(self: Any, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        if change and self._is_to_be_saved(request):
            self._compare(request, obj, self._written(request, obj, formsets))
        return formsets, inlines

    @staticmethod
    def _written(request: HttpRequest, obj: Any, formsets: Iterable[Any]) -> list[Any]:
        """Rows that are only shown here are nobody's to overwrite."""
        return [formset for formset in formsets if formset.inline.may_be_written(request, obj)]

    @staticmethod
    def _is_to_be_saved(request: HttpRequest) -> bool:
        """Not where the page is only drawn again with what was refused."""
        return request.method == "POST" and not hasattr(request, "refusal")

    def _compare(self: Any, request: HttpRequest, obj: Any, formsets: list[Any]) -> None:
        was = as_read.read(request.POST.get(as_read.NAME, ""), obj)
        if was is None:
            incomplete = _("This page came back incomplete. Nothing was saved: open it anew and enter it once more.")
            raise SavedMeanwhile(Refusal({None: ValidationError(incomplete)}), None, request.POST)
        form = self.get_form(request, obj, change=True, fields=flatten_fieldsets(self.get_fieldsets(request, obj)))
        now = as_read.values_of_page(form(instance=obj), formsets)
        if was.page == now:
            return
        kinds = [self.model._meta.label_lower, *(formset.model._meta.label_lower for formset in formsets)]
        since = self.history_of(obj).filter(subject_type__in=kinds, recorded_at__gte=was.at)
        first_sentence = by_whom(since.select_related("actor").first(), request.user)
        raise Comparison(form(request.POST, instance=obj), formsets, was.page, now).refused(first_sentence)

    def as_read(self: Any, request: HttpRequest, context: Any, obj: Any) -> str:
        """What the form carries along; "" where nothing can be saved."""
        if obj is None or not self.has_change_permission(request, obj):
            return ""
        page = getattr(request, "now_read", None)
        if page is None and request.method == "POST":
            return request.POST.get(as_read.NAME, "")
        if page is None:
            formsets = self._written(request, obj, (inline.formset for inline in context["inline_admin_formsets"]))
            page = as_read.values_of_page(context["adminform"].form, formsets)
        return as_read.signed(page, obj, timezone.now())
