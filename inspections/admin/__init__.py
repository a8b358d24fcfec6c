"""The administration's pages over the evidence. Importing the modules registers them."""

from inspections.admin import checklist, events, finding, inspection, panels, reading, report

__all__ = ["checklist", "events", "finding", "inspection", "panels", "reading", "report"]
