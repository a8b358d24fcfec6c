"""What the database refuses of papers, money and the end of a contract. Part of tests/contracts/test_constraints.py."""

from datetime import date
from decimal import Decimal

from django.db.models import F

from contracts.models import Payment
from tests import factories
from tests.factories import NOW, TODAY


def _document():
    return factories.a_document(factories.an_active_contract(), text="another")


def _stored():
    return _document().stored


def _supplement():
    return factories.an_amendment(factories.an_active_contract())


def _extension():
    return factories.an_amendment(factories.an_active_contract(), kind="extension", new_end=date(2026, 12, 30))


def _succession():
    return factories.a_succession(factories.an_active_contract())


def _final():
    return factories.an_acceptance(factories.an_active_contract(), is_final=True)


def _payment():
    return factories.a_payment(factories.an_active_contract())


def _released():
    return factories.a_released_payment(factories.an_active_contract())


def _hold():
    return factories.a_hold(factories.an_active_contract())


CHECKS = [
    ("contract_terminated_on_a_ground", factories.an_active_contract, {"termination_ground": "breach"}),
    (
        "contract_terminated_on_a_ground",
        lambda: factories.terminate(factories.an_active_contract()),
        {"termination_ground": ""},
    ),
    ("contract_suspended_on_when_suspended", factories.an_active_contract, {"suspended_on": TODAY}),
    (
        "contract_suspended_on_when_suspended",
        lambda: factories.suspend(factories.an_active_contract()),
        {"suspended_on": None},
    ),
    ("stored_file_not_empty", _stored, {"size": 0}),
    ("document_withdrawn_with_reason", _document, {"withdrawn_on": TODAY}),
    ("amendment_amount_in_range", _supplement, {"amount_change": Decimal("100000000000.01")}),
    ("amendment_amount_fits_kind", _supplement, {"amount_change": Decimal(-1)}),
    ("amendment_amount_fits_kind", _supplement, {"kind": "reduction"}),
    ("amendment_term_named", _extension, {"new_end": None}),
    ("amendment_years_plausible", _extension, {"new_end": date(2100, 1, 1)}),
    ("succession_changes_agency", _succession, {"to_agency": F("from_agency")}),
    ("acceptance_final_with_users", _final, {"user_representatives": 0}),
    ("payment_amount_in_range", _payment, {"amount": Decimal(0)}),
    ("payment_released_after_acceptance", _released, {"acceptance": None}),
    ("payment_released_after_acceptance", _payment, {"released_on": TODAY}),
    ("payment_signed_by_somebody", _payment, {"signed_at": NOW}),
    ("payment_cancelled_with_reason", _payment, {"status": Payment.Status.CANCELLED}),
    ("payment_hold_lifted_with_reason", _hold, {"lifted_at": NOW}),
    ("payment_hold_lifted_with_reason", _hold, {"lifted_at": NOW, "lifted_by": 1}),
]


UNIQUE = [
    ("document_once", _document, dict),
    ("amendment_number_once", _supplement, dict),
    ("payment_number_once", _payment, dict),
]

UNIQUE_COLUMNS = {
    "StoredFile.sha256": lambda: (_stored(), {}),
}
