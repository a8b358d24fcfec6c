"""Tables for panels: plain data that one template draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from contracts.admin.panels import OVERVIEW, Panel
from contracts.admin_pages import page_url
from contracts.templatetags.house import moment, status_tag


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, where it leads and how it is set."""

    value: Any
    url: str = ""
    note: Any = ""
    is_number: bool = False
    is_late: bool = False

    @classmethod
    def of(cls, row: Model, label: Any = "", note: Any = "") -> "Cell":
        """A row by its name, leading to its page."""
        return cls(label or str(row), url=page_url(row), note=note)

    @classmethod
    def day(cls, day: date | None, *, is_late: bool = False) -> "Cell":
        return cls(moment(day, "SHORT_DATE_FORMAT"), is_late=is_late)

    @classmethod
    def status(cls, status: str, label: str) -> "Cell":
        return cls(status_tag(status, label))


def table(
    name: str,
    title: str,
    head: Sequence[str | Promise],
    rows: Sequence[Sequence[Any]],
    *,
    empty: str,
    more: tuple[str, str] | None = None,
    narrow: bool = False,
    tab: str = OVERVIEW,
    count: int | None = None,
) -> Panel:
    """A panel with one table, in the tab of that code."""
    listed = [_row(head, row) for row in rows]
    # A column of numbers is headed above its numbers
    columns = [(label, bool(listed) and listed[0][place][1].is_number) for place, label in enumerate(head)]
    context = {"title": title, "columns": columns, "rows": listed, "empty": empty}
    return Panel(name, title, "admin/panels/table.html", context, more, narrow, tab, count)


def _row(head: Sequence[Any], cells: Sequence[Any]) -> list[tuple[Any, Cell]]:
    return [(label, _cell(cell)) for label, cell in zip(head, cells, strict=True)]


def _cell(value: Any) -> Cell:
    if isinstance(value, Cell):
        return value
    if isinstance(value, date):
        return Cell.day(value)
    return Cell("" if value is None else value)
