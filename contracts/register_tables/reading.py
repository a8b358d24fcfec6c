"""From the sheets of a file to rows of clean values, kind by kind. Nothing is looked up in the register yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.importing import RowError, Sheet, TableRefused, read_sheets
from contracts.importing.tables import check_header, ragged
from contracts.refusals import Refused
from contracts.register_tables.columns import Kind
from contracts.register_tables.kinds import KINDS
from contracts.wording import listed

MOST_LINES = 20_000  # of a whole file, so that its one transaction keeps no other writer waiting for long
EVERY = 250  # rows between two words of progress
NOTES = {"notes", "说明"}  # the sheet of a template that explains the others

Progress = Callable[[int], None]


@dataclass
class Line:
    """A row of a table. ``values`` are clean, by column; ``given`` what stood in the cells."""

    number: int
    given: dict[str, str]
    values: dict[str, Any]
    errors: list[RowError] = field(default_factory=list)


@dataclass
class Batch:
    """The rows of one sheet, and what is wrong with the sheet itself."""

    kind: Kind
    sheet: str
    columns: list[str]
    lines: list[Line]
    errors: list[RowError]

    def wrong(self, line: Line, column: str, expected: str) -> None:
        """Note what is wrong with a row; ``column`` is "" where it concerns all of it."""
        name = column if column in line.given else ""
        line.errors.append(RowError(line.number, name, line.given.get(name, ""), str(expected), self.sheet))


def read_register(data: bytes, kind: str = "", progress: Progress | None = None) -> list[Batch]:
    """The tables of a file in the order in which they are loaded, each row's errors noted beside it.

    ``kind`` is a code of KINDS; blank, it is told from the sheet's name or its header. Raises Refused where the file
    cannot be read or holds no table of the register.
    """
    sheets = [sheet for sheet in read_sheets(data) if sheet.name.casefold() not in NOTES and _holds_anything(sheet)]
    if not sheets:
        raise Refused(_("The file holds no table."))
    if kind and len(sheets) > 1:
        raise Refused(_("The file has several sheets. Leave the kind blank: each sheet's name or header tells it."))
    if sum(len(sheet.rows) for sheet in sheets) > MOST_LINES:
        raise Refused(_("The file has more than 20,000 rows. Split it into several files."))
    batches: list[Batch] = []
    for sheet in sheets:
        found = next((one for one in KINDS if one.code == kind), None) or _tell_kind(sheet)
        earlier = next((batch for batch in batches if batch.kind is found), None)
        if earlier:
            doubled = _("Two sheets hold %(kind)s: “%(first)s” and “%(second)s”. Put all rows into one.")
            names = {"kind": found.label, "first": earlier.sheet, "second": sheet.name}
            raise Refused(doubled % names)
        batches.append(_read(sheet, found, sum(len(batch.lines) for batch in batches), progress))
    if not any(batch.lines for batch in batches):
        raise Refused(_("The table has a header and no rows."))
    return sorted(batches, key=lambda batch: KINDS.index(batch.kind))


def _holds_anything(sheet: Sheet) -> bool:
    return bool(sheet.columns or sheet.rows or sheet.errors)


def _tell_kind(sheet: Sheet) -> Kind:
    for kind in KINDS:
        if sheet.name.casefold() in kind.names():
            return kind
    for kind in KINDS:
        if set(kind.needed()) <= set(kind.header(sheet.columns)):
            return kind
    expected = _("This sheet's header fits no table of the register. Name the sheet, or choose the kind: %(kinds)s.")
    kinds = listed(kind.label for kind in KINDS)
    raise TableRefused([RowError(max(sheet.header_line, 1), "", "", expected % {"kinds": kinds}, sheet.name)])


def _read(sheet: Sheet, kind: Kind, done: int, progress: Progress | None) -> Batch:
    columns = kind.header(sheet.columns)
    known = [column.name for column in kind.columns]
    check_header(columns, kind.needed(), known, sheet=sheet.name, line=max(sheet.header_line, 1))
    unreadable: dict[int, list[RowError]] = {}
    for error in sheet.errors:
        unreadable.setdefault(error.line, []).append(error)
    batch = Batch(kind, sheet.name, columns, [], [])
    for number, cells in sheet.rows:
        errors = unreadable.pop(number, [])
        if len(cells) != len(columns):
            errors = [*errors, ragged(number, len(cells), len(columns), sheet.name)]
            batch.lines.append(Line(number, {}, {}, errors))
        else:
            line = Line(number, dict(zip(columns, cells, strict=True)), {}, errors)
            _clean(batch, line)
            batch.lines.append(line)
        if progress and (done + len(batch.lines)) % EVERY == 0:
            progress(done + len(batch.lines))
    batch.errors = [error for errors in unreadable.values() for error in errors]
    return batch


def _clean(batch: Batch, line: Line) -> None:
    """Each cell by its field. A cell that could not be read as text has its error already."""
    told = set(batch.kind.header(error.column for error in line.errors)) if line.errors else set()
    for name in batch.columns:
        if name in told:
            continue
        try:
            line.values[name] = batch.kind.column_of[name].cell.clean(line.given[name])
        except ValidationError as error:
            for message in error.messages:
                batch.wrong(line, name, message)
