"""The promise: who does what for whom, on which terms, and who answers for it."""

from contracts.models.acceptance import Acceptance
from contracts.models.amendment import Amendment, Succession
from contracts.models.audit import AuditEvent
from contracts.models.calendar import Holiday
from contracts.models.catalogue import LegalConfirmation, ScopeAnswer, ScopeCondition, ScopeItem
from contracts.models.contract import Contract, ServiceKind
from contracts.models.credit import CreditQuery, VendorCertificate, VendorRestriction, Waiver
from contracts.models.delegation import Delegation
from contracts.models.document import Document, StoredFile
from contracts.models.duty import Duty
from contracts.models.indicator import Indicator
from contracts.models.law import LegalRule
from contracts.models.payment import Payment, PaymentHold
from contracts.models.people import Agency, User
from contracts.models.register_import import RegisterImport
from contracts.models.reported import ReportedContract, ReportedFigure
from contracts.models.seal import AuditSeal
from contracts.models.tender import Bid, Tender
from contracts.models.terms import InspectionTerm, MetricTerm
from contracts.models.token import ApiToken
from contracts.models.vendor import Vendor
from contracts.models.vetting import VendorTraining, VettingAnswer, VettingQuestion, VettingReview
from contracts.models.works import WorkSection

__all__ = [
    "Acceptance",
    "Agency",
    "Amendment",
    "ApiToken",
    "AuditEvent",
    "AuditSeal",
    "Bid",
    "Contract",
    "CreditQuery",
    "Delegation",
    "Document",
    "Duty",
    "Holiday",
    "Indicator",
    "InspectionTerm",
    "LegalConfirmation",
    "LegalRule",
    "MetricTerm",
    "Payment",
    "PaymentHold",
    "RegisterImport",
    "ReportedContract",
    "ReportedFigure",
    "ScopeAnswer",
    "ScopeCondition",
    "ScopeItem",
    "ServiceKind",
    "StoredFile",
    "Succession",
    "Tender",
    "User",
    "Vendor",
    "VendorCertificate",
    "VendorRestriction",
    "VendorTraining",
    "VettingAnswer",
    "VettingQuestion",
    "VettingReview",
    "Waiver",
    "WorkSection",
]
