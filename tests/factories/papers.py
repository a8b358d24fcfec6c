"""What gathers around a contract in force: documents, acceptances, payments, holds, and how it ends."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts import actions
from contracts.models import Acceptance, Agency, Amendment, Contract, Document, Payment, PaymentHold, Succession
from tests.factories.clock import NOW, TODAY, days, on
from tests.factories.files import a_pdf
from tests.factories.people import a_user, an_agency, root, staff


def a_document(contract: Contract, kind: str = Document.Kind.OTHER, *, text: str = "signed", **fields: Any) -> Document:
    given = {"title": "A paper", "upload": a_pdf(text), "at": on(contract.starts_on), **fields}
    return actions.add_document(contract, kind=kind, by=staff("contract_manager", contract.agency), **given)


def papers(contract: Contract) -> None:
    """The documents that no contract comes into force without."""
    for kind in sorted(Document.REQUIRED):
        a_document(contract, kind)


def an_amendment(contract: Contract, *, at: datetime = NOW, **fields: Any) -> Amendment:
    """A supplement of 100,000 yuan, signed on that day."""
    given = {
        "kind": Amendment.Kind.SUPPLEMENT,
        "signed_on": at.date(),
        "amount_change": Decimal("100000.00"),
        "reason": "More calls than expected.",
        **fields,
    }
    if given["kind"] in (Amendment.Kind.EXTENSION, Amendment.Kind.CONTENT) and "amount_change" not in fields:
        given["amount_change"] = Decimal(0)
    return actions.add_amendment(contract, by=staff("contract_manager", contract.agency), at=at, **given)


def an_acceptance(contract: Contract, *, at: datetime = NOW, **fields: Any) -> Acceptance:
    """Passed, on that day, by the contract manager, with two of those the service is for."""
    given = {
        "subject": "The first quarter",
        "held_on": at.date(),
        "result": Acceptance.Result.PASSED,
        "user_representatives": 2,
        "by": staff("contract_manager", contract.agency),
        **fields,
    }
    return actions.record_acceptance(contract, at=at, **given)


def a_payment(contract: Contract, *, at: datetime = NOW, **fields: Any) -> Payment:
    given = {"amount": Decimal("250000.00"), "condition": "The first quarter is accepted.", "due_on": TODAY, **fields}
    return actions.plan_payment(contract, by=staff("contract_manager", contract.agency), at=at, **given)


def a_payer(contract: Contract) -> Any:
    """A contract manager who neither accepted nor signed anything."""
    return a_user("contract_manager", contract.agency)


def a_released_payment(contract: Contract, *, at: datetime = NOW, **fields: Any) -> Payment:
    payment = a_payment(contract, at=at, **fields)
    return actions.release_payment(payment, an_acceptance(contract, at=at), by=a_payer(contract), at=at)


def a_hold(contract: Contract, *, at: datetime = NOW, **fields: Any) -> PaymentHold:
    """Placed by the contract manager, so that the supervisor may lift it."""
    given = {"reason": "The bill does not add up.", "by": staff("contract_manager", contract.agency), **fields}
    return actions.place_hold(contract, at=at, **given)


def close(contract: Contract, *, at: datetime = NOW, reason: str = "Over.") -> Contract:
    """Finally accepted, then closed."""
    an_acceptance(contract, at=at, subject="The whole service", is_final=True)
    return actions.close_contract(contract, by=staff("contract_manager", contract.agency), at=at, reason=reason)


def suspend(contract: Contract, *, at: datetime = NOW, reason: str = "A flood.") -> Contract:
    return actions.suspend_contract(contract, by=staff("contract_manager", contract.agency), at=at, reason=reason)


def terminate(contract: Contract, *, at: datetime = NOW, reason: str = "It never came.") -> Contract:
    by = staff("contract_manager", contract.agency)
    return actions.terminate_contract(contract, ground=Contract.TerminationGround.BREACH, by=by, at=at, reason=reason)


def a_succession(contract: Contract, to_agency: Agency | None = None, *, at: datetime = NOW) -> Succession:
    """Recorded by somebody above both agencies."""
    return actions.pass_on_contract(
        contract,
        to_agency or an_agency(),
        kind=Succession.Kind.MERGER,
        document_number="No. 7 of 2026",
        took_effect_on=day_before(at),
        by=root(),
        at=at,
    )


def day_before(at: datetime) -> date:
    return at.date() - days(1)
