"""The promise: who does what for whom, on which terms, and who answers for it."""

from contracts.models.audit import AuditEvent
from contracts.models.calendar import Holiday
from contracts.models.contract import Contract, ServiceKind
from contracts.models.duty import Duty
from contracts.models.indicator import Indicator
from contracts.models.people import Agency, User
from contracts.models.reported import ReportedContract, ReportedFigure
from contracts.models.seal import AuditSeal
from contracts.models.terms import InspectionTerm, MetricTerm
from contracts.models.vendor import Vendor
from contracts.models.works import WorkSection

__all__ = [
    "Agency",
    "AuditEvent",
    "AuditSeal",
    "Contract",
    "Duty",
    "Holiday",
    "Indicator",
    "InspectionTerm",
    "MetricTerm",
    "ReportedContract",
    "ReportedFigure",
    "ServiceKind",
    "User",
    "Vendor",
    "WorkSection",
]
