"""The one base class of every page in the administration: it reads by itself, and writes through actions only."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.choices import VisibleChoices
from contracts.admin.history import history_rows
from contracts.admin.layout import FEWEST_TABS, layout, own_language_first
from contracts.admin.lists import ListViews
from contracts.admin.meanwhile import SavedMeanwhile
from contracts.admin.panels import panels_of
from contracts.admin.refusal import Refusal, RowRefused, showing_refusals
from contracts.admin.second_saver import TellsSecondSaver
from contracts.admin.transitions import TransitionViews
from contracts.admin_pages import history_url, page_url, public_path
from contracts.models import AuditEvent, Contract
from contracts.templatetags.house import moment, status_tag, tone

HISTORY_ON_PAGE = 12
HISTORY_A_PAGE = 50


def link(row: Model | None) -> SafeString | str:
    """A row by its name, leading to its page."""
    if row is None:
        return ""
    return format_html('<a href="{}">{}</a>', page_url(row), row)


def two_lines(main: Any, small: Any) -> SafeString:
    """A cell of a list with what it is about and, below, what belongs to it."""
    return format_html("{}<small>{}</small>", main, small)


def contract_cell(contract: Contract) -> SafeString:
    return two_lines(contract.reference, contract.title)


@cache
def short_moment(field: models.Field) -> Callable[[Any], SafeString | str]:
    """A column for a date or time, in its short form."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: Any) -> SafeString | str:
        style = "SHORT_DATETIME_FORMAT" if isinstance(field, models.DateTimeField) else "SHORT_DATE_FORMAT"
        return moment(getattr(row, field.name), style)

    column.__name__ = field.name
    return column


def fact(label: Any, value: Any, *, url: str = "", note: Any = "") -> dict[str, Any]:
    """One of the facts at the head of an object's page."""
    return {"label": label, "value": value, "url": url, "note": note}


