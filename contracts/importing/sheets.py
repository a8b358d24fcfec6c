"""Any table file: what it is, is told by its bytes."""

from contracts.importing.archive import is_workbook
from contracts.importing.sheet import Sheet
from contracts.importing.text import read_csv, require_size
from contracts.importing.workbook import read_workbook


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of a CSV or XLSX file. Raises Refused where the file as a whole cannot be read."""
    require_size(data)
    return read_workbook(data) if is_workbook(data) else [read_csv(data)]
