"""Rows for the tests, made the way the product makes them: through actions only, so every one has its audit event.

Each function stands on its own (``an_order()`` makes the contract, the visit and the finding it needs) and takes what
the scenario is about. Dates are fixed: nothing here depends on the day a test runs.
"""

from tests.factories.clock import NOW, SHANGHAI, STARTS_ON, TODAY, days, on
from tests.factories.evidence import (
    a_filed_report,
    a_finding,
    a_photo,
    a_reading,
    a_reading_due,
    a_scheduled_inspection,
    an_approved_report,
    an_order,
    answers,
    schedule,
)
from tests.factories.judgement import (
    Q2,
    Q3,
    a_draft_card,
    a_published_card,
    a_swept_flag,
    an_approved_card,
    evidence_of_a_period,
    swept,
)
from tests.factories.people import PASSWORD, a_user, an_agency, automation, reference, root, staff, the_agency
from tests.factories.promise import (
    PROMISED,
    a_draft,
    a_duty,
    a_metric_term,
    a_ready_draft,
    a_section,
    a_vendor,
    activate,
    an_active_contract,
    an_inspection_term,
    credit_code,
)

__all__ = [
    "NOW",
    "PASSWORD",
    "PROMISED",
    "Q2",
    "Q3",
    "SHANGHAI",
    "STARTS_ON",
    "TODAY",
    "a_draft",
    "a_draft_card",
    "a_duty",
    "a_filed_report",
    "a_finding",
    "a_metric_term",
    "a_photo",
    "a_published_card",
    "a_reading",
    "a_reading_due",
    "a_ready_draft",
    "a_scheduled_inspection",
    "a_section",
    "a_swept_flag",
    "a_user",
    "a_vendor",
    "activate",
    "an_active_contract",
    "an_agency",
    "an_approved_card",
    "an_approved_report",
    "an_inspection_term",
    "an_order",
    "answers",
    "automation",
    "credit_code",
    "days",
    "evidence_of_a_period",
    "on",
    "reference",
    "root",
    "schedule",
    "staff",
    "swept",
    "the_agency",
]
