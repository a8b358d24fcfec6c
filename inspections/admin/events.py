"""What the evidence's events are called in the history."""

from django.utils.translation import gettext_lazy as _

from contracts.admin.history import name_events

name_events(
    {
        "checklist.loaded": _("Checklist loaded"),
        "inspection.assigned": _("Inspectors named"),
        "inspection.cancelled": _("Inspection called off"),
        "inspection.reopened": _("Inspection to be done again"),
        "inspection.reported": _("Inspection reported on"),
        "order.issued": _("Rectification ordered"),
        "order.verified": _("Rectification verified"),
        "reading.imported": _("Readings imported"),
        "reading.recorded": _("Reading recorded"),
        "reading.revised": _("Reading revised"),
        "report.approved": _("Report approved"),
        "report.filed": _("Report filed"),
        "report.returned": _("Report returned"),
        "schedule.opened": _("Inspections and readings scheduled"),
    },
    {"inspectors": _("Inspectors")},
)
