"""Who answers for a contract: named, acknowledged, handed over, ended."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions
from contracts.models import Contract, Duty
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days, on

pytestmark = pytest.mark.django_db


def hand_over(duty, to, at=NOW):
    return actions.hand_over_duty(duty, to, by=factories.staff(), at=at)


def test_only_the_person_named_can_acknowledge():
    duty = factories.a_duty(factories.a_draft(), acknowledged=False)
    for other in (factories.staff(), factories.root(), factories.a_user()):
        with nothing_written(), pytest.raises(PermissionDenied, match="Only the person named"):
            actions.acknowledge_duty(duty, by=other, at=NOW)


def test_a_person_whose_account_was_closed_cannot_acknowledge():
    person = factories.a_user()
    duty = factories.a_duty(factories.a_draft(), person, acknowledged=False)
    actions.close_account(person, by=factories.staff("administrator"), at=NOW)
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.acknowledge_duty(duty, by=person, at=NOW)


def test_nobody_is_named_whose_account_is_closed():
    person = factories.a_user()
    actions.close_account(person, by=factories.staff("administrator"), at=NOW)
    draft = factories.a_draft()
    with nothing_written(), pytest.raises(Refused, match="account is closed"):
        actions.assign_duty(draft, person, Duty.Role.LEAD, by=factories.staff(), at=NOW)


def test_a_named_person_answers_from_the_day_of_acknowledgement():
    contract = factories.a_draft()
    duty = factories.a_duty(contract, acknowledged=False, at=on(TODAY - days(9)))
    assert duty in Duty.objects.pending()
    assert not contract.duties.answering().exists()
    actions.acknowledge_duty(duty, by=duty.person, at=NOW)
    assert duty.starts_on == TODAY
    assert contract.duties.answering(on=TODAY).get() == duty
    assert not contract.duties.answering(on=TODAY - days(1)).exists()


@pytest.mark.parametrize("acknowledged", [True, False])
def test_a_contract_has_one_lead_only(acknowledged):
    draft = factories.a_draft()
    factories.a_duty(draft, acknowledged=acknowledged)
    person = factories.a_user()
    with nothing_written(), pytest.raises(Refused, match="Use “Hand over”"):
        actions.assign_duty(draft, person, Duty.Role.LEAD, by=factories.staff(), at=NOW)


def test_other_roles_may_be_held_by_several_but_by_each_person_once():
    draft = factories.a_draft()
    person = factories.a_user()
    factories.a_duty(draft, person, Duty.Role.SUPERVISOR)
    factories.a_duty(draft, factories.a_user(), Duty.Role.SUPERVISOR)
    with nothing_written(), pytest.raises(ValidationError, match="holds this duty already"):
        actions.assign_duty(draft, person, Duty.Role.SUPERVISOR, by=factories.staff(), at=NOW)


def test_in_a_handover_the_outgoing_lead_answers_until_the_incoming_acknowledges():
    contract = factories.an_active_contract()
    outgoing = contract.duties.get()
    incoming = hand_over(outgoing, factories.a_user())
    assert contract.duties.answering().get() == outgoing
    actions.acknowledge_duty(incoming, by=incoming.person, at=NOW)
    outgoing.refresh_from_db()
    assert contract.duties.answering().get() == incoming
    assert outgoing.ended_on == incoming.starts_on == TODAY
    assert str(incoming.person) in outgoing.end_reason


def test_who_was_responsible_on_a_day_is_a_query():
    contract = factories.an_active_contract()
    first = contract.duties.get()
    second = hand_over(first, factories.a_user())
    actions.acknowledge_duty(second, by=second.person, at=NOW)
    leads = contract.duties.leads()
    assert [*leads.answering(on=contract.starts_on - days(1))] == []
    assert [*leads.answering(on=contract.starts_on)] == [first]
    assert [*leads.answering(on=TODAY - days(1))] == [first]
    assert {*leads.answering(on=TODAY)} == {first, second}
    assert [*leads.answering(on=TODAY + days(1))] == [second]


def test_a_second_handover_waits_for_the_first_to_be_withdrawn():
    contract = factories.an_active_contract()
    outgoing = contract.duties.get()
    pending = hand_over(outgoing, factories.a_user())
    other = factories.a_user()
    with nothing_written(), pytest.raises(ValidationError, match="Withdraw that first"):
        hand_over(outgoing, other)
    actions.withdraw_duty(pending, by=factories.staff(), at=NOW, reason="Named in error.")
    assert hand_over(outgoing, other).is_pending


def test_a_withdrawn_handover_leaves_the_holder_in_charge():
    contract = factories.an_active_contract()
    holder = contract.duties.get()
    pending = hand_over(holder, factories.a_user())
    actions.withdraw_duty(pending, by=factories.staff(), at=NOW, reason="Named in error.")
    assert contract.duties.answering().get() == holder
    assert not contract.duties.pending().exists()


def test_a_duty_is_not_handed_over_to_its_holder():
    duty = factories.an_active_contract().duties.get()
    with nothing_written(), pytest.raises(Refused, match="holds the duty already"):
        hand_over(duty, duty.person)


def test_an_incoming_lead_may_still_acknowledge_where_the_old_duty_was_ended():
    contract = factories.an_active_contract()
    outgoing = contract.duties.get()
    incoming = hand_over(outgoing, factories.a_user())
    actions.end_duty(outgoing, by=factories.staff(), at=NOW, reason="Retired.")
    assert not contract.duties.answering().leads().exists()
    incoming.refresh_from_db()
    actions.acknowledge_duty(incoming, by=incoming.person, at=NOW)
    assert contract.duties.answering().leads().get() == incoming


def test_two_windows_acknowledging_at_once_write_one_acknowledgement():
    contract = factories.an_active_contract()
    incoming = hand_over(contract.duties.get(), factories.a_user())
    stale = Duty.objects.get(pk=incoming.pk)
    actions.acknowledge_duty(incoming, by=incoming.person, at=NOW)
    with nothing_written(), pytest.raises(Refused):
        actions.acknowledge_duty(stale, by=incoming.person, at=NOW + days(1))


def test_what_was_acknowledged_a_moment_ago_is_not_withdrawn():
    """A withdrawal is for what nobody took on; this would leave the contract without a lead."""
    duty = factories.a_duty(factories.a_draft(), acknowledged=False)
    stale = Duty.objects.get(pk=duty.pk)
    actions.acknowledge_duty(duty, by=duty.person, at=NOW)
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.withdraw_duty(stale, by=factories.staff(), at=NOW, reason="Named by mistake.")
    assert refusal.value.code == "stale"


def test_nobody_is_named_on_a_contract_that_was_closed_a_moment_ago():
    contract = factories.an_active_contract()
    stale, person = Contract.objects.get(pk=contract.pk), factories.a_user()
    factories.close(contract)
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.assign_duty(stale, person, Duty.Role.MANAGER, by=factories.staff(), at=NOW)
    assert refusal.value.code == "stale"


@pytest.mark.parametrize(("reason", "message"), [("", "Say why"), ("   ", "Say why"), ("x" * 301, "at most 300")])
def test_a_duty_ends_with_a_reason(reason, message):
    duty = factories.an_active_contract().duties.get()
    with nothing_written(), pytest.raises(Refused, match=message):
        actions.end_duty(duty, by=factories.staff(), at=NOW, reason=reason)


def test_an_ended_duty_keeps_its_reason_and_leaves_a_gap():
    contract = factories.an_active_contract()
    duty = actions.end_duty(contract.duties.get(), by=factories.staff(), at=NOW, reason=" Retired. ")
    assert (duty.ended_on, duty.end_reason) == (TODAY, "Retired.")
    assert not contract.duties.answering(on=TODAY + days(1)).exists()
