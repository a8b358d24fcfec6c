"""What the database refuses of the promise, whoever writes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from contracts import actions, audit
from contracts.models import AuditSeal, Duty, Holiday, Indicator, ReportedContract, ReportedFigure, ServiceKind
from contracts.sealing import seal_pending
from tests import factories
from tests.constraints import check_refused, constraints, unique_columns, write, write_again
from tests.contracts import (
    cases_of_imports,
    constraints_of_law,
    constraints_of_money,
    constraints_of_tenders,
    constraints_of_terms,
    constraints_of_vendors,
)
from tests.contracts.cases_of_answering import a_delegation
from tests.contracts.cases_of_tokens import a_token
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


def _duty(**fields):
    return factories.a_duty(factories.a_draft(), **fields)


def _handover():
    outgoing = _duty()
    return actions.hand_over_duty(outgoing, factories.a_user(), by=factories.staff(), at=NOW)


def _section():
    return factories.a_section(factories.a_draft("irrigation"))


def _reported_contract():
    return ReportedContract.objects.create(region="Elsewhere", title="Hotline", service_kind="hotline")


def _reported_figure():
    return ReportedFigure.objects.create(place="Elsewhere", indicator_code="H1", period="2024")


def _seal():
    _another_event()
    seal_pending(at=NOW)
    return AuditSeal.objects.last()


def _another_event():
    return audit.record("test.noted", factories.the_agency(), by=factories.root(), at=NOW)


CHECKS = [
    ("contract_amount_in_range", factories.a_draft, {"amount": Decimal(0)}),
    ("contract_amount_in_range", factories.a_draft, {"amount": Decimal(-1)}),
    ("contract_amount_in_range", factories.a_draft, {"amount": Decimal("100000000000.01")}),
    ("contract_budget_in_range", factories.a_draft, {"budget": Decimal(0)}),
    ("contract_budget_in_range", factories.a_draft, {"budget": Decimal("100000000000.01")}),
    ("contract_years_plausible", factories.a_draft, {"starts_on": date(1999, 12, 31)}),
    ("contract_years_plausible", factories.a_draft, {"ends_on": date(2100, 1, 1)}),
    ("contract_years_plausible", factories.a_draft, {"signed_on": date(226, 1, 1)}),
    ("contract_ends_after_start", factories.a_draft, {"ends_on": factories.STARTS_ON - days(1)}),
    ("contract_activated_when_not_draft", factories.a_draft, {"activated_at": NOW}),
    ("contract_activated_when_not_draft", factories.a_draft, {"status": "active"}),
    ("contract_activated_when_not_draft", factories.an_active_contract, {"activated_at": None}),
    ("contract_closed_on_when_closed", factories.an_active_contract, {"closed_on": TODAY}),
    ("contract_closed_on_when_closed", factories.an_active_contract, {"status": "closed"}),
    ("duty_starts_when_acknowledged", _duty, {"starts_on": None}),
    ("duty_starts_when_acknowledged", _duty, {"acknowledged_at": None}),
    ("duty_ends_after_start", _duty, {"ended_on": factories.STARTS_ON - days(1)}),
    ("metric_term_weight_in_range", lambda: factories.a_metric_term(factories.a_draft()), {"weight_bp": 0}),
    ("metric_term_weight_in_range", lambda: factories.a_metric_term(factories.a_draft()), {"weight_bp": 10_001}),
    ("metric_term_frequency_known", lambda: factories.a_metric_term(factories.a_draft()), {"frequency": 2}),
    (
        "inspection_term_someone_goes",
        lambda: factories.an_inspection_term(factories.a_draft()),
        {"minimum_inspectors": 0},
    ),
    ("inspection_term_frequency_known", lambda: factories.an_inspection_term(factories.a_draft()), {"frequency": 0}),
    ("section_has_length", _section, {"ends_at": 0}),
    ("inspection_term_points", lambda: factories.an_inspection_term(factories.a_draft()), {"points_a_visit": 0}),
    ("indicator_suggested_weight_in_range", lambda: Indicator.objects.get(code="H1"), {"suggested_weight_bp": 0}),
    ("indicator_suggested_weight_in_range", lambda: Indicator.objects.get(code="H1"), {"suggested_weight_bp": 10_001}),
    ("delegation_dates_in_order", a_delegation, {"ends_on": TODAY - days(1)}),
    ("api_token_expires_after_issue", lambda: a_token()[0], {"expires_at": NOW}),
]

UNIQUE = [
    ("duty_one_answering_lead", _duty, lambda: {"person": factories.a_user()}),
    ("duty_one_pending_lead", lambda: _duty(acknowledged=False), lambda: {"person": factories.a_user()}),
    ("duty_once_per_person", lambda: _duty(role=Duty.Role.MANAGER), dict),
    (
        "duty_one_handover",
        _handover,
        lambda: {"person": factories.a_user(), "acknowledged_at": NOW, "starts_on": TODAY, "role": "manager"},
    ),
    ("indicator_code_version", lambda: Indicator.objects.get(code="H1"), dict),
    ("reported_contract_once", _reported_contract, dict),
    ("reported_figure_once", _reported_figure, dict),
    ("metric_term_once", lambda: factories.a_metric_term(factories.a_draft(), weight_bp=1), dict),
    ("inspection_term_once", lambda: factories.an_inspection_term(factories.a_draft()), dict),
    ("section_starts_once", _section, dict),
    ("seal_digest_once", _seal, lambda: {"sequence": 1_000, "event": _another_event()}),
]

CHECKS += (
    constraints_of_law.CHECKS
    + constraints_of_money.CHECKS
    + constraints_of_tenders.CHECKS
    + constraints_of_terms.CHECKS
    + constraints_of_vendors.CHECKS
    + cases_of_imports.CHECKS
)
UNIQUE += (
    constraints_of_law.UNIQUE
    + constraints_of_money.UNIQUE
    + constraints_of_tenders.UNIQUE
    + constraints_of_vendors.UNIQUE
)

# Rows that are never written over, so that only a new one can be wrong.
APPENDED = [
    ("seal_number_from_one", _seal, lambda: {"sequence": 0, "event": _another_event(), "digest": "another"}),
]

UNIQUE_COLUMNS = (
    {
        "Agency.code": lambda: (factories.the_agency(), {"path": "9999"}),
        "Agency.path": lambda: (factories.the_agency(), {"code": "other"}),
        "AuditSeal.event": lambda: (_seal(), {"sequence": 1_000, "digest": "another"}),
        "Contract.public_id": lambda: (factories.a_draft(), {"reference": "other"}),
        "Contract.reference": lambda: (factories.a_draft(), {"public_id": "other"}),
        "Holiday.day": lambda: (Holiday.objects.first(), {}),
        "ApiToken.sha256": lambda: (a_token()[0], {}),
        "ServiceKind.code": lambda: (ServiceKind.objects.first(), {}),
        "User.username": lambda: (factories.a_user(), {}),
        "Vendor.credit_code": lambda: (factories.a_vendor(), {"public_id": "other"}),
        "Vendor.public_id": lambda: (factories.a_vendor(), {"credit_code": factories.credit_code()}),
    }
    | constraints_of_money.UNIQUE_COLUMNS
    | constraints_of_tenders.UNIQUE_COLUMNS
    | constraints_of_vendors.UNIQUE_COLUMNS
)


@pytest.mark.parametrize(("name", "make", "columns"), CHECKS)
def test_a_row_that_cannot_be_true_is_refused(name, make, columns):
    check_refused(name, write(make(), **columns))


@pytest.mark.parametrize(("name", "make", "differing"), UNIQUE)
def test_a_second_row_of_what_there_is_once_is_refused(name, make, differing):
    check_refused(name, write_again(make(), **differing()))


@pytest.mark.parametrize(("name", "make", "differing"), APPENDED)
def test_a_new_row_that_cannot_be_true_is_refused(name, make, differing):
    check_refused(name, write_again(make(), **differing()))


@pytest.mark.parametrize("column", UNIQUE_COLUMNS)
def test_a_value_that_is_unique_is_refused_a_second_time(column):
    row, differing = UNIQUE_COLUMNS[column]()
    with pytest.raises(IntegrityError, match=column.split(".")[1]), transaction.atomic():
        write_again(row, **differing)()


def test_every_constraint_stands_in_a_list():
    assert {name for name, *_case in CHECKS + UNIQUE + APPENDED} == set(constraints("contracts"))
    assert set(UNIQUE_COLUMNS) == unique_columns("contracts")


def test_an_ended_duty_makes_room_for_the_next():
    duty = _duty()
    write(duty, ended_on=TODAY)()
    write_again(duty)()
    assert Duty.objects.count() == 2
