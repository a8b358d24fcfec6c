"""What every kind of file is read into."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from contracts.importing.refusal import RowError
from contracts.refusals import Refused

MOST_ROWS = 100_000


@dataclass
class Sheet:
    """A table of text: the column names, and each row that is not blank with the line it stands on.

    ``errors`` are the cells that could not be read as text; in ``rows`` these are blank.
    """

    name: str
    header_line: int
    columns: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def too_many_rows() -> Refused:
    return Refused(_("The table has more than 100,000 rows. Split it into several files."))
