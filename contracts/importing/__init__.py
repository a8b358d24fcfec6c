"""Tables from outside: CSV and XLSX, read whole, checked cell by cell, and loaded all or not at all."""

from contracts.importing.refusal import RowError, TableRefused
from contracts.importing.sheet import Sheet
from contracts.importing.sheets import read_sheets
from contracts.importing.tables import Row, header, read_table
from contracts.importing.text import LARGEST_TABLE, decode

__all__ = [
    "LARGEST_TABLE",
    "Row",
    "RowError",
    "Sheet",
    "TableRefused",
    "decode",
    "header",
    "read_sheets",
    "read_table",
]
