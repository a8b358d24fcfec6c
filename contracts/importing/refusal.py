"""What a table is told that cannot be loaded: every wrong entry, with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.refusals import Refused

LONGEST_VALUE = 80  # characters of a wrong entry that are shown again


@dataclass(frozen=True)
class RowError:
    """Where it is wrong, what stands there, and what was expected. ``sheet`` is "" in a CSV file."""

    line: int
    column: str
    value: str
    expected: str
    sheet: str = ""

    def __str__(self) -> str:
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        place = {"line": self.line, "column": self.column, "value": value, "expected": self.expected}
        if not self.column:
            text = _("Line %(line)d: %(expected)s") % place
        else:
            text = _("Line %(line)d, column %(column)s, “%(value)s”: %(expected)s") % place
        return _("Sheet “%(sheet)s”, %(rest)s") % {"sheet": self.sheet, "rest": text} if self.sheet else text


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
