"""A CSV table whose rows are checked by one Django form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from contracts.importing.refusal import RowError, TableRefused
from contracts.importing.text import first_line, read_csv
from contracts.refusals import Refused

Row = dict[str, Any]
Check = Callable[[list[Row]], list[RowError]]


def header(data: bytes) -> list[str]:
    """The column names, for telling one kind of table from another."""
    return first_line(data)


def read_table(data: bytes, form: type[forms.Form], check: Check | None = None) -> list[Row]:
    """The cleaned rows of a CSV file whose header names the fields of ``form``; "line" says where each stood.

    ``check`` gets the rows that are well-formed and tells what is wrong with them all the same. Raises TableRefused
    with every wrong entry of the whole file, not just the first.
    """
    sheet = read_csv(data)
    wanted = list(form.base_fields)
    check_header(sheet.columns, wanted, wanted)
    rows: list[Row] = []
    errors = list(sheet.errors)
    for line, cells in sheet.rows:
        row_errors, row = _read_row(line, sheet.columns, cells, form)
        errors += row_errors
        rows += [row] if not row_errors else []
    if check:
        errors += check(rows)
    if errors:
        raise TableRefused(sorted(errors, key=lambda error: error.line))
    if not rows:
        raise Refused(_("The table has a header and no rows."))
    return rows


def check_header(columns: list[str], required: list[str], known: list[str], *, sheet: str = "", line: int = 1) -> None:
    """Raise TableRefused with every column that is missing, nameless, unknown or doubled."""
    missing = [name for name in required if name not in columns]
    unknown = [name for name in columns if name and name not in known]
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    wrong = [(name, _("This column is missing.")) for name in missing]
    if "" in columns:
        wrong.append(("", _("A column has no name.")))
    wrong += [(name, _("This column is not known.")) for name in unknown]
    wrong += [(name, _("This column stands twice.")) for name in doubled]
    if wrong:
        raise TableRefused([RowError(line, name, "", expected, sheet) for name, expected in wrong])


def ragged(line: int, found: int, wanted: int, sheet: str = "") -> RowError:
    expected = _("There are %(found)d cells; %(wanted)d were expected. Is a comma or quotation mark missing?")
    return RowError(line, "", "", expected % {"found": found, "wanted": wanted}, sheet)


def _read_row(
    line: int, columns: list[str], cells: list[str], form_class: type[forms.Form]
) -> tuple[list[RowError], Row]:
    if len(cells) != len(columns):
        return [ragged(line, len(cells), len(columns))], {}
    values = dict(zip(columns, cells, strict=True))
    form = form_class(data=values)
    errors = [
        RowError(line, name if name in values else "", values.get(name, ""), str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]
    return errors, form.cleaned_data | {"line": line} if form.is_valid() else {}
