"""Panels: what a higher layer shows on the page of a row of a lower one, which knows nothing of it.

A page with more than a few of them is laid out in tabs: each panel, each inline and each fieldset belongs to one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

OVERVIEW = "overview"
HISTORY = "history"


@dataclass(frozen=True)
class Tab:
    """``place`` orders the tabs of a page; a tab that nothing belongs to is not shown."""

    code: str
    title: str | Promise
    place: int


TABS: dict[str, Tab] = {}


def add_tab(code: str, title: str | Promise, place: int) -> None:
    """Declare a tab, which any panel, inline or fieldset may then name. Higher layers add theirs."""
    TABS[code] = Tab(code, title, place)


add_tab(OVERVIEW, gettext_lazy("Overview"), 0)
add_tab("terms", gettext_lazy("Terms"), 10)
add_tab("people", gettext_lazy("People"), 20)
add_tab("certificates", gettext_lazy("Certificates"), 24)
add_tab("credit", gettext_lazy("Credit"), 26)
add_tab("tender", gettext_lazy("Tender"), 30)
add_tab("contracts", gettext_lazy("Contracts"), 34)
add_tab("training", gettext_lazy("Training"), 36)
add_tab("money", gettext_lazy("Money"), 40)
add_tab("documents", gettext_lazy("Documents"), 50)
add_tab(HISTORY, gettext_lazy("History"), 100)


@dataclass(frozen=True)
class Panel:
    """A section of an object's page. ``template`` gets ``context`` and nothing else.

    ``more`` is a link beside the title: its words and its address. Two narrow panels in a row stand side by side.
    ``tab`` is the code of a declared tab; ``count`` is what the tab says beside its title, where that is worth knowing.
    """

    id: str
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    more: tuple[str, str] | None = None
    narrow: bool = False
    tab: str = OVERVIEW
    count: int | None = None


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
