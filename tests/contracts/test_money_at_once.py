"""Two people at the same moment: money goes once, and never past a hold."""

import pytest

from contracts import actions
from contracts.models import AuditEvent, Payment
from tests import factories
from tests.at_once import at_once, refusals
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payment():
    return factories.a_payment(factories.an_active_contract())


@pytest.fixture
def acceptance(payment):
    return factories.an_acceptance(payment.contract)


def fresh(payment):
    return Payment.objects.select_related("contract__agency").get(pk=payment.pk)


def test_two_releasing_at_once_pay_once(payment, acceptance):
    people = [factories.a_payer(payment.contract) for _ in range(2)]
    copies = [fresh(payment) for _ in range(2)]
    results = at_once(
        *(
            lambda row=row, by=by: actions.release_payment(row, acceptance, by=by, at=NOW)
            for row, by in zip(copies, people, strict=True)
        )
    )
    assert refusals(results) == 1
    assert AuditEvent.objects.filter(action="payment.released").count() == 1


def test_whoever_comes_first_decides_between_paying_and_holding(payment, acceptance):
    by, row, contract = factories.a_payer(payment.contract), fresh(payment), fresh(payment).contract
    at_once(
        lambda: actions.release_payment(row, acceptance, by=by, at=NOW),
        lambda: factories.a_hold(contract),
    )
    order = list(
        AuditEvent.objects.filter(action__in=("payment.released", "hold.placed"))
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert order in (["hold.placed"], ["payment.released", "hold.placed"])


def test_two_amendments_at_once_have_two_numbers():
    contract = factories.an_active_contract()
    copies = [type(contract).objects.select_related("agency", "kind").get(pk=contract.pk) for _ in range(2)]
    results = at_once(*(lambda row=row: factories.an_amendment(row) for row in copies))
    assert refusals(results) == 0
    assert list(contract.amendments.values_list("number", flat=True)) == [1, 2]


def test_two_lifting_a_hold_at_once_lift_it_once(payment):
    placed = factories.a_hold(payment.contract)
    copies = [type(placed).objects.select_related("contract__agency").get(pk=placed.pk) for _ in range(2)]
    by = factories.staff("supervisor")
    results = at_once(*(lambda row=row: actions.lift_hold(row, reason="Fine.", by=by, at=NOW) for row in copies))
    assert refusals(results) == 1
