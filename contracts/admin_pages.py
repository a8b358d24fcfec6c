"""Addresses of the administration's pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode

PublicPath = Callable[[Any], str]
_public: dict[type[Model], PublicPath] = {}


def public_page_of(model: type[Model]) -> Callable[[PublicPath], PublicPath]:
    """Register the function that knows where the public reads about a row: a path, or "" while it may not."""

    def register(path: PublicPath) -> PublicPath:
        _public[model] = path
        return path

    return register


def public_path(row: Model) -> str:
    """Where the public reads about this row, without a language; "" where it does not."""
    return _public[type(row)](row) if type(row) in _public else ""


def sheet_url(row: Model) -> str:
    """The row on paper."""
    return reverse(f"admin:{_name(row)}_sheet", args=(row.pk,))


def page_url(row: Model) -> str:
    """The page of one row."""
    return reverse(f"admin:{_name(row)}_change", args=(row.pk,))


def history_url(row: Model) -> str:
    """Everything that was ever recorded about one row."""
    return reverse(f"admin:{_name(row)}_history", args=(row.pk,))


def list_url(model: type[Model], **filters: Any) -> str:
    """The list of a model, narrowed by the filters of that list."""
    address = reverse(f"admin:{_name(model)}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def add_url(model: type[Model], **initial: Any) -> str:
    """The form for a new row, with these fields filled in."""
    address = reverse(f"admin:{_name(model)}_add")
    return f"{address}?{urlencode(initial)}" if initial else address


def step_url(row: Model, name: str) -> str:
    """Where a transition of this row is posted to."""
    return reverse(f"admin:{_name(row)}_do", args=(row.pk, name))


def _name(model: Model | type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"
