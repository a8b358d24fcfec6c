"""Ways around a check that somebody might try: acting on what has changed meanwhile, or changing what was looked at."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from contracts import actions
from contracts.models import (
    AuditEvent,
    Contract,
    Duty,
    LegalConfirmation,
    Tender,
)
from contracts.refusals import Refused
from tests import factories
from tests.contracts.test_legality import _doubtful, confirm
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


def copy_of(row):
    """The row as somebody else has it before them."""
    return type(row)._base_manager.get(pk=row.pk)


# ---- what has changed since it was read ----


def test_the_gates_are_checked_on_the_contract_as_it_stands_not_as_it_was_read():
    draft = factories.a_ready_draft()
    as_read = copy_of(draft)
    actions.change_contract(draft, {"budget_line": ""}, by=factories.staff(), at=NOW)
    with nothing_written(), pytest.raises(Refused, match="budget line"):
        actions.activate_contract(as_read, by=factories.staff(), at=NOW)


def test_a_payment_corrected_by_somebody_who_had_not_seen_the_signature_loses_it_all_the_same():
    contract = factories.an_active_contract("irrigation")
    payment = factories.a_payment(contract)
    as_read = copy_of(payment)
    supervisor = contract.duties.get(role=Duty.Role.SUPERVISOR).person
    actions.sign_payment(payment, by=supervisor, at=NOW)
    actions.change_payment(as_read, {"amount": Decimal(300000)}, by=factories.staff(), at=NOW)
    payment.refresh_from_db()
    assert payment.signed_by is None
    assert payment.signed_at is None


def test_nobody_signs_a_payment_that_was_corrected_since_it_was_read():
    contract = factories.an_active_contract("irrigation")
    payment = factories.a_payment(contract)
    as_read = copy_of(payment)
    actions.change_payment(payment, {"amount": Decimal(300000)}, by=factories.staff(), at=NOW)
    supervisor = contract.duties.get(role=Duty.Role.SUPERVISOR).person
    with nothing_written(), pytest.raises(Refused) as refused:
        actions.sign_payment(as_read, by=supervisor, at=NOW)
    assert refused.value.error_list[0].code == "stale"


def test_a_tender_is_cleared_as_it_stands_when_it_is_announced():
    tender = factories.a_tender()
    as_read = copy_of(tender)
    Tender.objects.filter(pk=tender.pk).update(scope_item=_doubtful().scope_item)
    with nothing_written(), pytest.raises(Refused, match="cannot be announced yet"):
        factories.announce(as_read)


def test_a_bid_is_weighed_against_the_budget_with_the_sum_it_has_now():
    tender = factories.an_announced_tender()
    bid = factories.a_bid(tender)
    as_read = copy_of(bid)
    actions.correct_bid(bid, {"amount": tender.budget + 1}, by=factories.staff(), at=NOW)
    with nothing_written(), pytest.raises(Refused, match="above the budget"):
        factories.award(tender, as_read)


def test_of_two_amendments_of_the_term_the_second_starts_from_the_first():
    contract = factories.an_active_contract()
    first_end, as_read = contract.ends_on, copy_of(contract)
    factories.an_amendment(contract, kind="extension", new_end=first_end + days(30))
    back = factories.an_amendment(as_read, kind="extension", new_end=first_end)
    assert back.former_end == first_end + days(30)
    assert copy_of(contract).ends_on == first_end


# ---- what was looked at is not exchanged afterwards ----


def test_a_bid_stays_on_its_tender():
    bid = factories.a_bid()
    other = factories.an_announced_tender()
    with nothing_written(), pytest.raises(Refused, match="tender"):
        actions.correct_bid(bid, {"tender": other}, by=factories.staff(), at=NOW)


def test_staff_trained_of_one_vendor_do_not_stand_for_those_of_another():
    draft = factories.a_ready_draft()
    other = factories.vetted(factories.a_vendor(), NOW)
    with nothing_written(), pytest.raises(Refused, match="trained"):
        actions.change_contract(draft, {"vendor": other}, by=factories.staff(), at=NOW)


def test_a_condition_that_is_no_longer_met_was_not_confirmed():
    draft = factories.a_ready_draft("social_media")
    confirm(draft, LegalConfirmation.Topic.SCOPE)
    factories.conditions_met(draft)
    assert draft.confirmations.count() == 1
    factories.conditions_met(draft, is_met=False)
    assert draft.confirmations.count() == 0
    assert AuditEvent.objects.filter(action="legality.lapsed", contract_id=draft.pk).exists()


def test_the_times_of_a_tender_are_confirmed_once_they_are_known():
    tender = factories.a_tender()
    confirm(tender, LegalConfirmation.Topic.CLOCK)
    factories.announce(tender)
    assert not tender.confirmations.exists()


def test_a_barred_company_does_not_leave_its_bar_behind_under_another_code():
    vendor = factories.a_restriction().vendor
    with nothing_written(), pytest.raises(Refused, match="Register the other as a vendor"):
        actions.change_vendor(vendor, {"credit_code": factories.credit_code()}, by=factories.staff(), at=NOW)


def test_a_slip_in_a_credit_code_is_put_right_as_long_as_nothing_rests_on_it():
    vendor, right = factories.a_vendor(), factories.credit_code()
    actions.change_vendor(vendor, {"credit_code": right}, by=factories.staff(), at=NOW)
    assert copy_of(vendor).credit_code == right


# ---- two pairs of eyes ----


def test_whoever_lifted_a_hold_does_not_release_the_payment_whatever_roles_they_have():
    contract = factories.an_active_contract()
    payment, acceptance, placed = (
        factories.a_payment(contract),
        factories.an_acceptance(contract),
        factories.a_hold(contract),
    )
    both = factories.a_user(("contract_manager", "administrator"))
    actions.lift_hold(placed, reason="Fine.", by=both, at=NOW)
    with nothing_written(), pytest.raises(PermissionDenied, match="lifted a hold"):
        actions.release_payment(payment, acceptance, by=both, at=NOW)
    assert actions.release_payment(payment, acceptance, by=factories.a_payer(contract), at=NOW).released_on


def test_what_failed_at_the_last_final_acceptance_is_not_closed_on_an_earlier_one():
    contract = factories.an_active_contract()
    factories.an_acceptance(contract, is_final=True)
    factories.an_acceptance(contract, is_final=True, result="failed")
    with nothing_written(), pytest.raises(Refused, match="not finally accepted"):
        actions.close_contract(contract, by=factories.staff(), at=NOW, reason="Over.")


# ---- the trail is whole ----


def test_a_delegation_stands_in_the_history_of_its_contract():
    duty = factories.a_duty(factories.a_draft())
    factories.delegate(duty, factories.a_user(), TODAY, TODAY + days(3))
    event = AuditEvent.objects.get(action="delegation.made")
    assert event.contract_id == duty.contract_id
    assert event.agency_path == duty.contract.agency.path


def test_a_draft_with_a_deputy_can_be_discarded():
    duty = factories.a_duty(factories.a_draft())
    factories.delegate(duty, factories.a_user(), TODAY, TODAY + days(3))
    actions.discard_contract(duty.contract, by=factories.staff(), at=NOW)
    assert not Contract.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
def test_a_row_of_the_trail_is_not_replaced_by_another_under_its_key():
    factories.a_vendor()
    table, key = AuditEvent._meta.db_table, AuditEvent.objects.latest("pk").pk
    replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s"  # noqa: S608
    with nothing_written(), pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        connection.cursor().execute(replace, [key])
