"""Every write of the evidence, in the order it comes about: this list is the process map."""

from inspections.actions.checklist import load_checklists
from inspections.actions.inspection import assign_inspectors, cancel_inspection, schedule_due_work
from inspections.actions.report import AnswerGiven, approve_report, file_report, return_report
from inspections.actions.rectification import order_rectification, verify_rectification
from inspections.actions.reading import import_readings, record_reading, revise_reading

__all__ = [
    "AnswerGiven",
    "approve_report",
    "assign_inspectors",
    "cancel_inspection",
    "file_report",
    "import_readings",
    "load_checklists",
    "order_rectification",
    "record_reading",
    "return_report",
    "revise_reading",
    "schedule_due_work",
    "verify_rectification",
]
