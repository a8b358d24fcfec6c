"""The actions on contracts, terms and duties, each as a Case for tests/every_action.py."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from contracts import actions
from contracts.models import Contract, Duty, InspectionTerm, User
from tests import factories
from tests.every_action import Case
from tests.factories import NOW

NEW = "it makes a new row"


def _closed() -> Contract:
    contract = factories.an_active_contract()
    return factories.close(contract)


def _accepted() -> Contract:
    contract = factories.an_active_contract()
    factories.an_acceptance(contract, is_final=True)
    return contract


def _new_term(contract: Contract) -> InspectionTerm:
    return InspectionTerm(contract=contract, method=InspectionTerm.Method.PATROL)


def _term_of(make: Callable[[], Contract]) -> InspectionTerm:
    return make().inspection_terms.get()


def _pending() -> Duty:
    return factories.a_duty(factories.a_draft(), acknowledged=False)


def _answering() -> Duty:
    return factories.a_duty(factories.a_draft())


def _and_a_person(make: Callable[[], Any]) -> Callable[[], tuple[Any, User]]:
    return lambda: (make(), factories.a_user())


def _withdrawn() -> Duty:
    return actions.withdraw_duty(_pending(), by=factories.staff(), at=NOW, reason="Named in error.")


def _ended() -> Duty:
    return actions.end_duty(_answering(), by=factories.staff(), at=NOW, reason="Retired.")


def _fields_of_a_new_contract() -> dict[str, Any]:
    draft = factories.a_draft()
    names = (
        "title_en",
        "agency",
        "vendor",
        "kind",
        "scope_item",
        "regime",
        "method",
        "amount",
        "signed_on",
        "starts_on",
        "ends_on",
    )
    return {"reference": "HT-NEW", **{name: getattr(draft, name) for name in names}}


LIFE_OF_A_CONTRACT = {
    "register_contract": Case(
        call=lambda fields, by: actions.register_contract(by=by, at=NOW, **fields),
        event="contract.registered",
        subject=_fields_of_a_new_contract,
        changes={"reference", "title_en", "amount", "agency"},
        stateless=NEW,
    ),
    "change_contract": Case(
        call=lambda row, by: actions.change_contract(row, {"amount": Decimal("5.50")}, by=by, at=NOW),
        event="contract.changed",
        subject=factories.a_draft,
        changes={"amount"},
        wrong_states={"in force": factories.an_active_contract, "closed": _closed},
    ),
    "discard_contract": Case(
        call=lambda row, by: actions.discard_contract(row, by=by, at=NOW),
        event="contract.discarded",
        subject=factories.a_draft,
        changes={"reference", "amount"},
        wrong_states={"in force": factories.an_active_contract, "closed": _closed},
    ),
    "activate_contract": Case(
        call=lambda row, by: actions.activate_contract(row, by=by, at=NOW),
        event="contract.activated",
        subject=factories.a_ready_draft,
        changes={"status", "activated_at"},
        wrong_states={"in force": factories.an_active_contract, "closed": _closed},
    ),
    "publish_contract": Case(
        call=lambda row, by: actions.publish_contract(row, by=by, at=NOW),
        event="contract.published",
        subject=factories.an_active_contract,
        changes={"published_on"},
        wrong_states={
            "a draft": factories.a_draft,
            "published": lambda: factories.an_active_contract(published=True),
        },
    ),
    "close_contract": Case(
        call=lambda row, by: actions.close_contract(row, by=by, at=NOW, reason="Over."),
        event="contract.closed",
        subject=_accepted,
        changes={"status", "closed_on", "closing_reason"},
        wrong_states={"a draft": factories.a_draft, "closed": _closed},
    ),
    "add_term": Case(
        call=lambda row, by: actions.add_term(_new_term(row), by=by, at=NOW),
        event="term.added",
        subject=factories.a_draft,
        changes={"contract", "method", "frequency"},
        wrong_states={"in force": factories.an_active_contract, "closed": _closed},
    ),
    "change_term": Case(
        call=lambda row, by: actions.change_term(row, {"minimum_inspectors": 3}, by=by, at=NOW),
        event="term.changed",
        subject=lambda: _term_of(factories.a_ready_draft),
        changes={"minimum_inspectors"},
        wrong_states={
            "in force": lambda: _term_of(factories.an_active_contract),
            "closed": lambda: _term_of(_closed),
        },
    ),
    "remove_term": Case(
        call=lambda row, by: actions.remove_term(row, by=by, at=NOW),
        event="term.removed",
        subject=lambda: _term_of(factories.a_ready_draft),
        changes={"contract", "method"},
        wrong_states={
            "in force": lambda: _term_of(factories.an_active_contract),
            "closed": lambda: _term_of(_closed),
        },
    ),
}

DUTIES = {
    "assign_duty": Case(
        call=lambda rows, by: actions.assign_duty(*rows, "lead", by=by, at=NOW),
        event="duty.assigned",
        subject=_and_a_person(factories.a_draft),
        changes={"contract", "person", "role", "assigned_at"},
        wrong_states={"closed": _and_a_person(_closed), "led by somebody": _and_a_person(factories.an_active_contract)},
    ),
    "acknowledge_duty": Case(
        call=lambda row, by: actions.acknowledge_duty(row, by=by, at=NOW),
        event="duty.acknowledged",
        subject=_pending,
        actor=lambda duty: duty.person,
        changes={"acknowledged_at", "starts_on"},
        wrong_states={"acknowledged": _answering, "withdrawn": _withdrawn, "ended": _ended},
    ),
    "hand_over_duty": Case(
        call=lambda rows, by: actions.hand_over_duty(*rows, by=by, at=NOW),
        event="duty.handover_started",
        subject=_and_a_person(_answering),
        changes={"person", "takes_over_from"},
        wrong_states={
            "pending": _and_a_person(_pending),
            "ended": _and_a_person(_ended),
            "of a closed contract": _and_a_person(lambda: _closed().duties.get()),
        },
    ),
    "withdraw_duty": Case(
        call=lambda row, by: actions.withdraw_duty(row, by=by, at=NOW, reason="Named in error."),
        event="duty.ended",
        subject=_pending,
        changes={"ended_on", "end_reason"},
        wrong_states={"acknowledged": _answering, "withdrawn": _withdrawn, "ended": _ended},
    ),
    "end_duty": Case(
        call=lambda row, by: actions.end_duty(row, by=by, at=NOW, reason="Retired."),
        event="duty.ended",
        subject=_answering,
        changes={"ended_on", "end_reason"},
        wrong_states={"pending": _pending, "withdrawn": _withdrawn, "ended": _ended},
    ),
}
