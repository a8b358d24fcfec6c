"""How the page of one row is laid out: what its form and its panels have for each tab."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import flatten
from django.utils.translation import get_language

from contracts.admin.panels import HISTORY, OVERVIEW, TABS

FEWEST_TABS = 3  # below that everything is seen at a glance, one below the other
CLASS = "tab-"


def layout(
    fieldsets: Iterable[Any], inlines: Sequence[Any], panels: Sequence[dict[str, Any]], *, has_history: bool
) -> list[dict[str, Any]]:
    """The tabs that something belongs to, in their order: ``fieldsets``, ``inlines`` and ``panels`` of each.

    ``id`` is the anchor, ``errors`` how many messages its fields show, ``count`` what it says beside its title.
    A fieldset names its tab among its classes ("tab-money"), an inline and a panel by their attribute ``tab``.
    Raises KeyError for a tab that nobody has declared.
    """
    parts: dict[str, dict[str, Any]] = {}

    def part(code: str) -> dict[str, Any]:
        return parts.setdefault(code, {"fieldsets": [], "inlines": [], "panels": [], "errors": 0, "count": None})

    for fieldset in fieldsets:
        mine = part(_tab_of(fieldset))
        mine["fieldsets"].append(fieldset)
        mine["errors"] += sum(len(fieldset.form.errors.get(name, ())) for name in flatten(fieldset.fields))
    for inline in inlines:
        mine = part(inline.opts.tab)
        mine["inlines"].append(inline)
        mine["errors"] += inline.formset.total_error_count()
    for panel in panels:
        mine = part(panel["tab"])
        mine["panels"].append(panel)
        if panel["count"] is not None:
            mine["count"] = (mine["count"] or 0) + panel["count"]
    if has_history:
        part(HISTORY)
    tabs = sorted((TABS[code] for code in parts), key=lambda tab: tab.place)
    return [{"code": tab.code, "id": f"{CLASS}{tab.code}", "title": tab.title, **parts[tab.code]} for tab in tabs]


def own_language_first(fieldsets: Iterable[tuple[Any, dict[str, Any]]]) -> list[tuple[Any, dict[str, Any]]]:
    """Of fields that stand side by side in several languages, the reader's own first. The page's own stay as they are:
    they serve readers of both languages at the same time.
    """
    own = (get_language() or settings.LANGUAGE_CODE).replace("-", "_")

    def ordered(line: Any) -> Any:
        return tuple(sorted(line, key=lambda name: not name.endswith(f"_{own}"))) if _is_translated(line) else line

    return [
        (heading, options | {"fields": tuple(ordered(line) for line in options["fields"])})
        for heading, options in fieldsets
    ]


def _is_translated(line: Any) -> bool:
    endings = tuple(f"_{code.replace('-', '_')}" for code, _name in settings.LANGUAGES)
    return isinstance(line, list | tuple) and all(name.endswith(endings) for name in line)


def _tab_of(fieldset: Any) -> str:
    named = [name.removeprefix(CLASS) for name in fieldset.classes.split() if name.startswith(CLASS)]
    return named[0] if named else OVERVIEW
