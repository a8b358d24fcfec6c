"""The rows a chooser offers while somebody types: those the form accepts from this person, and no others."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import Http404, HttpRequest


def offered(model: type[Model], user: Any) -> QuerySet:
    """The rows of a model that this person may choose: in their scope and, of people, those with an open account."""
    rows: Any = model._default_manager.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    return rows.with_account() if hasattr(rows, "with_account") else rows


@dataclass(frozen=True)
class Itself:
    """Stands in for a foreign key where a form without a model asks for a row of ``model``."""

    model: type[Model]
    remote_field: Any = field(init=False)

    def __post_init__(self) -> None:
        relation = SimpleNamespace(model=self.model, field_name=self.name)
        object.__setattr__(self, "remote_field", relation)

    @property
    def name(self) -> str:
        """The key of the model: no foreign key of its own has that name."""
        return self.model._meta.pk.name

    def get_limit_choices_to(self) -> dict[str, Any]:
        return {}


class ChooserView(AutocompleteJsonView):
    """Needs the permission to view the rows chosen among. ``field_name`` is a foreign key of the model, or its key."""

    admin_site: Any
    model_admin: Any

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        model = _model_of(request)
        if request.GET.get("field_name") == model._meta.pk.name:
            return request.GET.get("term", ""), self._page_of(model, request), Itself(model), model._meta.pk.attname
        answer = super().process_request(request)
        if not isinstance(answer[2], ForeignKey | ManyToManyField):
            raise PermissionDenied
        return answer

    def _page_of(self, model: type[Model], request: HttpRequest) -> Any:
        try:
            page = self.admin_site.get_model_admin(model)
        except NotRegistered as unknown:
            raise PermissionDenied from unknown
        if not page.get_search_fields(request):
            raise Http404
        return page

    def get_queryset(self) -> QuerySet:
        rows = self._acceptable().complex_filter(self.source_field.get_limit_choices_to())
        related = self.model_admin.list_select_related
        if isinstance(related, list | tuple):
            rows = rows.select_related(*related)
        rows, has_doubles = self.model_admin.get_search_results(self.request, rows, self.term.replace("\x00", ""))
        rows = rows.distinct() if has_doubles else rows
        return rows if rows.ordered else rows.order_by("pk")

    def _acceptable(self) -> QuerySet:
        """What the page of the source model accepts; of a model that only stands on other pages, what is offered."""
        source = self.admin_site._registry.get(self.source_field.model)
        if isinstance(self.source_field, Itself) or source is None:
            return offered(self.model_admin.model, self.request.user)
        rows: QuerySet = source.get_field_queryset(None, self.source_field, self.request)
        return rows

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": self.model_admin.choice_label(obj)}


def _model_of(request: HttpRequest) -> type[Model]:
    try:
        return apps.get_model(request.GET["app_label"], request.GET["model_name"])
    except (KeyError, LookupError, ValueError) as unknown:
        raise PermissionDenied from unknown
