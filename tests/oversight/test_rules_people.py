"""DUTY_GAP and DUTY_UNACKNOWLEDGED: hit, near miss, not applicable, clearing."""

from datetime import date

import pytest

from contracts import actions
from contracts.models import Contract, Duty
from tests import factories
from tests.factories import NOW, TODAY, days, on, swept
from tests.oversight.rule_results import counts, standing

pytestmark = pytest.mark.django_db
GAP, UNACKNOWLEDGED = "DUTY_GAP", "DUTY_UNACKNOWLEDGED"


def end_lead(contract: Contract, day: date) -> None:
    lead = contract.duties.answering().leads().get()
    actions.end_duty(lead, by=factories.staff(), at=on(day), reason="Transferred.")


# ---- nobody answers ----


def test_a_contract_in_force_without_a_lead_is_a_gap_since_the_last_one_ended():
    contract = factories.an_active_contract()
    end_lead(contract, date(2026, 11, 2))
    assert counts(swept(GAP)) == (0, 1, 0)
    (flag,) = standing(GAP)
    assert (flag.contract, flag.since, flag.severity, flag.answerable) == (contract, date(2026, 11, 2), "high", None)


def test_the_end_of_another_duty_says_nothing_about_since_when():
    contract = factories.an_active_contract()
    manager = factories.a_duty(contract, role=Duty.Role.MANAGER)
    end_lead(contract, date(2026, 11, 2))
    actions.end_duty(manager, by=factories.staff(), at=on(date(2026, 11, 10)), reason="Transferred.")
    swept(GAP)
    assert standing(GAP)[0].since == date(2026, 11, 2)


def test_an_assignment_taken_back_says_nothing_about_since_when():
    contract = factories.an_active_contract()
    end_lead(contract, date(2026, 11, 2))
    pending = factories.a_duty(contract, acknowledged=False, at=on(date(2026, 11, 3)))
    actions.withdraw_duty(pending, by=factories.staff(), at=on(date(2026, 11, 10)), reason="Named in error.")
    swept(GAP)
    assert standing(GAP)[0].since == date(2026, 11, 2)


def test_a_lead_whose_account_is_closed_answers_for_nothing():
    contract = factories.an_active_contract()
    actions.close_account(contract.duties.get().person, by=factories.root(), at=NOW)
    assert counts(swept(GAP)) == (0, 1, 0)
    (flag,) = standing(GAP)
    assert (flag.since, flag.answerable) == (TODAY, None)


def test_a_successor_who_has_not_acknowledged_does_not_close_the_gap():
    contract = factories.an_active_contract()
    end_lead(contract, date(2026, 11, 2))
    factories.a_duty(contract, acknowledged=False, at=NOW)
    assert counts(swept(GAP)) == (0, 1, 0)


def test_in_a_handover_the_old_lead_answers_and_there_is_no_gap():
    contract = factories.an_active_contract()
    actions.hand_over_duty(contract.duties.get(), factories.a_user(), by=factories.staff(), at=NOW)
    assert counts(swept(GAP)) == (1, 0, 0)


def test_a_manager_is_no_accountable_lead():
    contract = factories.an_active_contract()
    factories.a_duty(contract, role=Duty.Role.MANAGER)
    end_lead(contract, date(2026, 11, 2))
    assert counts(swept(GAP)) == (0, 1, 0)


def test_drafts_and_closed_contracts_have_no_gap():
    factories.an_active_contract()
    factories.a_draft()
    factories.close(factories.an_active_contract())
    assert counts(swept(GAP)) == (1, 0, 2)


def test_the_gap_clears_when_a_new_lead_acknowledges():
    contract = factories.an_active_contract()
    end_lead(contract, date(2026, 11, 2))
    swept(GAP)
    factories.a_duty(contract, at=NOW)
    assert counts(swept(GAP, NOW + days(1))) == (1, 0, 0)
    assert standing(GAP) == []


# ---- duty not acknowledged ----


def a_pending_duty(day: date, contract: Contract | None = None) -> Duty:
    return factories.a_duty(contract or factories.a_draft(), acknowledged=False, at=on(day))


def in_force() -> Contract:
    """Nothing can be judged on a day before the first contract came into force."""
    return factories.an_active_contract()


def test_the_fourth_working_day_without_acknowledgement_is_too_late():
    in_force()
    duty = a_pending_duty(date(2026, 11, 16))  # a Monday: Thursday the 19th is the third working day
    assert counts(swept(UNACKNOWLEDGED)) == (1, 1, 0)
    (flag,) = standing(UNACKNOWLEDGED)
    assert (flag.answerable, flag.since) == (duty.person, date(2026, 11, 20))


def test_on_the_third_working_day_there_is_still_time():
    in_force()
    a_pending_duty(date(2026, 11, 17))
    assert counts(swept(UNACKNOWLEDGED)) == (2, 0, 0)


def test_holidays_are_no_working_days():
    in_force()
    a_pending_duty(date(2026, 9, 29))  # then the National Day holidays, from 1 October
    assert counts(swept(UNACKNOWLEDGED, on(date(2026, 10, 8)))) == (2, 0, 0)


def test_a_pending_handover_is_to_be_acknowledged_too():
    contract = in_force()
    successor = factories.a_user()
    monday = on(date(2026, 11, 16))
    actions.hand_over_duty(contract.duties.get(), successor, by=factories.staff(), at=monday)
    swept(UNACKNOWLEDGED)
    assert [flag.answerable for flag in standing(UNACKNOWLEDGED)] == [successor]


def test_ended_duties_and_closed_contracts_are_not_asked_about():
    contract = in_force()
    a_pending_duty(date(2026, 11, 2), contract=factories.a_draft())
    withdrawn = a_pending_duty(date(2026, 11, 2))
    actions.withdraw_duty(withdrawn, by=factories.staff(), at=NOW, reason="Named in error.")
    factories.close(contract)
    assert counts(swept(UNACKNOWLEDGED)) == (0, 1, 2)


def test_it_clears_when_the_person_acknowledges():
    in_force()
    duty = a_pending_duty(date(2026, 11, 2))
    swept(UNACKNOWLEDGED)
    actions.acknowledge_duty(duty, by=duty.person, at=NOW)
    assert counts(swept(UNACKNOWLEDGED, NOW + days(1))) == (2, 0, 0)
    assert standing(UNACKNOWLEDGED) == []
