"""Transitions: the buttons on an object's page. Each one posts, and calls the action that guards itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.choosers import VisibleChoice
from contracts.admin.refusal import place
from contracts.admin_pages import list_url, page_url, step_url
from contracts.models import User

WhyNot = Callable[[Any, User], str]


def always(obj: Any, by: User) -> str:
    return ""


def nobodys_own(obj: Any, by: User) -> bool:
    return False


def while_status(*statuses: str) -> WhyNot:
    """Possible in these statuses only. The action refuses in the same words."""

    def why_not(obj: Any, by: User) -> str:
        if obj.status in statuses:
            return ""
        return _("This is not possible while the status is “%(status)s”.") % {"status": obj.get_status_display()}

    return why_not


def at_status(*statuses: str) -> Callable[[Any], bool]:
    """At the head of the page in these statuses only: in the others the step is past, or still far off."""
    return lambda obj: obj.status in statuses


class TransitionForm(forms.Form):
    """What a transition asks for first. Its fields are the action's arguments, by name."""

    def __init__(self, *args: Any, obj: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obj, self.by = obj, by
        for field in self.fields.values():
            if isinstance(field, VisibleChoice):
                field.offer_to(by)

    def asks_for(self) -> list[str]:
        return [str(field.label) for field in self.fields.values()]

    def consequences(self) -> tuple[str, list[tuple[str, str]]] | None:
        """What the reader has to know before going on: a sentence, and rows with their addresses."""
        return None


class Confirm(TransitionForm):
    """Nothing to fill in; a page of its own where a slip would do harm."""

    def asks_for(self) -> list[str]:
        return [_("Confirmation")]


class Reason(TransitionForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class Transition:
    """One step of a process.

    Offered to whoever holds ``permission``, and to those whose ``own`` matter the row is (the holder of a duty).
    ``do`` is called as ``do(obj, **fields of the form, by=, at=)``. ``why_not`` says in a sentence why the step cannot
    be taken now, or "" when it can; it only dresses the button, the action decides. ``done`` is what is said
    afterwards, or makes it from what the action returned. ``at_head`` is False where a panel leads to the step instead.
    ``stays`` where the reader goes on with this row, not with the new one.
    """

    name: str
    label: str | Promise
    do: Callable[..., Any]
    done: str | Promise | Callable[[Any], str]
    permission: str = ""
    why_not: WhyNot = always
    form: type[TransitionForm] | None = None
    danger: bool = False
    at_head: Callable[[Any], bool] = lambda obj: True
    stays: bool = False
    own: Callable[[Any, User], bool] = nobodys_own

    def offered_to(self, by: User, obj: Any) -> bool:
        return not self.permission or by.has_perm(self.permission) or self.own(obj, by)

    def way(self, obj: Any, by: User) -> tuple[str, str] | None:
        """Its words and its address, for a panel; None where this person cannot take it now."""
        if not self.offered_to(by, obj) or self.why_not(obj, by):
            return None
        return str(self.label), step_url(obj, self.name)

    def said(self, row: str, result: Any) -> str:
        return self.done(result) if callable(self.done) else str(self.done) % {"row": row}


class TransitionViews:
    """Mixed into ActionAdmin: the addresses ``<id>/do/<name>/`` and what stands behind them."""

    transitions: tuple[Transition, ...] = ()
    model: Any
    opts: Any
    admin_site: Any

    def transition_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.transition_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        return [path("<path:object_id>/do/<slug:name>/", view, name=name)]

    def offered(self, request: HttpRequest, obj: Model) -> list[dict[str, Any]]:
        """The buttons for this person, unavailable ones with the reason why."""
        by: Any = request.user
        buttons = []
        for step in self.transitions:
            if not step.offered_to(by, obj) or not step.at_head(obj):
                continue
            why = step.why_not(obj, by)
            buttons.append(
                {
                    "name": step.name,
                    "label": step.label,
                    "url": step_url(obj, step.name),
                    "allowed": not why,
                    "why": why,
                    "danger": step.danger,
                    "fields": step.form(obj=obj, by=by).asks_for() if step.form else [],
                }
            )
        return buttons

    def steps_open_to(self, by: User, obj: Any) -> set[str]:
        """The names of the steps that this person may take now."""
        return {step.name for step in self.transitions if step.way(obj, by)}

    def transition_view(self: Any, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """GET shows the form where there is one; only POST writes."""
        obj = self.get_object(request, unquote(object_id))
        step = next((step for step in self.transitions if step.name == name), None)
        if step is None:
            raise Http404
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        page = page_url(obj)
        posted = request.method == "POST"
        if step.form is None:
            if posted:
                return self._take(request, obj, step, {}) or HttpResponseRedirect(page)
            return HttpResponseRedirect(page)
        form = step.form(request.POST if posted else None, request.FILES or None, obj=obj, by=request.user)
        if posted and form.is_valid():
            response = self._take(request, obj, step, form.cleaned_data, form)
            if response is not None:
                return response
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "subtitle": str(obj),
            "transition": step,
            "form": form,
            "original": obj,
            "opts": self.opts,
            "media": self.media,
            "facts": self.facts(request, obj),
            "back_url": page,
        }
        return TemplateResponse(request, "admin/transition_confirm.html", context)

    def _take(
        self: Any,
        request: HttpRequest,
        obj: Model,
        step: Transition,
        fields: dict[str, Any],
        form: forms.Form | None = None,
    ) -> HttpResponse | None:
        """Call the action. None: it refused, and the message stands in the form or, without one, on the page."""
        label = str(obj)
        try:
            with transaction.atomic():
                result = step.do(obj, **fields, by=request.user, at=timezone.now())
        except PermissionDenied as refusal:
            messages.error(request, str(refusal) or _("Your role does not include this step."))
            return HttpResponseRedirect(page_url(obj))
        except ValidationError as refusal:
            if form is not None:
                place(form, refusal)
            else:
                for message in refusal.messages:
                    messages.error(request, message)
            return None
        messages.success(request, step.said(label, result))
        if "from" in request.GET:
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(self._after(obj, None if step.stays else result))

    def _after(self: Any, obj: Model, result: Any) -> str:
        """The page of what the step brought about: a new row, the row itself, or the list where the row is gone."""
        if isinstance(result, Model) and self.admin_site.is_registered(type(result)):
            return page_url(result)
        return list_url(type(obj)) if obj.pk is None else page_url(obj)
