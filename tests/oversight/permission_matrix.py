"""Who may open what: one line for every address of the portal. What roles hold stands in contracts/roles.py.

An address that has no line here fails tests/oversight/test_permission_matrix.py: whoever adds one says whom it is for.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

ANYBODY, SIGNED_IN, STAFF = "anybody", "signed in", "staff"

# ---- addresses outside the pages of the administration's models ----

OPEN: dict[str, str] = {
    "healthz": ANYBODY,
    "readyz": ANYBODY,
    "login": ANYBODY,
    "logout": ANYBODY,
    "set_preferred_language": ANYBODY,
    "scorecard_json": ANYBODY,
    "home": ANYBODY,
    "vendor_list": ANYBODY,
    "vendor_detail": ANYBODY,
    "contract_list": ANYBODY,
    "contract_detail": ANYBODY,
    "scorecard_detail": ANYBODY,
    "reported_list": ANYBODY,
    "rule_list": ANYBODY,
    "methodology": ANYBODY,
    "accessibility": ANYBODY,
    "api-schema": ANYBODY,
    "api-docs": ANYBODY,
    "api-vendor-list": ANYBODY,
    "api-vendor-detail": ANYBODY,
    "api-contract-list": ANYBODY,
    "api-contract-detail": ANYBODY,
    "api-scorecard-list": ANYBODY,
    "api-scorecard-detail": ANYBODY,
    "field:inbox": SIGNED_IN,
    "field:report": SIGNED_IN,
    "field:filed": SIGNED_IN,
    "field:photo": SIGNED_IN,
    "admin:index": STAFF,
    "admin:login": STAFF,
    "admin:logout": ANYBODY,
    "admin:password_change": STAFF,
    "admin:password_change_done": STAFF,
    "admin:autocomplete": STAFF,
    "admin:jsi18n": STAFF,
    "admin:view_on_site": STAFF,
    "admin:app_list": STAFF,
}

# ---- pages that a model of the administration has besides its list, its form, its history and its steps ----

EXPORT = "export"  # of every list, for whoever sees the list
SPECIAL: dict[str, str] = {
    "contracts_contract_gates": "contracts.view_contract",
    "contracts_contract_sheet": "contracts.view_contract",
    "contracts_document_download": "contracts.view_document",
    "contracts_duty_responsible": "contracts.view_duty",
    "contracts_creditquery_file": "contracts.view_creditquery",
    "contracts_vendorcertificate_file": "contracts.view_vendorcertificate",
    "contracts_vendortraining_file": "contracts.view_vendortraining",
    "contracts_registerimport_template": "contracts.import_register",
    "contracts_registerimport_progress": "contracts.import_register",
    "inspections_evidence_photo": "inspections.view_fieldreport",
    "inspections_reading_import": "inspections.add_reading",
}
STANDARD = ("changelist", "add", "history", "delete", "change", "do", EXPORT)

# Adding a row needs something else here: by default it is the model's own permission to add.
ADDING = {
    # A root agency; those below it are founded on the page of the one above
    "contracts.Agency": {"contracts.add_agency", "contracts.view_all_agencies"},
    "contracts.RegisterImport": {"contracts.import_register"},
    "oversight.Scorecard": {"oversight.compute_scorecard"},
}

# ---- rows that belong to no agency, and rows that belong to one person ----

GLOBAL = {
    "contracts.CreditQuery",
    "contracts.Holiday",
    "contracts.Indicator",
    "contracts.LegalRule",
    "contracts.ReportedContract",
    "contracts.ReportedFigure",
    "contracts.ScopeItem",
    "contracts.ServiceKind",
    "contracts.Vendor",
    "contracts.VendorCertificate",
    "contracts.VendorRestriction",
    "contracts.VettingQuestion",
    "contracts.VettingReview",
    "inspections.Checklist",
    "oversight.RuleRun",
    "oversight.ScoringScheme",
}
PERSONAL = {"contracts.ApiToken", "contracts.RegisterImport"}

# ---- the register's API: which permission each step needs; None where it is a certain person, whatever the role ----

API_NOUNS = {
    "agency": "agency",
    "person": "user",
    "indicator": "indicator",
    "scope-item": "scopeitem",
    "vendor": "vendor",
    "tender": "tender",
    "bid": "bid",
    "contract": "contract",
    "metric-term": "metricterm",
    "inspection-term": "inspectionterm",
    "section": "worksection",
    "duty": "duty",
}
API_READ = {"contract-gates", "contract-responsible"}
API_STEPS: dict[str, str | None] = {
    "tender-announce": "contracts.announce_tender",
    "tender-award": "contracts.award_tender",
    "tender-award-notice": "contracts.award_tender",
    "tender-cancel": "contracts.cancel_tender",
    "bid-disqualify": "contracts.change_bid",
    "bid-withdraw": "contracts.change_bid",
    "contract-usual-terms": "contracts.change_contract",
    "contract-activate": "contracts.activate_contract",
    "contract-publish": "contracts.publish_contract",
    "contract-file": "contracts.change_contract",
    "contract-suspend": "contracts.suspend_contract",
    "contract-resume": "contracts.suspend_contract",
    "contract-terminate": "contracts.terminate_contract",
    "contract-close": "contracts.close_contract",
    "duty-acknowledge": None,
    "duty-hand-over": "contracts.handover_duty",
    "duty-withdraw": "contracts.end_duty",
    "duty-end": "contracts.end_duty",
}
# What each step is sent, where it asks for something: well-formed, so that nothing but the permission stops it
API_SENT: dict[str, dict[str, Any]] = {
    "tender-announce": {"notice_on": "2026-01-05"},
    "tender-cancel": {"reason": "Tried."},
    "tender-award-notice": {"award_notice_on": "2026-01-05"},
    "bid-disqualify": {"reason": "Tried."},
    "bid-withdraw": {"reason": "Tried."},
    "contract-file": {"filed_on": "2026-01-05"},
    "contract-suspend": {"reason": "Tried."},
    "contract-resume": {"reason": "Tried."},
    "contract-terminate": {"reason": "Tried.", "ground": "breach"},
    "contract-close": {"reason": "Tried."},
    "duty-withdraw": {"reason": "Tried."},
    "duty-end": {"reason": "Tried."},
}


def addresses(patterns: Any = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every address, with its name space. Those without a name are redirects and the admin's catch-all."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, inner)
        elif pattern.name:
            yield ":".join((*spaces, pattern.name))
