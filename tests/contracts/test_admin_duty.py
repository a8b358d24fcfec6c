"""The pages about who answers: hand over, delegate, load of a person, who was responsible on a day."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts import actions
from contracts.admin.responsible import responsible_url
from contracts.admin_pages import list_url, page_url, step_url
from contracts.models import Delegation, Duty, User
from tests import factories
from tests.admin_forms import signed_in
from tests.contracts.cases_of_answering import delegated
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def duty() -> Duty:
    """Held by somebody whose role includes neither handing over nor delegating."""
    holder = factories.a_user("registrar", is_staff=True)
    return factories.a_duty(factories.a_draft(), holder)


def _official() -> User:
    return factories.a_user("contract_manager", is_staff=True)


def _steps(page: Any) -> dict[str, bool]:
    return {step["name"]: step["allowed"] for step in page.context["transitions"]}


def _leave(**fields: Any) -> dict[str, Any]:
    deputy = fields.pop("deputy", None) or factories.a_user()
    return {"deputy": deputy.pk, "starts_on": TODAY, "ends_on": TODAY + days(6), "reason": "On leave.", **fields}


# ---- handing over ----


def test_the_holder_hands_the_own_duty_over_with_a_note(duty):
    client, successor = signed_in(duty.person), factories.a_user()
    assert {"hand-over": True, "delegate": True}.items() <= _steps(client.get(page_url(duty))).items()
    answer = client.post(step_url(duty, "hand-over"), {"to": successor.pk, "note": "The key is with the gatekeeper."})
    incoming = duty.handovers.get()
    assert answer["Location"] == page_url(incoming)
    assert "The key is with the gatekeeper." in client.get(page_url(incoming)).content.decode()


def test_a_colleague_without_the_permission_is_not_offered_it(duty):
    colleague = signed_in(factories.a_user("registrar", is_staff=True))
    assert not {"hand-over", "delegate"} & set(_steps(colleague.get(page_url(duty))))
    other = factories.a_user()
    with nothing_written():
        colleague.post(step_url(duty, "hand-over"), {"to": other.pk})
        colleague.post(step_url(duty, "delegate"), _leave(deputy=other))


def test_a_duty_that_ended_is_not_handed_over(duty):
    actions.end_duty(duty, by=factories.staff(), at=NOW, reason="Retired.")
    client, other = signed_in(duty.person), factories.a_user()
    assert _steps(client.get(page_url(duty)))["hand-over"] is False
    with nothing_written():
        client.post(step_url(duty, "hand-over"), {"to": other.pk})


# ---- delegating ----


def test_the_holder_names_a_deputy_who_stands_on_the_page_of_the_duty(duty):
    client = signed_in(duty.person)
    assert client.post(step_url(duty, "delegate"), _leave())["Location"] == page_url(duty)
    delegation = duty.delegations.get()
    page = client.get(page_url(duty)).content.decode()
    assert page_url(delegation) in page
    assert str(delegation.deputy) in page


def test_what_the_action_refuses_stands_in_the_form(duty):
    answer = signed_in(duty.person).post(step_url(duty, "delegate"), _leave(ends_on=TODAY + days(200)))
    assert "hand the duty over" in str(answer.context["form"].errors["ends_on"])


def test_the_holder_ends_a_delegation_early_and_only_once(duty):
    delegation, client = delegated(duty), signed_in(duty.person)
    assert _steps(client.get(page_url(delegation))) == {"end-early": True}
    client.post(step_url(delegation, "end-early"))
    assert not Delegation.objects.acting(TODAY).exists()
    assert _steps(client.get(page_url(delegation))) == {"end-early": False}
    with nothing_written():
        client.post(step_url(delegation, "end-early"))


def test_a_delegation_of_another_agency_is_not_shown(duty):
    delegation = delegated(duty)
    stranger = signed_in(factories.a_user(agency=factories.an_agency(), is_staff=True))
    assert stranger.get(page_url(delegation)).status_code == 302
    with nothing_written():
        stranger.post(step_url(delegation, "end-early"))


@pytest.mark.parametrize(("state", "shown"), [("acting", [0]), ("coming", [1]), ("over", [2]), ("", [2, 1, 0])])
def test_delegations_are_listed_by_state(duty, state, shown):
    made = [delegated(duty, 0, 3), delegated(duty, 10, 12), delegated(duty, 20, 21)]
    actions.end_delegation(made[2], by=factories.staff(), at=NOW)
    page = signed_in(_official()).get(list_url(Delegation, **({"state": state} if state else {})))
    assert list(page.context["cl"].result_list) == [made[place] for place in shown]


def test_the_deputy_sees_on_the_contract_and_the_holder_goes_on_answering(duty):
    delegation = delegated(duty)
    page = signed_in(duty.person).get(page_url(duty.contract)).content.decode()
    assert f"{delegation.deputy} acts for them until" in page


# ---- what one person carries ----


def _open_duties(client: Any, person: User) -> list[Any]:
    page = client.get(page_url(person))
    panel = next(panel for panel in page.context["panels"] if panel["id"] == "load")
    return panel["context"]["rows"]


def test_the_page_of_a_person_shows_what_they_carry(duty):
    client = signed_in(factories.a_user("administrator", is_staff=True))
    assert len(_open_duties(client, duty.person)) == 1
    assert duty.contract.reference in client.get(page_url(duty.person)).content.decode()
    assert _open_duties(client, factories.a_user()) == []


def test_the_list_of_people_counts_their_open_duties_and_sorts_by_them(duty):
    for role in ("manager", "acceptance"):
        factories.a_duty(duty.contract, factories.a_user(username=role), role)
    actions.end_duty(Duty.objects.get(role="acceptance"), by=factories.staff(), at=NOW, reason="Retired.")
    client = signed_in(factories.a_user("administrator", is_staff=True))
    page = client.get(list_url(User, o="-5"))
    counted = {user.username: user.open_duties for user in page.context["cl"].result_list}
    assert (counted["manager"], counted["acceptance"], counted[duty.person.username]) == (1, 0, 1)
    in_order = [user.open_duties for user in page.context["cl"].result_list]
    assert in_order == sorted(in_order, reverse=True)


def test_the_list_and_the_page_of_people_take_no_more_queries_for_more_duties(duty):
    client = signed_in(factories.a_user("administrator", is_staff=True))
    pages = [list_url(User), page_url(duty.person), list_url(Delegation), responsible_url(duty.contract)]

    def queries() -> list[int]:
        counted = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counted.append(len(captured))
        return counted

    queries()
    before = queries()
    for role in ("manager", "supervisor"):
        delegated(factories.a_duty(duty.contract, duty.person, role))
    for _more in range(2):
        delegated(factories.a_duty(factories.a_draft(), duty.person))
    assert queries() == before


# ---- somebody leaves ----


def test_closing_an_account_lists_what_stays_behind_and_where_to_hand_it_over(duty):
    client = signed_in(factories.a_user(("administrator", "contract_manager"), is_staff=True))
    asked = client.get(step_url(duty.person, "close")).content.decode()
    assert page_url(duty) in asked
    answer = client.post(step_url(duty.person, "close"), follow=True)
    assert "1 duty is still in its name" in answer.content.decode()
    assert step_url(duty, "hand-over") in answer.content.decode()
    assert "This account is closed and its duties are still open." in answer.content.decode()


def test_an_account_without_duties_closes_without_more_words():
    person = factories.a_user()
    client = signed_in(factories.a_user("administrator", is_staff=True))
    assert client.get(step_url(person, "close")).context["form"].consequences() is None
    answer = client.post(step_url(person, "close"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["The account is closed."]


def test_duties_left_behind_are_found_in_the_list(duty):
    factories.a_duty(factories.a_draft())
    actions.close_account(duty.person, by=factories.root(), at=NOW)
    client = signed_in(_official())
    assert list(client.get(list_url(Duty, holder="closed")).context["cl"].result_list) == [duty]
    assert duty not in client.get(list_url(Duty, holder="open")).context["cl"].result_list
    assert "The holder's account is closed." in client.get(page_url(duty.contract)).content.decode()


# ---- who was responsible on a day ----


def _asked(client: Any, contract: Any, day: Any) -> Any:
    return client.get(responsible_url(), {"contract": contract.pk, "day": day.isoformat()})


def test_the_page_says_who_answered_and_who_acted_on_the_day(duty):
    delegation = delegated(duty, 0, 2)
    client = signed_in(_official())
    page = _asked(client, duty.contract, TODAY + days(1))
    assert [(row["person"], row["deputy"]) for row in page.context["rows"]] == [(duty.person, delegation.deputy)]
    assert page.context["agency"] == duty.contract.agency
    assert [row["deputy"] for row in _asked(client, duty.contract, TODAY + days(5)).context["rows"]] == [None]


def test_a_day_nobody_answered_on_says_so(duty):
    page = _asked(signed_in(_official()), duty.contract, duty.starts_on - days(30))
    assert "Nobody answered for anything on this contract on this day." in page.content.decode()
    assert "Nobody was the accountable lead on this day." in page.content.decode()


def test_after_a_succession_the_agency_of_the_day_is_named():
    succession = factories.a_succession(factories.an_active_contract())
    contract, client = succession.contract, signed_in(factories.root())
    page = _asked(client, contract, succession.took_effect_on - days(1))
    assert page.context["agency"] == succession.from_agency


def test_a_contract_out_of_scope_and_a_day_that_is_none_are_refused(duty):
    stranger = signed_in(factories.a_user(agency=factories.an_agency(), is_staff=True))
    assert "contract" in _asked(stranger, duty.contract, TODAY).context["form"].errors
    official = signed_in(_official())
    wrong = official.get(responsible_url(), {"contract": duty.contract.pk, "day": "yesterday"})
    assert "day" in wrong.context["form"].errors
    assert "rows" not in wrong.context


def test_without_a_question_the_page_asks_one_and_without_the_permission_it_is_closed():
    assert "rows" not in signed_in(_official()).get(responsible_url()).context
    nobody = signed_in(factories.a_user((), is_staff=True))
    assert nobody.get(responsible_url()).status_code == 403


def test_the_contract_and_the_list_of_duties_lead_to_the_question(duty):
    client = signed_in(_official())
    assert responsible_url(duty.contract) in client.get(page_url(duty.contract)).content.decode()
    assert responsible_url() in client.get(list_url(Duty)).content.decode()
