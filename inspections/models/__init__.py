"""The evidence: what was seen, measured, reported and said."""

from inspections.models.checklist import Checklist, ChecklistItem
from inspections.models.finding import Finding, RectificationOrder
from inspections.models.inspection import Inspection
from inspections.models.reading import Reading, ReadingDue
from inspections.models.report import Answer, Evidence, FieldReport

__all__ = [
    "Answer",
    "Checklist",
    "ChecklistItem",
    "Evidence",
    "FieldReport",
    "Finding",
    "Inspection",
    "Reading",
    "ReadingDue",
    "RectificationOrder",
]
