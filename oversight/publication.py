"""The only door outward: what leaves here is frozen, digested and built from an allow-list."""

import hashlib
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Contract, Duty, User
from contracts.refusals import Refused
from contracts.roles import require
from contracts.states import move
from oversight.models import Scorecard
from oversight.scorecards import both, plain

FORMAT = 1


@transaction.atomic
def publish_scorecard(card: Scorecard, *, by: User, at: datetime) -> Scorecard:
    """Freeze an approved scorecard and put it before the public; an earlier revision is superseded, not erased."""
    require(by, "oversight.publish_scorecard", card.contract.agency)
    if card.contract.published_on is None:
        raise Refused(_("The contract is not published yet. Publish it first."), code="wrong_state")
    if card.status != Scorecard.Status.APPROVED:
        raise Refused(_("Only an approved scorecard can be published."), code="wrong_state")
    previous = Scorecard.objects.published().of_period(card.contract, card.period).first()
    if previous is not None:
        with audit.changing("scorecard.superseded", previous, by=by, at=at):
            move(previous, Scorecard.Status.SUPERSEDED)
    text = canonical(payload_of(card, previous, at))
    with audit.changing("scorecard.published", card, by=by, at=at):
        move(card, Scorecard.Status.PUBLISHED, published_at=at, payload=text, digest=digest_of(text))
    return card


def canonical(payload: dict[str, Any]) -> str:
    """RFC 8785 canonical JSON: one text for one content, whoever writes it."""
    return rfc8785.dumps(payload).decode()


def digest_of(text: str) -> str:
    """SHA-256 over the UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def payload_of(card: Scorecard, previous: Scorecard | None, at: datetime) -> dict[str, Any]:
    """Everything the public gets, field by field. No person's name; department, post and office telephone are here.

    Amounts and figures are text, weights and scores whole basis points, days ISO 8601.
    """
    contract, inputs = card.contract, card.inputs
    return {
        "type": "scorecard",
        "format": FORMAT,
        "public_id": card.public_id,
        "demonstration": contract.vendor.is_demonstration,
        "contract": _contract(contract),
        "vendor": {
            "public_id": contract.vendor.public_id,
            "name": both(contract.vendor, "name"),
            "credit_code": contract.vendor.credit_code,
        },
        "accountable": _accountable(contract, card),
        "period": {"start": card.period_start.isoformat(), "end": card.period_end.isoformat()},
        "revision": card.revision,
        "change_note": card.change_note,
        "previous": previous and {"public_id": previous.public_id, "sha256": previous.digest, **_verdict(previous)},
        "published_on": timezone.localdate(at).isoformat(),
        **_verdict(card),
        "parts": card.parts,
        "scheme": _scheme(card),
        "metrics": inputs["metrics"],
        "inspections": inputs["inspections"],
        "orders": inputs["orders"],
    }


def _verdict(card: Scorecard) -> dict[str, Any]:
    return {"score_bp": card.score_bp, "coverage_bp": card.coverage_bp, "band": card.band}


def _contract(contract: Contract) -> dict[str, Any]:
    return {
        "public_id": contract.public_id,
        "reference": contract.reference,
        "title": both(contract, "title"),
        "kind": {"code": contract.kind.code, "name": both(contract.kind, "name")},
        "amount_cny": plain(contract.amount),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
    }


def _accountable(contract: Contract, card: Scorecard) -> dict[str, Any]:
    """The agency, and the post that answered on the last day of the period or, if it was earlier, of the contract."""
    duties = Duty.objects.filter(contract=contract).leads().select_related("person")
    last_day = min(card.period_end, contract.closed_on or card.period_end)
    lead = duties.answering(last_day).first() or duties.answering().first()
    return {
        "agency": both(contract.agency, "name"),
        "post": both(lead.person, "post") if lead else None,
        "office_phone": lead.person.office_phone if lead else None,
    }


def _scheme(card: Scorecard) -> dict[str, int]:
    scheme = card.scheme
    names = ("version", "minimum_coverage_bp", "good_from_bp", "near_from_bp", "improve_from_bp")
    return {name: getattr(scheme, name) for name in names}
