"""A deputy acts for a while; the holder of the duty goes on answering."""

import pytest
from django.core.exceptions import PermissionDenied

from contracts import actions
from contracts.models import Delegation
from contracts.refusals import Refused
from tests import factories
from tests.contracts.cases_of_answering import a_delegation, delegated
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty():
    return factories.a_duty(factories.a_draft())


def test_the_holder_may_delegate_without_any_role(duty):
    delegated(duty, by=duty.person)
    assert Delegation.objects.acting(TODAY).get().duty == duty


def test_somebody_else_without_the_permission_may_not(duty):
    with pytest.raises(PermissionDenied):
        delegated(duty, by=factories.staff("inspector"))


def test_it_begins_and_ends_on_its_days(duty):
    delegation = delegated(duty, 1, 3)
    acting = [day for day in range(6) if Delegation.objects.acting(TODAY + days(day)).exists()]
    assert acting == [1, 2, 3]
    assert str(delegation.deputy) in str(delegation)


def test_two_deputies_never_act_on_the_same_day(duty):
    delegated(duty, 0, 6)
    with pytest.raises(Refused, match="Somebody acts in these days already"):
        delegated(duty, 6, 9)
    delegated(duty, 7, 9)


def test_days_that_came_free_by_an_early_end_can_be_given_again(duty):
    delegation = delegated(duty, 0, 6)
    actions.end_delegation(delegation, by=duty.person, at=NOW + days(2))
    delegated(duty, 2, 6)
    assert Delegation.objects.acting(TODAY + days(2)).count() == 1


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [(-1, 3, "cannot begin in the past"), (0, 92, "hand the duty over"), (3, 1, "ends before it begins")],
)
def test_dates_that_make_no_sense_are_refused(duty, first, last, message):
    with pytest.raises(Exception, match=message):
        delegated(duty, first, last)


def test_nobody_deputises_for_themselves(duty):
    with pytest.raises(Refused, match="Choose somebody else"):
        delegated(duty, deputy=duty.person)


def test_nobody_deputises_with_a_closed_account(duty):
    deputy = factories.a_user()
    actions.close_account(deputy, by=factories.staff("administrator"), at=NOW)
    with pytest.raises(Refused, match="account is closed"):
        delegated(duty, deputy=deputy)


def test_it_ends_with_the_duty_it_belongs_to():
    delegation = a_delegation()
    actions.end_duty(delegation.duty, by=factories.staff(), at=NOW, reason="Retired.")
    delegation.refresh_from_db()
    assert delegation.ended_on == TODAY
    assert not Delegation.objects.acting(TODAY).exists()


def test_what_is_over_cannot_be_ended_again():
    delegation = a_delegation()
    by = factories.staff()
    with nothing_written(), pytest.raises(Refused, match="over already"):
        actions.end_delegation(delegation, by=by, at=NOW + days(7))
