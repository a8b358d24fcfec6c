"""Panels: what a higher layer shows on the page of a row of a lower one, which knows nothing of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A section of an object's page. ``template`` gets ``context`` and nothing else.

    ``more`` is a link beside the title: its words and its address. Two narrow panels in a row stand side by side.
    """

    id: str
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    more: tuple[str, str] | None = None
    narrow: bool = False


MakePanels = Callable[[HttpRequest, Any], Iterable[Panel]]
_makers: dict[type[Model], list[MakePanels]] = {}


def panel_on(model: type[Model]) -> Callable[[MakePanels], MakePanels]:
    """Register a function that makes the panels of one row for one request."""

    def register(make: MakePanels) -> MakePanels:
        _makers.setdefault(model, []).append(make)
        return make

    return register


def panels_of(request: HttpRequest, obj: Model) -> list[dict[str, Any]]:
    return [vars(panel) for make in _makers.get(type(obj), ()) for panel in make(request, obj)]
