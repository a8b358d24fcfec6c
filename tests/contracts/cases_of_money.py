"""The actions on papers, money and the end of a contract, each as a Case for tests/every_action.py."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from contracts import actions
from contracts.models import Agency, Amendment, Contract, Document, Duty, Payment, PaymentHold, Succession, User
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, TODAY
from tests.factories.files import a_pdf


def _closed() -> Contract:
    return factories.close(factories.an_active_contract())


def _suspended() -> Contract:
    return factories.suspend(factories.an_active_contract())


def _terminated() -> Contract:
    return factories.terminate(factories.an_active_contract())


NOT_IN_FORCE = {"a draft": factories.a_draft, "closed": _closed, "terminated": _terminated}
A_DRAFT = {"a draft": factories.a_draft}


def _document() -> Document:
    return factories.a_document(factories.an_active_contract(), text="another")


def _withdrawn() -> Document:
    return actions.withdraw_document(_document(), by=factories.staff(), at=NOW, reason="Not ours.")


def _payment() -> Payment:
    return factories.a_payment(factories.an_active_contract())


def _cancelled() -> Payment:
    return actions.cancel_payment(_payment(), by=factories.staff(), at=NOW, reason="Not owed.")


def _released() -> Payment:
    return factories.a_released_payment(factories.an_active_contract())


def _chief(payment: Payment) -> User:
    return payment.contract.duties.get(role=Duty.Role.SUPERVISOR).person


def _supervised(make: Callable[[], Payment]) -> Callable[[], Payment]:
    def payment() -> Payment:
        row = make()
        chief = factories.a_user("supervisor")
        factories.a_duty(row.contract, chief, Duty.Role.SUPERVISOR)
        return row

    return payment


def _signed() -> Payment:
    payment = _supervised(_payment)()
    return actions.sign_payment(payment, by=_chief(payment), at=NOW)


def _and_an_acceptance(make: Callable[[], Payment]) -> Callable[[], tuple[Payment, Any]]:
    def rows() -> tuple[Payment, Any]:
        payment = make()
        return payment, factories.an_acceptance(payment.contract, by=factories.staff("supervisor"))

    return rows


def _held() -> Payment:
    payment = _payment()
    factories.a_hold(payment.contract)
    return payment


def _of_a_suspended_contract() -> Payment:
    payment = _payment()
    factories.suspend(payment.contract)
    return payment


def _hold() -> PaymentHold:
    return factories.a_hold(factories.an_active_contract())


def _lifted() -> PaymentHold:
    return actions.lift_hold(_hold(), reason="Paid back.", by=factories.staff("supervisor"), at=NOW)


def _and_an_agency(make: Callable[[], Any]) -> Callable[[], tuple[Any, Agency]]:
    return lambda: (make(), factories.an_agency(parent=factories.the_agency()))


def _an_agency_in_charge() -> Agency:
    return factories.an_active_contract(agency=factories.an_agency(parent=factories.the_agency())).agency


def _succession() -> dict[str, Any]:
    return {"kind": Succession.Kind.MERGER, "document_number": "No. 7", "took_effect_on": TODAY}


PAPERS = {
    "add_document": Case(
        call=lambda row, by: actions.add_document(
            row, kind="other", title="Minutes", upload=a_pdf("minutes"), by=by, at=NOW
        ),
        event="document.added",
        subject=factories.an_active_contract,
        changes={"kind", "title", "stored", "file_name"},
        stateless="papers arrive before a contract begins and after it has ended",
    ),
    "withdraw_document": Case(
        call=lambda row, by: actions.withdraw_document(row, by=by, at=NOW, reason="Not ours."),
        event="document.withdrawn",
        subject=_document,
        changes={"withdrawn_on", "withdraw_reason"},
        wrong_states={"withdrawn": _withdrawn},
    ),
    "add_amendment": Case(
        call=lambda row, by: actions.add_amendment(
            row,
            kind=Amendment.Kind.SUPPLEMENT,
            signed_on=TODAY,
            amount_change=Decimal(5),
            reason="More calls.",
            by=by,
            at=NOW,
        ),
        event="amendment.added",
        subject=factories.an_active_contract,
        changes={"number", "kind", "amount_change", "former_end"},
        wrong_states=NOT_IN_FORCE,
    ),
    "record_acceptance": Case(
        call=lambda row, by: actions.record_acceptance(
            row, subject="All of it", held_on=TODAY, result="passed", user_representatives=1, by=by, at=NOW
        ),
        event="acceptance.recorded",
        subject=factories.an_active_contract,
        changes={"subject", "held_on", "result", "user_representatives"},
        wrong_states=A_DRAFT,
    ),
}

PAYMENTS = {
    "plan_payment": Case(
        call=lambda row, by: actions.plan_payment(
            row, amount=Decimal(5), condition="Accepted.", due_on=TODAY, by=by, at=NOW
        ),
        event="payment.planned",
        subject=factories.an_active_contract,
        changes={"number", "amount", "condition", "due_on"},
        wrong_states=NOT_IN_FORCE,
    ),
    "change_payment": Case(
        call=lambda row, by: actions.change_payment(row, {"amount": Decimal(7)}, by=by, at=NOW),
        event="payment.changed",
        subject=_payment,
        changes={"amount"},
        wrong_states={"released": _released, "cancelled": _cancelled},
    ),
    "cancel_payment": Case(
        call=lambda row, by: actions.cancel_payment(row, by=by, at=NOW, reason="Not owed."),
        event="payment.cancelled",
        subject=_payment,
        changes={"status", "cancel_reason"},
        wrong_states={"released": _released, "cancelled": _cancelled},
    ),
    "sign_payment": Case(
        call=lambda row, by: actions.sign_payment(row, by=by, at=NOW),
        event="payment.signed",
        subject=_supervised(_payment),
        role="supervisor",
        actor=_chief,
        changes={"signed_by", "signed_at"},
        wrong_states={"signed": _signed, "released": _supervised(_released), "cancelled": _supervised(_cancelled)},
    ),
    "release_payment": Case(
        call=lambda rows, by: actions.release_payment(*rows, by=by, at=NOW),
        event="payment.released",
        subject=_and_an_acceptance(_payment),
        changes={"status", "acceptance", "released_by", "released_on"},
        wrong_states={
            "released": _and_an_acceptance(_released),
            "cancelled": _and_an_acceptance(_cancelled),
            "held": _and_an_acceptance(_held),
            "of a suspended contract": _and_an_acceptance(_of_a_suspended_contract),
        },
    ),
    "place_hold": Case(
        call=lambda row, by: actions.place_hold(row, reason="It does not add up.", by=by, at=NOW),
        event="hold.placed",
        subject=factories.an_active_contract,
        changes={"reason", "placed_by", "placed_at"},
        wrong_states=A_DRAFT,
    ),
    "lift_hold": Case(
        call=lambda row, by: actions.lift_hold(row, reason="Paid back.", by=by, at=NOW),
        event="hold.lifted",
        subject=_hold,
        role="supervisor",
        changes={"lifted_by", "lifted_at", "lift_reason"},
        wrong_states={"lifted": _lifted},
    ),
}

ENDS = {
    "suspend_contract": Case(
        call=lambda row, by: actions.suspend_contract(row, by=by, at=NOW, reason="A flood."),
        event="contract.suspended",
        subject=factories.an_active_contract,
        changes={"status", "suspended_on", "suspension_reason"},
        wrong_states=NOT_IN_FORCE | {"suspended": _suspended},
    ),
    "resume_contract": Case(
        call=lambda row, by: actions.resume_contract(row, by=by, at=NOW, reason="It is dry again."),
        event="contract.resumed",
        subject=_suspended,
        changes={"status", "suspended_on"},
        wrong_states=NOT_IN_FORCE | {"in force": factories.an_active_contract},
    ),
    "terminate_contract": Case(
        call=lambda row, by: actions.terminate_contract(row, ground="breach", by=by, at=NOW, reason="It never came."),
        event="contract.terminated",
        subject=factories.an_active_contract,
        changes={"status", "closed_on", "closing_reason", "termination_ground"},
        wrong_states=NOT_IN_FORCE,
    ),
    "pass_on_contract": Case(
        call=lambda rows, by: actions.pass_on_contract(*rows, **_succession(), by=by, at=NOW),
        event="contract.agency_changed",
        subject=_and_an_agency(factories.an_active_contract),
        role="administrator",
        changes={"agency"},
        wrong_states={name: _and_an_agency(make) for name, make in NOT_IN_FORCE.items()},
    ),
    "succeed_agency": Case(
        call=lambda rows, by: actions.succeed_agency(*rows, **_succession(), by=by, at=NOW),
        event="contract.passed_on",
        subject=_and_an_agency(_an_agency_in_charge),
        role="administrator",
        changes={"from_agency", "to_agency", "kind", "document_number"},
        wrong_states={
            "without contracts": _and_an_agency(lambda: factories.an_agency(parent=factories.the_agency())),
        },
    ),
}

MONEY = PAPERS | PAYMENTS | ENDS