class ActionAdmin(TellsSecondSaver, TransitionViews, ListViews, VisibleChoices, admin.ModelAdmin):
    """A page over a model.

    A subclass that can write says how: ``create``, ``change`` and ``remove`` call an action. What it does not define
    cannot be done here, whatever permissions somebody holds. What an action refuses is shown in the same form, and
    nothing of the page is written.
    """

    actions = None  # nothing is done to many rows at once
    show_full_result_count = False
    list_per_page = 50
    save_on_top = False

    # ---- what a subclass defines ----

    def create(self, request: HttpRequest, form: ModelForm) -> Any:
        """Call the action that makes the row, and return it."""
        raise NotImplementedError

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        """Call the action that changes the row, which is fresh from the database, and return it."""
        raise NotImplementedError

    def remove(self, request: HttpRequest, obj: Any) -> None:
        """Call the action that removes the row."""
        raise NotImplementedError

    def is_changeable(self, obj: Any) -> bool:
        """Whether this row's fields may still be edited, by its state."""
        return True

    def state_of(self, obj: Any) -> tuple[str, str] | None:
        """A word the house style knows a tone for, and what the reader sees."""
        return (obj.status, obj.get_status_display()) if hasattr(obj, "status") else None

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        return []

    def links(self, obj: Any) -> list[tuple[str, str]]:
        """Other views of the row, beside its tabs: words and address."""
        public = public_path(obj)
        return [(_("Public page"), public)] if public else []

    def gates(self, request: HttpRequest, obj: Any) -> dict[str, Any] | None:
        return None

    def history_of(self, obj: Any) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.about(obj)

    # ---- reading ----

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._short(name) for name in super().get_list_display(request)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return [self._short(name) for name in super().get_list_display_links(request, list_display) or ()]

    def _short(self, name: Any) -> Any:
        """The column itself, or its short form where it holds a date or time."""
        field = next((field for field in self.opts.concrete_fields if field.name == name), None)
        return short_moment(field) if isinstance(field, models.DateField) else name

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Whatever is computed, or moved by a transition, is only shown."""
        kept = [field.name for field in self.opts.concrete_fields if not field.editable]
        return [*super().get_readonly_fields(request, obj), *kept]

    def get_urls(self) -> list[Any]:
        return [*self.transition_urls(), *super().get_urls()]

    @admin.display(description=gettext_lazy("status"))
    def state(self, obj: Any) -> SafeString | str:
        """For lists: shape, colour and word."""
        state = self.state_of(obj)
        return status_tag(*state) if state else ""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most rows belong to the agency of whoever enters them."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        if any(field.name == "agency" for field in self.opts.concrete_fields):
            initial.setdefault("agency", request.user.agency_id)  # type: ignore[union-attr]
        return initial

    # ---- who may ----

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._defines("create") and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self._defines("change") or not super().has_change_permission(request, obj):
            return False
        return obj is None or self.is_changeable(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._defines("remove") and super().has_delete_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change rows of this kind may look at those that are past changing."""
        return super().has_view_permission(request, obj) or admin.ModelAdmin.has_change_permission(self, request, obj)

    def _defines(self, method: str) -> bool:
        return getattr(type(self), method) is not getattr(ActionAdmin, method)

    # ---- writing: every way in calls an action ----

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One transaction. What an action refuses undoes all of it and comes back in the same form."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RowRefused as refused:
            refusal, status = refused.refusal, 200
        except ValidationError as refused:
            refusal, status = Refusal({None: refused}), 200
        except SavedMeanwhile as told:
            refusal, status = told.refusal, 409
            request.POST, request.now_read = told.data, told.page  # type: ignore[attr-defined, assignment]
        except PermissionDenied as refused:
            if not refused.args:
                raise
            refusal, status = Refusal({None: ValidationError(str(refused))}), 403
        request.refusal = refusal  # type: ignore[attr-defined]
        response = self._changeform_view(request, object_id, form_url, extra_context)
        response.status_code = status
        return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return showing_refusals(super().get_form(request, obj, change=change, **kwargs), request)

    def entered(self, form: ModelForm) -> dict[str, Any]:
        """What was entered for the model's own fields; on a row that exists, only what differs."""
        names = {field.name for field in self.opts.concrete_fields}
        wanted = form.cleaned_data if form.instance._state.adding else form.changed_data
        return {name: form.cleaned_data[name] for name in wanted if name in names}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            saved = self.create(request, form)
        elif form.changed_data:
            saved = self.change(request, self.model._base_manager.get(pk=obj.pk), form)
        else:
            return
        # The rest of the request goes on with the form's own object.
        obj.__dict__.update(saved.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.inline.save_rows(request, form.instance, formset)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(request, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refused:
            for message in refused.messages:
                self.message_user(request, message, messages.ERROR)
            return HttpResponseRedirect("../change/")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for obj in queryset:
            self.remove(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes is what the action removes; it refuses where something else hangs on the row."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._response_after(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._response_after(request, obj) or super().response_post_save_change(request, obj)

    def _response_after(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect | None:
        """A row with steps to take has its page to go on with; the list says nothing of what comes next."""
        return HttpResponseRedirect(page_url(obj)) if self.transitions else None

    # ---- the audit trail is the only history ----

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        pass

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        pass

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        pass

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        events = Paginator(self.history_of(obj).select_related("actor"), HISTORY_A_PAGE)
        page = events.get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "page": page,
            "history_rows": history_rows(page, about=obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    # ---- the page of one row ----

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        panels: list[dict[str, Any]] = []
        rows: list[dict[str, Any]] = []
        context["adminform"].fieldsets = own_language_first(context["adminform"].fieldsets)
        if self.transitions:
            context["show_save_and_continue"] = False  # saving leads there anyhow
        if obj is None:
            context["title"] = _("Add %(name)s") % {"name": self.opts.verbose_name}
        else:
            state = self.state_of(obj)
            events = self.history_of(obj).select_related("actor")[:HISTORY_ON_PAGE]
            panels, rows = panels_of(request, obj), history_rows(events, about=obj)
            context |= {
                "facts": self.facts(request, obj),
                "status_chip": {"label": state[1], "modifier": tone(state[0])} if state else None,
                "transitions": self.offered(request, obj),
                "gates": self.gates(request, obj),
                "links": self.links(obj),
                "panels": panels,
                "history_rows": rows,
                "history_url": history_url(obj),
            }
        tabs = layout(context["adminform"], context["inline_admin_formsets"], panels, has_history=bool(rows))
        context |= {
            "tabs": tabs,
            "is_tabbed": obj is not None and len(tabs) >= FEWEST_TABS,  # what is new is filled in from top to bottom
            "as_read": self.as_read(request, context, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)
