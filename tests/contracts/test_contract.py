"""The life of a contract: what a draft may say, what activation asks for, what closing ends."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions, gates
from contracts.models import AuditEvent, Contract
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, STARTS_ON, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("amount", Decimal("-1"), "above zero"),
        ("amount", Decimal("0"), "above zero"),
        ("amount", Decimal("0.001"), "decimal"),
        ("amount", Decimal("100000000000.01"), "a digit too many"),
        ("amount", Decimal("1e20"), "digits"),
        ("amount", None, "null"),
        ("budget", Decimal("0"), "above zero"),
        ("budget", Decimal("-5"), "above zero"),
        ("ends_on", STARTS_ON - days(1), "last day lies before the first day"),
        ("starts_on", date(226, 1, 1), "between 2000 and 2099"),
        ("ends_on", date(9999, 12, 31), "between 2000 and 2099"),
        ("signed_on", date(1926, 1, 1), "between 2000 and 2099"),
        ("reference", "", "blank"),
        ("method", "favour", "not a valid choice"),
    ],
)
def test_bad_input_is_refused_with_a_message_and_nothing_is_written(field, value, message):
    draft = factories.a_draft()
    with nothing_written(), pytest.raises(ValidationError, match=message):
        actions.change_contract(draft, {field: value}, by=factories.staff(), at=NOW)


@pytest.mark.parametrize("amount", ["0.01", "100000000000.00"])
def test_the_smallest_and_the_largest_amount_are_accepted(amount):
    draft = factories.a_draft(amount=Decimal(amount))
    assert Contract.objects.get(pk=draft.pk).amount == Decimal(amount)


def test_a_contract_of_a_single_day_is_accepted():
    draft = factories.a_draft(ends_on=STARTS_ON)
    assert draft.ends_on == draft.starts_on


def test_a_reference_is_used_once():
    first = factories.a_draft()
    with pytest.raises(ValidationError, match="already registered"):
        factories.a_draft(reference=first.reference)


def test_a_new_draft_says_everything_that_is_missing():
    draft = factories.a_draft()
    closed = {gate.code for gate in gates.check(draft, draft.starts_on) if not gate.ok}
    assert {"lead", "reachable", "weights", "inspection"} <= closed
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.activate_contract(draft, by=factories.staff(), at=NOW)
    for part in ("lead has acknowledged", "telephone", "exactly 100%", "Inspections are promised"):
        assert part in refusal.value.message


def test_a_lead_whose_account_is_closed_answers_for_nothing():
    draft = factories.a_ready_draft()
    actions.close_account(draft.duties.get().person, by=factories.staff("administrator"), at=NOW)
    with nothing_written(), pytest.raises(Refused, match=r"is closed\. Hand the duty over"):
        actions.activate_contract(draft, by=factories.staff(), at=NOW)


def _without_an_acknowledged_lead():
    draft = factories.a_ready_draft()
    by = factories.staff()
    actions.end_duty(draft.duties.get(), by=by, at=NOW, reason="Retired.")
    factories.a_duty(draft, acknowledged=False)
    return draft


def _without_a_telephone():
    return factories.a_ready_draft(lead=factories.a_user(office_phone=""))


def _without_full_weight():
    draft = factories.a_ready_draft()
    actions.change_term(draft.metric_terms.all()[0], {"weight_bp": 5999}, by=factories.staff(), at=NOW)
    return draft


def _without_an_inspection():
    draft = factories.a_ready_draft()
    actions.remove_term(draft.inspection_terms.get(), by=factories.staff(), at=NOW)
    return draft


@pytest.mark.parametrize(
    ("make", "missing"),
    [
        (_without_an_acknowledged_lead, "Accountable lead has acknowledged"),
        (_without_a_telephone, "post and office telephone"),
        (_without_full_weight, "They add up to 99.99% now"),
        (_without_an_inspection, "Inspections are promised"),
    ],
)
def test_each_gate_alone_keeps_a_contract_from_being_activated(make, missing):
    draft = make()
    assert [gate.ok for gate in gates.check(draft, draft.starts_on)].count(False) == 1
    with nothing_written(), pytest.raises(Refused, match=missing):
        actions.activate_contract(draft, by=factories.staff(), at=NOW)


def test_a_contract_that_has_ended_is_not_activated():
    draft = factories.a_ready_draft(starts_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="has ended already"):
        factories.activate(draft, at=NOW)


def test_activation_records_when_and_by_whom():
    contract = factories.activate(factories.a_ready_draft(), at=NOW)
    contract.refresh_from_db()
    assert (contract.status, contract.activated_at) == (Contract.Status.ACTIVE, NOW)
    event = AuditEvent.objects.about(contract).get(action="contract.activated")
    assert event.changes["status"] == ["draft", "active"]
    assert (event.contract_id, event.agency_path) == (contract.pk, contract.agency.path)


def test_publication_is_dated_and_makes_the_contract_public():
    contract = factories.an_active_contract()
    assert contract not in Contract.objects.published()
    actions.publish_contract(contract, by=factories.staff(), at=NOW)
    assert Contract.objects.published().get() == contract
    assert contract.published_on == TODAY


def test_closing_needs_a_reason_of_bearable_length():
    contract = factories.an_active_contract()
    for reason, message in [("  ", "Say why"), ("x" * 301, "at most 300")]:
        with nothing_written(), pytest.raises(Refused, match=message):
            actions.close_contract(contract, by=factories.staff(), at=NOW, reason=reason)


def test_closing_ends_the_open_duties_and_keeps_who_answered():
    contract = factories.an_active_contract()
    factories.a_duty(contract, role="manager", acknowledged=False)
    factories.close(contract)
    assert not contract.duties.open().exists()
    assert contract.duties.answering(on=TODAY).leads().count() == 1
    assert AuditEvent.objects.filter(action="duty.ended", contract_id=contract.pk).count() == 2


def test_a_closed_contract_stays_public():
    contract = factories.an_active_contract(published=True)
    factories.close(contract)
    assert contract in Contract.objects.published()


def test_a_discarded_draft_leaves_its_words_in_the_trail():
    draft = factories.a_ready_draft("irrigation")
    reference, pk = draft.reference, draft.pk
    actions.discard_contract(draft, by=factories.staff(), at=NOW)
    assert not Contract.objects.exists()
    parts = AuditEvent.objects.filter(contract_id=pk, action="contract.part_discarded")
    assert parts.count() == 10  # two metrics, one inspection, two sections, two duties, two documents, one training
    assert AuditEvent.objects.get(action="contract.discarded").changes["reference"] == [reference, None]


def test_in_force_and_expired_follow_the_first_and_the_last_day():
    contract = factories.an_active_contract()
    for day, in_force, expired in [
        (contract.starts_on - days(1), False, False),
        (contract.starts_on, True, False),
        (contract.ends_on, True, False),
        (contract.ends_on + days(1), False, True),
    ]:
        assert Contract.objects.in_force(day).exists() is in_force
        assert Contract.objects.expired(day).exists() is expired


def test_a_draft_cannot_be_moved_to_an_agency_of_others():
    draft = factories.a_draft()
    elsewhere = factories.an_agency()
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.change_contract(draft, {"agency": elsewhere}, by=factories.staff(), at=NOW)


def test_a_draft_that_somebody_activated_meanwhile_is_not_overwritten():
    draft = factories.a_ready_draft()
    stale = Contract.objects.get(pk=draft.pk)
    factories.activate(draft, at=NOW)
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.change_contract(stale, {"amount": Decimal(1)}, by=factories.staff(), at=NOW)
    assert refusal.value.code == "stale"


def test_a_contract_closed_meanwhile_is_not_opened_again_by_publishing_it():
    contract = factories.an_active_contract()
    stale = Contract.objects.get(pk=contract.pk)
    factories.close(contract)
    with nothing_written(), pytest.raises(Refused):
        actions.publish_contract(stale, by=factories.staff(), at=NOW)


def test_a_change_leaves_alone_what_somebody_else_changed_meanwhile():
    draft = factories.a_draft()
    stale = Contract.objects.get(pk=draft.pk)
    actions.change_contract(draft, {"budget": Decimal(7)}, by=factories.staff(), at=NOW)
    actions.change_contract(stale, {"amount": Decimal(5)}, by=factories.staff(), at=NOW)
    draft.refresh_from_db()
    assert (draft.budget, draft.amount) == (Decimal(7), Decimal(5))


def test_a_change_that_changes_nothing_leaves_no_event():
    draft = factories.a_draft()
    with nothing_written():
        actions.change_contract(draft, {"amount": draft.amount}, by=factories.staff(), at=NOW)


def test_each_title_is_recorded_in_its_own_language():
    draft = factories.a_draft()
    actions.change_contract(draft, {"title_zh_hans": "新合同"}, by=factories.staff(), at=NOW)
    event = AuditEvent.objects.about(draft).get(action="contract.changed")
    assert list(event.changes) == ["title_zh_hans"]
