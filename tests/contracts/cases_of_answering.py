"""Delegation and the usual terms, each action as a Case for tests/every_action.py."""

from collections.abc import Callable

from contracts import actions
from contracts.models import Delegation, Duty, User
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, TODAY, days


def a_delegation() -> Delegation:
    return delegated(factories.a_duty(factories.a_draft()))


def delegated(duty: Duty, first: int = 0, last: int = 6, **who: object) -> Delegation:
    """From the ``first`` to the ``last`` day after today."""
    given = {"by": factories.staff(), **who}
    given["deputy"] = who.get("deputy") or factories.a_user()
    stretch = {"starts_on": TODAY + days(first), "ends_on": TODAY + days(last)}
    return actions.delegate_duty(duty, **given, **stretch, reason="On leave.", at=NOW)


def _ended() -> Delegation:
    return actions.end_delegation(a_delegation(), by=factories.staff(), at=NOW)


def _ended_duty() -> Duty:
    return actions.end_duty(factories.a_duty(factories.a_draft()), by=factories.staff(), at=NOW, reason="Retired.")


def _and_a_deputy(make: Callable[[], Duty]) -> Callable[[], tuple[Duty, User]]:
    return lambda: (make(), factories.a_user())


ANSWERING = {
    "delegate_duty": Case(
        call=lambda rows, by: delegated(rows[0], deputy=rows[1], by=by),
        event="delegation.made",
        subject=_and_a_deputy(lambda: factories.a_duty(factories.a_draft())),
        changes={"duty", "deputy", "starts_on", "ends_on", "reason"},
        wrong_states={
            "pending": _and_a_deputy(lambda: factories.a_duty(factories.a_draft(), acknowledged=False)),
            "ended": _and_a_deputy(_ended_duty),
        },
    ),
    "end_delegation": Case(
        call=lambda row, by: actions.end_delegation(row, by=by, at=NOW),
        event="delegation.ended",
        subject=a_delegation,
        changes={"ended_on"},
        wrong_states={"ended": _ended},
    ),
    "add_usual_terms": Case(
        call=lambda row, by: actions.add_usual_terms(row, by=by, at=NOW),
        event="term.added",
        subject=factories.a_draft,
        changes={"contract"},
        wrong_states={"in force": factories.an_active_contract},
    ),
}
