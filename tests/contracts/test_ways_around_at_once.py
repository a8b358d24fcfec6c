"""Two people at the same moment: what one checks is not exchanged by the other, and neither waits for ever."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts import actions
from contracts.admin_pages import page_url
from contracts.models import Contract, Duty, Payment
from tests import factories
from tests.admin_forms import as_a_browser_would, signed_in
from tests.at_once import at_once
from tests.contracts.test_register_api import Program
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_nothing_comes_into_force_that_was_spoilt_in_the_same_moment():
    draft = factories.a_ready_draft()
    copies, by = [fresh(draft) for _ in range(2)], factories.staff()
    at_once(
        lambda: actions.activate_contract(copies[0], by=by, at=NOW),
        lambda: actions.change_contract(copies[1], {"budget_line": ""}, by=by, at=NOW),
    )
    draft.refresh_from_db()
    assert (draft.status == Contract.Status.ACTIVE) is bool(draft.budget_line)


def test_no_signature_stands_under_another_sum_than_was_signed():
    contract = factories.an_active_contract("irrigation")
    payment = factories.a_payment(contract)
    supervisor = contract.duties.get(role=Duty.Role.SUPERVISOR).person
    copies, by = [fresh(payment) for _ in range(2)], factories.staff()
    at_once(
        lambda: actions.sign_payment(copies[0], by=supervisor, at=NOW),
        lambda: actions.change_payment(copies[1], {"amount": Decimal(300000)}, by=by, at=NOW),
    )
    payment.refresh_from_db()
    assert payment.amount == 300000
    assert payment.signed_by is None


def test_two_instalments_at_once_never_come_to_more_than_the_price():
    contract = factories.an_active_contract()
    copies, part = [fresh(contract) for _ in range(2)], contract.amount * Decimal("0.6")
    at_once(*(lambda row=row: factories.a_payment(row, amount=part.quantize(Decimal(1))) for row in copies))
    assert Payment.objects.count() == 1


def test_a_payment_is_saved_and_released_at_once_without_either_waiting_for_the_other_for_ever():
    payment = factories.a_payment(factories.an_active_contract())
    acceptance, by = factories.an_acceptance(payment.contract), factories.a_payer(payment.contract)
    client, row = signed_in(factories.a_user(is_staff=True)), fresh(payment)
    form = as_a_browser_would(client.get(page_url(payment)), amount="240000")
    statuses = at_once(
        lambda: client.post(page_url(payment), form).status_code,
        lambda: actions.release_payment(row, acceptance, by=by, at=NOW).status,
    )
    payment.refresh_from_db()
    assert payment.status == Payment.Status.RELEASED
    assert 500 not in statuses


def test_whoever_corrects_a_bid_by_program_holds_its_tender_first():
    bid = factories.a_bid()
    program = Program(factories.staff())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert program.change("bid", bid, amount="1000.00").status_code == 200
    written = [query["sql"].split('"')[1] for query in queries if query["sql"].startswith("UPDATE")]
    assert written[:2] == ["contracts_tender", "contracts_bid"]


def test_of_two_programs_that_read_the_same_row_only_one_writes():
    draft = factories.a_draft()
    programs = [Program(factories.staff()) for _ in range(2)]
    seen = {"If-Match": programs[0].get("contract", draft)["ETag"]}
    answers = at_once(
        *(
            lambda each=each, number=number: each.change("contract", draft, seen, budget_line=str(number)).status_code
            for number, each in enumerate(programs)
        )
    )
    assert sorted(answers) == [200, 412]


def test_half_a_sign_in_a_text_is_told_and_not_stored():
    program = Program(factories.staff())
    answer = program.send("vendor", name_en="\ud800", credit_code=factories.credit_code())
    assert answer.status_code == 400
    assert "half a sign" in json.loads(answer.content)["detail"]


def test_a_bid_of_another_agency_is_answered_like_one_that_does_not_exist():
    foreign = factories.a_bid(factories.an_announced_tender(agency=factories.an_agency()))
    tender, program = factories.an_announced_tender(), Program(factories.staff())
    days = {"opened_on": "2026-01-05", "awarded_on": "2026-01-05"}
    told = [program.send("tender", tender, "award", bid=key, **days) for key in (foreign.pk, foreign.pk + 1000)]
    assert [answer.status_code for answer in told] == [400, 400]
    assert all("does not exist" in answer.content.decode() for answer in told)
