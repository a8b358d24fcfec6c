"""What the database refuses of vendors, their credit files, vetting and trainings."""

from decimal import Decimal

from contracts.models import VendorTraining, VettingAnswer, VettingQuestion
from tests import factories
from tests.factories import TODAY, days


def _answer() -> VettingAnswer:
    return factories.a_review().answers.order_by("pk")[0]


def _waiver():
    return factories.a_waiver(factories.a_draft())


def _training() -> VendorTraining:
    return factories.a_training(factories.a_draft())


BEFORE = factories.STARTS_ON - days(3650)

CHECKS = [
    ("vendor_capital_in_range", factories.a_vendor, {"registered_capital": Decimal(0)}),
    ("vendor_capital_in_range", factories.a_vendor, {"registered_capital": Decimal("100000000000.01")}),
    ("certificate_covers_in_order", factories.a_certificate, {"covers_to": BEFORE}),
    ("certificate_expires_after_start", factories.a_certificate, {"expires_on": BEFORE}),
    ("certificate_period_named", factories.a_certificate, {"covers_to": None}),
    ("certificate_revoked_with_reason", factories.a_certificate, {"revoked_on": TODAY}),
    ("restriction_dates_in_order", factories.a_restriction, {"ends_on": BEFORE}),
    ("restriction_lifted_with_reason", factories.a_restriction, {"lifted_on": TODAY}),
    ("vetting_valid_after_review", factories.a_review, {"valid_until": TODAY}),
    ("training_reached_somebody", _training, {"trained": 0, "assessed": 0, "passed": 0}),
    ("training_assessed_were_trained", _training, {"assessed": 13}),
    ("training_passed_were_assessed", _training, {"passed": 11}),
]

UNIQUE = [
    ("credit_query_once", factories.a_credit_query, dict),
    ("waiver_once", _waiver, dict),
    ("vetting_answer_once", _answer, dict),
]

UNIQUE_COLUMNS = {
    "VettingQuestion.code": lambda: (VettingQuestion.objects.first(), {}),
}
