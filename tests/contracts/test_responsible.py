"""Who was responsible on a day."""

import pytest

from contracts import actions
from contracts.models import Duty
from contracts.responsible import responsible_on
from tests import factories
from tests.contracts.cases_of_answering import delegated
from tests.factories import NOW, TODAY, days, on

pytestmark = pytest.mark.django_db


def persons(contract, day):
    return [entry.person for entry in responsible_on(contract, day)]


def test_nobody_answers_before_anybody_acknowledged():
    contract = factories.a_draft()
    duty = factories.a_duty(contract, at=on(TODAY - days(5)))
    assert persons(contract, TODAY - days(6)) == []
    assert persons(contract, TODAY - days(5)) == [duty.person]


def test_the_lead_comes_first_and_then_the_others():
    contract = factories.a_draft()
    supervisor = factories.a_duty(contract, role=Duty.Role.SUPERVISOR, at=NOW)
    lead = factories.a_duty(contract, at=NOW)
    assert [entry.duty for entry in responsible_on(contract, TODAY)] == [lead, supervisor]


def test_after_a_handover_the_days_before_still_name_the_predecessor():
    contract = factories.a_draft()
    first = factories.a_duty(contract, at=on(TODAY - days(30)))
    successor = factories.a_user()
    second = actions.hand_over_duty(first, successor, by=factories.staff(), at=NOW, note="The key is in the safe.")
    assert second.handover_note == "The key is in the safe."
    assert persons(contract, TODAY) == [first.person], "until the successor acknowledges"
    actions.acknowledge_duty(second, by=successor, at=NOW + days(2))
    assert persons(contract, TODAY + days(1)) == [first.person]
    assert persons(contract, TODAY + days(3)) == [successor]


def test_the_holder_may_hand_over_the_own_duty_without_any_role():
    duty = factories.a_duty(factories.a_draft(), factories.a_user("inspector"))
    assert actions.hand_over_duty(duty, factories.a_user(), by=duty.person, at=NOW).is_pending


def test_a_deputy_is_named_beside_the_holder_who_answers():
    duty = factories.a_duty(factories.a_draft(), at=NOW)
    delegation = delegated(duty, 1, 2)
    named = {day: responsible_on(duty.contract, TODAY + days(day))[0] for day in (0, 1, 3)}
    assert [named[day].deputy for day in named] == [None, delegation.deputy, None]
    assert {entry.person for entry in named.values()} == {duty.person}


def test_the_number_of_queries_does_not_grow_with_the_number_of_people(django_assert_num_queries):
    contract = factories.a_draft()
    for role in (Duty.Role.LEAD, Duty.Role.MANAGER, Duty.Role.SUPERVISOR, Duty.Role.ACCEPTANCE):
        delegated(factories.a_duty(contract, role=role, at=NOW))
    with django_assert_num_queries(2):
        assert len(responsible_on(contract, TODAY)) == 4
