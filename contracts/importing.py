"""Tables from outside: read whole, checked row by row with Django forms, and loaded all or not at all."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.refusals import Refused

LARGEST_TABLE = 20 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class RowError:
    """Where it is wrong, what stands there, and what was expected."""

    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = {"line": self.line, "column": self.column, "value": self.value, "expected": self.expected}
        if not self.column:
            return _("Line %(line)d: %(expected)s") % place
        return _("Line %(line)d, column %(column)s, “%(value)s”: %(expected)s") % place


Row = dict[str, Any]
Check = Callable[[list[Row]], list[RowError]]


class TableRefused(Refused):
    """Every bad row of a table; nothing of it was loaded."""

    def __init__(self, rows: Sequence[RowError]) -> None:
        self.rows = list(rows)
        summary = ngettext(
            "Nothing was loaded: %(count)d entry is wrong.",
            "Nothing was loaded: %(count)d entries are wrong.",
            len(self.rows),
        ) % {"count": len(self.rows)}
        super().__init__([summary, *(str(row) for row in self.rows)])


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte-order mark, or GBK/GB 18030 as Chinese spreadsheets save it."""
    if len(data) > LARGEST_TABLE:
        raise Refused(_("The file is larger than 20 MB. Split it into several files."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(_("This is not a text table. Save it as “CSV UTF-8” and try again."))


def header(data: bytes) -> list[str]:
    """The column names, for telling one kind of table from another."""
    return _columns(_reader(data))


def read_table(data: bytes, form: type[forms.Form], check: Check | None = None) -> list[Row]:
    """The cleaned rows of a CSV file whose header names the fields of ``form``; "line" says where each stood.

    ``check`` gets the rows that are well-formed and tells what is wrong with them all the same. Raises TableRefused
    with every wrong entry of the whole file, not just the first.
    """
    reader = _reader(data)
    columns = _columns(reader)
    _check_header(columns, list(form.base_fields))
    rows: list[Row] = []
    errors: list[RowError] = []
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row_errors, row = _read_row(line, columns, cells, form)
                errors += row_errors
                rows += [row] if not row_errors else []
            line = reader.line_num + 1
    except csv.Error:
        errors.append(_unreadable(line))
    if check:
        errors += check(rows)
    if errors:
        raise TableRefused(sorted(errors, key=lambda error: error.line))
    if not rows:
        raise Refused(_("The table has a header and no rows."))
    return rows


def _reader(data: bytes) -> Any:
    return csv.reader(io.StringIO(decode(data), newline=""), strict=True)


def _columns(reader: Any) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error:
        raise TableRefused([_unreadable(1)]) from None


def _unreadable(line: int) -> RowError:
    return RowError(line, "", "", _("A quotation mark is opened and not closed."))


def _check_header(columns: list[str], wanted: list[str]) -> None:
    missing = [name for name in wanted if name not in columns]
    unknown = [name for name in columns if name and name not in wanted]
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    errors = [RowError(1, name, "", _("This column is missing.")) for name in missing]
    if "" in columns:
        errors.append(RowError(1, "", "", _("A column has no name.")))
    errors += [RowError(1, name, "", _("This column is not known.")) for name in unknown]
    errors += [RowError(1, name, "", _("This column stands twice.")) for name in doubled]
    if errors:
        raise TableRefused(errors)


def _read_row(
    line: int, columns: list[str], cells: list[str], form_class: type[forms.Form]
) -> tuple[list[RowError], Row]:
    if len(cells) != len(columns):
        expected = _("There are %(found)d cells; %(wanted)d were expected. Is a comma or quotation mark missing?")
        return [RowError(line, "", "", expected % {"found": len(cells), "wanted": len(columns)})], {}
    values = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    form = form_class(data=values)
    errors = [
        RowError(line, name if name in values else "", values.get(name, ""), str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]
    return errors, form.cleaned_data | {"line": line} if form.is_valid() else {}
