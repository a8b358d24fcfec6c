"""The register as tables: which columns each kind of table has, how its cells are read, and a blank one to fill in."""

from contracts.register_tables.columns import Column, Kind, Pointer
from contracts.register_tables.kinds import KINDS, kind_of
from contracts.register_tables.reading import Batch, Line, read_register
from contracts.register_tables.template import blank_workbook

__all__ = ["KINDS", "Batch", "Column", "Kind", "Line", "Pointer", "blank_workbook", "kind_of", "read_register"]
