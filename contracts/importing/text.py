"""CSV files, as Chinese and other spreadsheets write them."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from contracts.importing.refusal import RowError, TableRefused
from contracts.importing.sheet import MOST_ROWS, Sheet, too_many_rows
from contracts.refusals import Refused

LARGEST_TABLE = 20 * 1024 * 1024  # bytes


def require_size(data: bytes) -> None:
    """Raise Refused where the file is larger than any table may be."""
    if len(data) > LARGEST_TABLE:
        raise Refused(_("The file is larger than 20 MB. Split it into several files."))


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte-order mark, or GBK/GB 18030 as Chinese spreadsheets save it."""
    require_size(data)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(_("This is not a text table. Save it as “CSV UTF-8” and try again."))


def first_line(data: bytes) -> list[str]:
    """The column names. Raises TableRefused where even they cannot be read."""
    return _columns(_reader(data))


def read_csv(data: bytes) -> Sheet:
    """The one sheet of a CSV file: its first line names the columns."""
    reader = _reader(data)
    sheet = Sheet("", 1, _columns(reader))
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(sheet.rows) == MOST_ROWS:
                    raise too_many_rows()
                sheet.rows.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.errors.append(_unreadable(line, error))
    return sheet


def _reader(data: bytes) -> Any:
    return csv.reader(io.StringIO(decode(data), newline=""), strict=True)


def _columns(reader: Any) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise TableRefused([_unreadable(1, error)]) from None


def _unreadable(line: int, error: csv.Error) -> RowError:
    if "field limit" in str(error):
        return RowError(line, "", "", _("A cell holds more than 131,072 characters. Is a quotation mark missing?"))
    return RowError(line, "", "", _("A quotation mark is opened and not closed."))
