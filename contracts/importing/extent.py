"""How far a sheet really reaches, whatever it says about itself: one pass over its XML, nothing kept.

A sheet of a few kilobytes can claim a million rows or a cell in the last column of each; the library that reads the
values makes up every row and cell between. So it is told from here how far to go.
"""

import re
from dataclasses import dataclass, field
from typing import IO, NoReturn
from xml.parsers import expat

MOST_BLANK_ROWS = 1_000  # in a row; whatever comes after them was not put there on purpose
LAST_ROW = 1_048_576  # of any spreadsheet
MOST_MERGED = 100  # named one by one
CHUNK = 256 * 1024
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
HOLDS_SOMETHING = frozenset({"v", "is", "f"})


class Malformed(Exception):
    """It is no sheet that a spreadsheet wrote."""


@dataclass
class Extent:
    """``row_after_gap`` is the row that comes after too many blank ones, or 0; ``last_row`` is then the one before."""

    last_row: int = 0
    last_column: int = 0
    row_after_gap: int = 0
    merged: list[tuple[int, str]] = field(default_factory=list)  # line and range, as "A2:B3"


class _Scan:
    def __init__(self) -> None:
        self.extent = Extent()
        self.row = self.column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
        elif name == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
            if not 0 < self.row <= LAST_ROW:
                raise Malformed
        elif name in HOLDS_SOMETHING and self.column:
            self._found()
        elif name == "mergeCell" and len(self.extent.merged) < MOST_MERGED:
            place = attributes.get("ref", "")
            found = PLACE.match(place)
            self.extent.merged.append((int(found[2]) if found else 0, place[:40]))

    def _found(self) -> None:
        extent = self.extent
        if extent.row_after_gap:
            return
        if self.row - extent.last_row > MOST_BLANK_ROWS:
            extent.row_after_gap = self.row
            return
        extent.last_row = max(extent.last_row, self.row)
        extent.last_column = max(extent.last_column, self.column)


def _column(place: str) -> int:
    found = PLACE.fullmatch(place)
    if not found:
        raise Malformed
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number


def _forbid(*declaration: object) -> NoReturn:
    """No spreadsheet writes a document type; whoever does wants entities unfolded or files read."""
    raise Malformed


def extent_of(source: IO[bytes]) -> Extent:
    """Raises Malformed, or an error of the XML parser, where this is no sheet."""
    scan, parser = _Scan(), expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.ExternalEntityRefHandler = _forbid
    while chunk := source.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return scan.extent
