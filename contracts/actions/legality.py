"""Answers to the conditions of the scope catalogue, and the legal officer's recorded word."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import AuditEvent, Contract, LegalConfirmation, ScopeAnswer, ScopeCondition, Tender, User
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.states import hold

# While a row is in these states, what it rests on may still be looked into.
OPEN_STATES = {Tender: (Tender.Status.PREPARED, Tender.Status.ANNOUNCED), Contract: (Contract.Status.DRAFT,)}


@transaction.atomic
def answer_condition(
    about: Tender | Contract, condition: ScopeCondition, *, is_met: bool, explanation: str, by: User, at: datetime
) -> ScopeAnswer:
    """Say how one condition of its scope item is met, or that it is not; said again, it replaces the first answer.

    A contract from a tender takes over the tender's answers; its own, given later, count before them.
    """
    given = _own(ScopeAnswer, about).filter(condition=condition).first()
    require(by, f"contracts.{'change' if given else 'add'}_scopeanswer", about.agency)
    require_open(about)
    if condition.item_id != about.scope_item_id:
        raise Refused(_("This condition belongs to another entry of the catalogue. Reload the page and look again."))
    said = {"is_met": is_met, "explanation": explanation.strip()}
    if not is_met and (given is None or given.is_met or given.explanation != said["explanation"]):
        lapse_confirmations(about, topics=[LegalConfirmation.Topic.SCOPE], by=by, at=at)
    if given is None:
        answer = ScopeAnswer(**_about(about), condition=condition, answered_by=by, answered_at=at, **said)
        return insert("scope.answered", answer, by=by, at=at)
    if any(getattr(given, name) != value for name, value in said.items()):
        amend("scope.answer_changed", given, {**said, "answered_by": by, "answered_at": at}, by=by, at=at)
    return given


@transaction.atomic
def confirm_legality(
    about: Tender | Contract, topic: str, *, opinion: str, document_number: str = "", by: User, at: datetime
) -> LegalConfirmation:
    """Record the legal officer's word that it may go ahead. Whoever registered the row cannot give it."""
    require(by, "contracts.confirm_legality", about.agency)
    if has_registered(about, by):
        raise PermissionDenied(_("You registered this. Somebody else has to confirm that it is lawful."))
    require_open(about)
    confirmation = LegalConfirmation(
        **_about(about),
        topic=topic,
        opinion=opinion.strip(),
        document_number=document_number.strip(),
        officer=by,
        confirmed_at=at,
    )
    return insert("legality.confirmed", confirmation, by=by, at=at)


def has_registered(about: Tender | Contract, by: User) -> bool:
    return AuditEvent.objects.about(about).filter(action=f"{about._meta.model_name}.registered", actor=by).exists()


def lapse_confirmations(
    about: Tender | Contract, *, topics: Iterable[str] = LegalConfirmation.Topic.values, by: User, at: datetime
) -> None:
    """What was confirmed of other facts says nothing about these: it goes, and the trail keeps it."""
    for confirmation in _own(LegalConfirmation, about).filter(topic__in=topics):
        audit.removed("legality.lapsed", confirmation, by=by, at=at)
        confirmation.delete()


def require_open(about: Tender | Contract) -> None:
    """Raise Refused once it is decided; it stays open until the transaction ends."""
    if about.status not in OPEN_STATES[type(about)]:
        message = _("This is not possible while the status is “%(status)s”.")
        raise Refused(message % {"status": about.get_status_display()}, code="wrong_state")
    hold(about)


def _own(model: Any, about: Tender | Contract) -> Any:
    return model.objects.filter(**_about(about))


def _about(about: Tender | Contract) -> dict[str, Any]:
    return {"tender" if isinstance(about, Tender) else "contract": about}
