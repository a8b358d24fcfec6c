"""Every action of the promise: its permission, its scope, its states, its event."""

import pytest

from contracts import actions
from tests import every_action as every
from tests.contracts.cases_of_answering import ANSWERING
from tests.contracts.cases_of_contracts import DUTIES, LIFE_OF_A_CONTRACT
from tests.contracts.cases_of_imports import IMPORTS
from tests.contracts.cases_of_law import LAW
from tests.contracts.cases_of_money import MONEY
from tests.contracts.cases_of_people import PEOPLE, REFERENCE
from tests.contracts.cases_of_tenders import TENDERS
from tests.contracts.cases_of_tokens import TOKENS
from tests.contracts.cases_of_vendors import VENDORS

pytestmark = pytest.mark.django_db

CASES = (
    LIFE_OF_A_CONTRACT | LAW | DUTIES | ANSWERING | TENDERS | VENDORS | MONEY | PEOPLE | TOKENS | REFERENCE | IMPORTS
)


@pytest.mark.parametrize("case", every.by_name(CASES, lambda case: True))
def test_an_action_leaves_an_event_with_who_when_and_what(case):
    every.check_event(case)


@pytest.mark.parametrize("case", every.by_name(CASES, lambda case: not case.open_to_all))
def test_somebody_without_the_permission_is_refused_and_nothing_is_written(case):
    every.check_permission(case)


@pytest.mark.parametrize("case", every.by_name(CASES, lambda case: not case.anywhere))
def test_somebody_of_another_agency_is_refused_and_nothing_is_written(case):
    every.check_scope(case)


@pytest.mark.parametrize(("case", "state"), every.by_wrong_state(CASES))
def test_in_the_wrong_state_it_is_refused_and_nothing_is_written(case, state):
    every.check_wrong_state(case, state)


def test_every_action_stands_in_the_list():
    assert every.left_out(CASES, actions) == []
