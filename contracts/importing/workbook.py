"""XLSX workbooks: every cell as text, or as an error that says why it is none.

Numbers leave the spreadsheet's floating point in their shortest exact form: what somebody typed as 1234.56 is
"1234.56" again, and what a calculation left at 1234.5600000001 keeps all its digits, for the column to refuse.
"""

import datetime
import io
import warnings
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from contracts.importing.archive import damaged, require_harmless
from contracts.importing.extent import extent_of
from contracts.importing.refusal import RowError
from contracts.importing.sheet import MOST_ROWS, Sheet, too_many_rows
from contracts.refusals import Refused

MOST_COLUMNS = 256
MOST_SHEETS = 50
LONGEST_TEXT = 32_767  # characters, as spreadsheets themselves allow
LARGEST_EXACT = 10**15  # from here on a spreadsheet has lost the last digits


class _Unreadable(Exception):
    """Why a cell is no text: what was expected."""


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible sheets that hold anything, in their order. Raises Refused where the file itself is bad."""
    require_harmless(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and rules of the spreadsheet that are not read here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                if len(book.worksheets) > MOST_SHEETS:
                    raise Refused(_("The workbook has more than 50 sheets. Split it into several files."))
                sheets = [_read_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
            finally:
                book.close()
    except Refused:
        raise
    except Exception as error:  # the library meets a damaged file with errors of every kind
        raise damaged() from error
    return [sheet for sheet in sheets if sheet.columns]


def _read_sheet(source: Any) -> Sheet:
    sheet = Sheet(source.title, 0, [])
    with source._get_source() as part:  # the library keeps to itself how far a sheet reaches, and what is merged
        extent = extent_of(part)
    if not extent.last_row:
        return sheet
    if extent.last_column > MOST_COLUMNS:
        raise Refused(_("A sheet has more than 256 columns. Delete what does not belong to the table."))
    source.reset_dimensions()  # what it says about itself
    cells_by_row = source.iter_rows(max_row=extent.last_row, max_col=extent.last_column)
    for line, cells in enumerate(cells_by_row, start=1):
        if all(cell.value is None for cell in cells):
            continue
        if sheet.columns:
            _add_row(sheet, line, cells)
        else:
            sheet.header_line, sheet.columns = line, _header(sheet, line, cells)
    if extent.row_after_gap:
        expected = _("Above this row are more than 1,000 blank ones. Delete them, so that nothing is overlooked.")
        sheet.errors.append(RowError(extent.row_after_gap, "", "", expected, sheet.name))
    # Merged cells hold one value for several rows or columns, and nothing says for which it was meant
    expected = _("Merged cells. Unmerge them and fill every cell.")
    sheet.errors += [RowError(line, place, "", expected, sheet.name) for line, place in extent.merged]
    return sheet


def _header(sheet: Sheet, line: int, cells: Iterable[Any]) -> list[str]:
    columns = []
    for cell in cells:
        try:
            columns.append(_text(cell))
        except _Unreadable as unreadable:
            columns.append("")
            sheet.errors.append(RowError(line, "", _raw(cell), str(unreadable), sheet.name))
    while columns and not columns[-1]:
        columns.pop()
    return columns


def _add_row(sheet: Sheet, line: int, cells: Iterable[Any]) -> None:
    texts = []
    errors = []
    for place, cell in enumerate(cells):
        try:
            text = _text(cell)
        except _Unreadable as unreadable:
            text = ""
            column = sheet.columns[place] if place < len(sheet.columns) else cell.column_letter
            errors.append(RowError(line, column, _raw(cell), str(unreadable), sheet.name))
        if place < len(sheet.columns):
            texts.append(text)
        elif text:
            expected = _("This cell stands outside the table: its column has no name.")
            errors.append(RowError(line, cell.column_letter, text, expected, sheet.name))
    if not errors and not any(texts):
        return
    if len(sheet.rows) == MOST_ROWS:
        raise too_many_rows()
    sheet.rows.append((line, texts))
    sheet.errors += errors


def _raw(cell: Any) -> str:
    return str(getattr(cell.value, "text", cell.value) or "")[:LONGEST_TEXT]


def _text(cell: Any) -> str:
    """The cell as somebody would type it. Raises _Unreadable."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise _Unreadable(_("This cell holds a formula. Copy it and paste its value."))
    if cell.data_type == "e":
        raise _Unreadable(_("This cell holds an error instead of a value."))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    text = str(value)
    if len(text) > LONGEST_TEXT:
        raise _Unreadable(_("This cell holds more text than a spreadsheet allows."))
    return text.strip()


def _number(value: int | float, style: str) -> str:
    if not abs(value) < LARGEST_EXACT:
        raise _Unreadable(
            _("A number this long has lost its last digits here. Format the column as text and type it again.")
        )
    if "%" in style:
        raise _Unreadable(_("This cell is formatted as a percentage. Format it as a number and write 95 for 95%."))
    exact = Decimal(repr(value))
    if exact != exact.to_integral_value():
        return f"{exact:f}"
    # A column formatted as 000000 shows the noughts that the number itself has not
    width = len(style) if style.strip("0") == "" else 0
    return f"{exact:.0f}".zfill(width)
