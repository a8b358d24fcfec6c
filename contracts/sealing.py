"""The audit trail as a hash chain: what is digested, and the sealing itself.

How to check the chain without this program. Order the seals by ``sequence``: 1, 2, 3 … without a gap. For each one
write this JSON object in the canonical form of RFC 8785 (keys sorted, no blanks, UTF-8)::

    {"form": "1", "sequence": 2, "previous": "<digest of number 1>", "sealed_at": "<moment>",
     "event": {"id": "7", "actor": "3", "action": "contract.activated", "subject_type": "contracts.contract",
               "subject_id": "12", "subject_label": "…", "contract_id": "12", "agency_path": "…",
               "occurred_at": "<moment>", "recorded_at": "<moment>", "changes": {…}, "note": "…"}}

Its SHA-256 in small hexadecimal digits is the seal's ``digest``, and stands in the next one as ``previous``; number 1
has 64 zeros there. "event" holds every column of the audit event:

- keys are text (``contract_id`` may be null), since JSON numbers are exact only up to 2^53 - 1;
- a moment is UTC to the microsecond, always as ``2026-11-22T02:59:01.000000+00:00``;
- ``changes`` is the JSON of its column. What RFC 8785 cannot write there (a whole number beyond 2^53 - 1, text with
  half a surrogate pair) becomes the text ``#`` + its JSON in ASCII, and text that begins with ``#`` gets another ``#``
  in front; keys of objects likewise. So no value can pass for another.

"1" is the version of this form and stands in each seal. Should the trail ever get another column, sealing goes on in
a form "2", and what was sealed in form "1" is checked as before.

The chain shows what was changed, removed or put in between after sealing. It cannot show what happened to an event
before its seal, nor that the newest seals were cut off or the whole chain was written anew: for that, somebody
else keeps a number and its digest, and gives them to ``verify_audit``.
"""

import hashlib
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.db import IntegrityError, transaction

from contracts.models import AuditEvent, AuditSeal

BATCH = 500  # events in memory at a time, and in one transaction: nobody waits long for the database
LARGEST = 2**53 - 1  # the largest whole number of RFC 8785
BEFORE_THE_FIRST = "0" * 64
FORM = "1"  # the form that new seals have


def seal_pending(*, at: datetime) -> int:
    """Seal every event that has no seal yet, in the order of their keys. How many this call sealed.

    May be called at any time, by several at once: the number of a seal is its key, so of two that continue the chain
    at the same place one is refused by the database, and stops without a word; the other seals what there is. An
    event whose transaction ends later than that of a higher key is sealed by a later call: its number is then the
    higher one. Writes no audit event: the trail does not tell about itself.
    """
    sealed, last = 0, 0
    while True:
        head = AuditSeal.objects.last()
        try:
            with transaction.atomic():
                links = _continue(head, after=last, at=at)
        except IntegrityError:
            if AuditSeal.objects.last() == head:
                raise
            return sealed
        if not links:
            return sealed
        sealed, last = sealed + len(links), links[-1].event_id


def _continue(head: AuditSeal | None, *, after: int, at: datetime) -> list[AuditSeal]:
    """Add one batch to the chain that ends with ``head``."""
    number, previous = (head.sequence, head.digest) if head else (0, BEFORE_THE_FIRST)
    links = []
    for event in AuditEvent.objects.unsealed().filter(pk__gt=after).order_by("pk")[:BATCH]:
        number += 1
        seal = AuditSeal(sequence=number, event=event, form=FORM, previous=previous, sealed_at=at)
        seal.digest = previous = digest(seal, event)
        links.append(seal)
    return AuditSeal.objects.bulk_create(links)


def digest(seal: AuditSeal, event: AuditEvent) -> str:
    """What the digest of this seal must be: SHA-256 in hexadecimal. ``KeyError`` for a form that nobody knows."""
    return hashlib.sha256(FORMS[seal.form](seal, event)).hexdigest()


def _first_form(seal: AuditSeal, event: AuditEvent) -> bytes:
    return rfc8785.dumps(
        {
            "form": "1",
            "sequence": seal.sequence,
            "previous": seal.previous,
            "sealed_at": _moment(seal.sealed_at),
            "event": {
                "id": str(event.pk),
                "actor": str(event.actor_id),
                "action": event.action,
                "subject_type": event.subject_type,
                "subject_id": event.subject_id,
                "subject_label": event.subject_label,
                "contract_id": None if event.contract_id is None else str(event.contract_id),
                "agency_path": event.agency_path,
                "occurred_at": _moment(event.occurred_at),
                "recorded_at": _moment(event.recorded_at),
                "changes": _writable(event.changes),
                "note": event.note,
            },
        }
    )


FORMS: dict[str, Callable[[AuditSeal, AuditEvent], bytes]] = {"1": _first_form}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _writable(value: Any) -> Any:
    """A JSON value as RFC 8785 can write it; different values stay different."""
    if isinstance(value, dict):
        return {_writable(key): _writable(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_writable(entry) for entry in value]
    if isinstance(value, str):
        return f"#{value}" if value.startswith("#") else value if _is_unicode(value) else f"#{json.dumps(value)}"
    if isinstance(value, int):
        return value if abs(value) <= LARGEST else f"#{value}"
    if isinstance(value, float):
        return value if math.isfinite(value) else f"#{json.dumps(value)}"
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
