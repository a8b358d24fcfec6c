"""Amendments, payments, holds, acceptance and the end of a contract: what is refused, and what follows."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions, gates
from contracts.models import Acceptance, Amendment, Contract, Document, Duty, LegalRule, Payment, Succession
from contracts.price import over_the_share, running_total
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days
from tests.factories.files import a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return factories.an_active_contract(amount=Decimal("1000000.00"))


# ---- documents ----


def test_a_contract_in_force_keeps_its_signed_text_until_the_right_one_is_there(contract):
    signed = contract.documents.get(kind=Document.Kind.CONTRACT)
    by = factories.staff()
    with nothing_written(), pytest.raises(Refused, match="Add the right one first"):
        actions.withdraw_document(signed, by=by, at=NOW, reason="The wrong one.")
    factories.a_document(contract, Document.Kind.CONTRACT, text="the right one", at=NOW)
    actions.withdraw_document(signed, by=by, at=NOW, reason="The wrong one.")
    assert list(contract.documents.standing().filter(kind="contract").values_list("stored", flat=True)) != [
        signed.stored_id
    ]


def test_a_draft_lacks_its_papers_its_budget_line_and_its_staff():
    draft = factories.a_draft(budget_line="", agreed_staff=None)
    missing = {gate.code for gate in gates.check(draft, TODAY) if not gate.ok}
    assert {"document_contract", "document_rulebook", "budget_line", "staffing"} <= missing


# ---- amendments ----


def test_the_changes_are_reckoned_against_the_amount_that_was_signed_exactly_in_fen(contract):
    factories.an_amendment(contract, amount_change=Decimal("0.10"))
    factories.an_amendment(contract, amount_change=Decimal("99999.91"))
    factories.an_amendment(contract, kind=Amendment.Kind.REDUCTION, amount_change=Decimal("-0.02"))
    sums = running_total(contract)
    assert (sums.count, sums.change, sums.supplements) == (3, Decimal("99999.99"), Decimal("100000.01"))
    assert (sums.current, sums.share_bp) == (Decimal("1099999.99"), 1_000)
    assert list(contract.amendments.values_list("number", flat=True)) == [1, 2, 3]
    contract.refresh_from_db()
    assert contract.amount == Decimal("1000000.00")


@pytest.mark.parametrize(("change", "says"), [("100000.00", False), ("100000.01", True)])
def test_supplements_over_a_tenth_say_so_with_the_source(contract, change, says):
    factories.an_amendment(contract, amount_change=Decimal(change))
    words = over_the_share(running_total(contract), TODAY)
    assert ("more than 10%" in words and "Government Procurement Law, art. 49" in words) is says


def test_where_the_rule_is_not_in_effect_nothing_is_said(contract):
    factories.an_amendment(contract, amount_change=Decimal(900_000))
    LegalRule.objects.filter(code="supplement-share").update(effective_until=TODAY - days(1))
    assert over_the_share(running_total(contract), TODAY) == ""


def test_an_extension_moves_the_last_day_and_keeps_the_old_one_on_record(contract):
    amendment = factories.an_amendment(contract, kind=Amendment.Kind.EXTENSION, new_end=date(2027, 6, 30))
    contract.refresh_from_db()
    assert (contract.ends_on, amendment.former_end) == (date(2027, 6, 30), date(2026, 12, 31))


def test_a_purchase_of_services_is_not_extended_beyond_three_years(contract):
    with nothing_written(), pytest.raises(Refused, match=r"art\. 24"):
        factories.an_amendment(contract, kind=Amendment.Kind.EXTENSION, new_end=date(2029, 1, 1))


@pytest.mark.parametrize(
    "fields",
    [
        {"signed_on": TODAY + days(1)},
        {"signed_on": date(2025, 1, 1)},
        {"kind": "extension", "new_end": date(2026, 3, 1)},
        {"kind": "reduction", "amount_change": Decimal(-1_000_000)},
        {"kind": "supplement", "amount_change": Decimal(0)},
    ],
    ids=["signed tomorrow", "signed before the contract", "ended in the past", "nothing left", "nothing added"],
)
def test_an_amendment_that_cannot_be_is_refused(contract, fields):
    with nothing_written(), pytest.raises(ValidationError):
        factories.an_amendment(contract, **fields)


def test_the_price_is_not_lowered_below_what_is_to_be_paid_already(contract):
    factories.a_payment(contract, amount=Decimal(900_000))
    with nothing_written(), pytest.raises(Refused, match="Cancel or lower planned payments"):
        factories.an_amendment(contract, kind=Amendment.Kind.REDUCTION, amount_change=Decimal("-100000.01"))


# ---- payments ----


def test_all_payments_together_stay_within_the_current_amount(contract):
    factories.a_payment(contract, amount=Decimal("999999.99"))
    second = factories.a_payment(contract, amount=Decimal("0.01"))
    with nothing_written(), pytest.raises(Refused, match=r"1,000,000\.00 yuan"):
        actions.change_payment(second, {"amount": Decimal("0.02")}, by=factories.staff(), at=NOW)
    factories.an_amendment(contract, amount_change=Decimal(5))
    actions.change_payment(second, {"amount": Decimal("0.02")}, by=factories.staff(), at=NOW)
    actions.cancel_payment(second, by=factories.staff(), at=NOW, reason="Not owed.")
    assert factories.a_payment(contract, amount=Decimal(5)).number == 3


def test_nothing_is_paid_while_a_hold_is_open(contract):
    payment, acceptance = factories.a_payment(contract), factories.an_acceptance(contract)
    placed = factories.a_hold(contract)
    by = factories.a_payer(contract)
    with nothing_written(), pytest.raises(Refused, match="The bill does not add up"):
        actions.release_payment(payment, acceptance, by=by, at=NOW)
    actions.lift_hold(placed, reason="It does.", by=factories.staff("supervisor"), at=NOW)
    assert actions.release_payment(payment, acceptance, by=by, at=NOW).status == Payment.Status.RELEASED


def test_nothing_is_paid_on_a_failed_or_foreign_acceptance(contract):
    payment, by = factories.a_payment(contract), factories.a_payer(contract)
    failed = factories.an_acceptance(contract, result=Acceptance.Result.FAILED)
    foreign = factories.an_acceptance(factories.an_active_contract())
    for acceptance in (failed, foreign):
        with nothing_written(), pytest.raises(Refused, match="passed acceptance of this contract"):
            actions.release_payment(payment, acceptance, by=by, at=NOW)


def test_who_accepted_does_not_release(contract):
    payment, acceptance = factories.a_payment(contract), factories.an_acceptance(contract)
    with nothing_written(), pytest.raises(PermissionDenied, match="Somebody else has to release it"):
        actions.release_payment(payment, acceptance, by=acceptance.recorded_by, at=NOW)


@pytest.fixture
def works():
    return factories.an_active_contract("irrigation")


def _chief(contract):
    duty = contract.duties.answering().filter(role=Duty.Role.SUPERVISOR).first()
    if duty is None:
        duty = factories.a_duty(contract, factories.a_user("supervisor"), Duty.Role.SUPERVISOR)
    return duty.person


def test_works_are_not_paid_without_the_chief_supervisors_signature(works):
    payment, acceptance = factories.a_payment(works), factories.an_acceptance(works)
    chief, by = _chief(works), factories.a_payer(works)
    with nothing_written(), pytest.raises(Refused, match=r"Quality Management of Construction Projects, art\. 37"):
        actions.release_payment(payment, acceptance, by=by, at=NOW)
    actions.sign_payment(payment, by=chief, at=NOW)
    assert actions.release_payment(payment, acceptance, by=by, at=NOW).signed_by == chief


def test_a_corrected_payment_has_to_be_signed_anew(works):
    payment = factories.a_payment(works)
    actions.sign_payment(payment, by=_chief(works), at=NOW)
    actions.change_payment(payment, {"amount": Decimal(7)}, by=factories.staff(), at=NOW)
    assert (payment.signed_by, payment.signed_at) == (None, None)


def test_a_supervisor_without_the_duty_does_not_sign(works):
    payment, other = factories.a_payment(works), factories.a_user("supervisor")
    with nothing_written(), pytest.raises(PermissionDenied, match="holds the supervisor's duty"):
        actions.sign_payment(payment, by=other, at=NOW)


def test_the_last_payment_is_signed_and_released_after_the_end(works):
    payment, chief, by = factories.a_payment(works), _chief(works), factories.a_payer(works)
    factories.close(works)
    actions.sign_payment(payment, by=chief, at=NOW + days(1))
    final = works.acceptances.final().get()
    assert actions.release_payment(payment, final, by=by, at=NOW + days(1)).status == Payment.Status.RELEASED


# ---- holds ----


def test_who_placed_a_hold_does_not_lift_it(contract):
    by = factories.staff("supervisor")
    placed = factories.a_hold(contract, by=by)
    with nothing_written(), pytest.raises(PermissionDenied, match="Somebody else has to lift it"):
        actions.lift_hold(placed, reason="Fine.", by=by, at=NOW)


def test_the_hold_of_an_order_is_lifted_by_its_verification_and_in_no_other_way():
    order, other = factories.an_order(), factories.a_user("supervisor")
    assert order.hold.is_automatic
    with nothing_written(), pytest.raises(Refused, match="once its cause is put right"):
        actions.lift_hold(order.hold, reason="Fine.", by=other, at=NOW)


# ---- acceptance and the end ----


def test_an_acceptance_is_not_held_in_the_future(contract):
    with nothing_written(), pytest.raises(Refused, match="not in the future"):
        factories.an_acceptance(contract, held_on=TODAY + days(1))


def test_the_record_of_an_acceptance_is_one_of_the_documents(contract):
    acceptance = factories.an_acceptance(contract, upload=a_pdf("record"))
    assert acceptance.document.kind == Document.Kind.ACCEPTANCE


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("hotline", "Implementation of the Government Procurement Law, art. 45"),
        ("irrigation", "Farmland Irrigation and Drainage, art. 16"),
    ],
)
def test_a_contract_is_not_closed_before_those_it_is_for_have_accepted_it(kind, source):
    contract = factories.an_active_contract(kind)
    factories.an_acceptance(contract)
    with nothing_written(), pytest.raises(Refused, match=source):
        actions.close_contract(contract, by=factories.staff(), at=NOW, reason="Over.")


def test_a_terminated_contract_has_a_ground_a_day_and_no_open_duty():
    contract = factories.terminate(factories.suspend(factories.an_active_contract()))
    assert (contract.status, contract.closed_on, contract.termination_ground) == ("terminated", TODAY, "breach")
    assert contract.suspended_on is None
    assert not contract.duties.open().exists()


def test_whoever_answers_for_a_suspended_contract_goes_on_to():
    contract = factories.suspend(factories.an_active_contract())
    assert contract.duties.answering().leads().exists()
    assert Contract.objects.answered_for().get() == contract
    assert not Contract.objects.active().exists()


# ---- succession ----


def test_a_merged_agency_takes_every_contract_in_force_at_once():
    old = factories.an_agency(parent=factories.the_agency())
    new = factories.an_agency(parent=factories.the_agency())
    first, second = (factories.an_active_contract(agency=old) for _ in range(2))
    ended = factories.close(factories.an_active_contract(agency=old))
    passed_on = actions.succeed_agency(
        old,
        new,
        kind=Succession.Kind.MERGER,
        document_number="No. 7",
        took_effect_on=TODAY,
        by=factories.staff("administrator"),
        at=NOW,
    )
    assert {succession.contract for succession in passed_on} == {first, second}
    assert set(Contract.objects.filter(agency=new)) == {first, second}
    assert Contract.objects.get(agency=old) == ended


def test_a_succession_stays_within_the_scope_of_who_records_it(contract):
    by, foreign = factories.a_user("administrator"), factories.an_agency()
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.pass_on_contract(
            contract,
            foreign,
            kind=Succession.Kind.MERGER,
            document_number="No. 7",
            took_effect_on=TODAY,
            by=by,
            at=NOW,
        )
