"""A blank workbook to fill in: a sheet a kind, and one of notes in both languages."""

import io
from typing import Any

import openpyxl
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from contracts.register_tables.columns import LANGUAGES
from contracts.register_tables.kinds import KINDS

NOTES_SHEET = _("Notes")
AS_TEXT = "@"  # so that no spreadsheet turns a code into a number


def blank_workbook() -> bytes:
    """Headed in the language of the moment; the notes are in both."""
    book = openpyxl.Workbook(write_only=True)
    for kind in KINDS:
        sheet = book.create_sheet(capfirst(str(kind.label)))
        sheet.freeze_panes = "A2"
        for place, column in enumerate(kind.columns, start=1):
            width = sheet.column_dimensions[get_column_letter(place)]
            width.width, width.number_format = max(14, len(column.shown()) + 4), AS_TEXT
        sheet.append([_bold(sheet, capfirst(column.shown())) for column in kind.columns])
    _add_notes(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _add_notes(book: Any) -> None:
    sheet = book.create_sheet(str(NOTES_SHEET))
    for place, width in enumerate((24, 26, 30, 24, 12, 24, 60, 60), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = ("table", "column", "English", "中文", "needed 必填", "example 示例", "note", "说明")
    sheet.append([_bold(sheet, title) for title in head])
    for kind in KINDS:
        for column in kind.columns:
            labels, notes = [], []
            for language in LANGUAGES:
                with override(language):
                    labels.append(capfirst(column.shown()))
                    notes.append(_note(column))
            needed = "✓" if column.is_needed else ""
            sheet.append([kind.code, column.name, *labels, needed, column.example, *notes])


def _note(column: Any) -> str:
    choices = getattr(column.cell, "choices", None)
    words = "; ".join(f"{value} ({label})" for value, label in choices) if choices else ""
    return " ".join(part for part in (str(column.note), words) if part)


def _bold(sheet: Any, title: str) -> Any:
    cell = WriteOnlyCell(sheet, value=title)
    cell.font, cell.number_format = Font(bold=True), AS_TEXT
    return cell
