"""Writing the audit trail. Only actions call this, inside their own transaction."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from contracts.models import Agency, AuditEvent, Contract, User

# Never written into the trail: a secret, and what the framework notes on every sign-in.
LEFT_OUT = {"password", "last_login"}
# Characters of a value that the trail keeps in full: every reason and title, not the text of a whole scorecard.
LONGEST = 1_000
AT_ONCE = 500  # events in one statement


def record(
    action: str,
    subject: Model,
    *,
    by: User,
    at: datetime,
    changes: dict[str, Any] | None = None,
    note: str = "",
) -> AuditEvent:
    """Append one event. ``action`` is a code such as "contract.activated"."""
    event = _event(action, subject, by=by, at=at, changes=changes, note=note)
    event.save(force_insert=True)
    return event


def _event(
    action: str, subject: Model, *, by: User, at: datetime, changes: dict[str, Any] | None, note: str
) -> AuditEvent:
    contract = subject if isinstance(subject, Contract) else getattr(subject, "contract", None)
    owner = contract or getattr(subject, "tender", None) or subject
    agency = subject if isinstance(subject, Agency) else getattr(owner, "agency", None)
    return AuditEvent(
        actor=by,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:250],
        contract_id=contract.pk if contract else None,
        agency_path=agency.path if agency else "",
        occurred_at=at,
        changes=changes or {},
        note=note,
    )


def created(action: str, subject: Model, *, by: User, at: datetime, note: str = "") -> AuditEvent:
    """The event of a new row, with every value it was born with."""
    return record(action, subject, by=by, at=at, changes=_born_with(subject), note=note)


def _born_with(subject: Model) -> dict[str, Any]:
    return {name: [None, value] for name, value in values_of(subject).items() if value not in (None, "")}


@contextmanager
def changing(action: str, subject: Model, *, by: User, at: datetime, note: str = "") -> Iterator[None]:
    """Record what the block changes on ``subject``; a block that changes nothing leaves no event."""
    before = values_of(subject)
    yield
    changes = differences(before, subject)
    if changes or note:
        record(action, subject, by=by, at=at, changes=changes, note=note)


def differences(before: dict[str, Any], subject: Model) -> dict[str, Any]:
    """Each column that is not what it was, with both values. ``before`` is ``values_of`` the same row."""
    after = values_of(subject)
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def removed(action: str, subject: Model, *, by: User, at: datetime, note: str = "") -> AuditEvent:
    """The event of a row about to be deleted (only drafts are), with every value it had."""
    values = {name: [value, None] for name, value in values_of(subject).items() if value not in (None, "")}
    return record(action, subject, by=by, at=at, changes=values, note=note)


def each(
    action: str, changes_of: Iterable[tuple[Model, dict[str, Any] | None, str]], *, by: User, at: datetime
) -> None:
    """An event for each of many rows (row, its changes, note) in few statements; None: every value it was born with.

    Beside the one event of the bulk action itself, so that the history of each row stays whole.
    """
    events = [
        _event(action, row, by=by, at=at, changes=_born_with(row) if changes is None else changes, note=note)
        for row, changes, note in changes_of
    ]
    AuditEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def bulk(action: str, subject: Model, rows: Iterable[Any], *, by: User, at: datetime, note: str = "") -> AuditEvent:
    """One event for a bulk action: how many rows, and the digest of their list."""
    listed = list(rows)
    digest = hashlib.sha256(_canonical(listed).encode()).hexdigest()
    return record(action, subject, by=by, at=at, changes={"count": len(listed), "sha256": digest}, note=note)


def values_of(row: Model) -> dict[str, Any]:
    """The row's columns as text and numbers; of a translated field the columns a language, not the copy beside them."""
    names = {field.attname for field in row._meta.concrete_fields}
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in LEFT_OUT or f"{field.name}_zh_hans" in names:
            continue
        value = getattr(row, field.attname)
        values[field.name] = value if isinstance(value, bool | int | None) else _text(value)
    return values


def _text(value: Any) -> str:
    """A value as the trail keeps it; of a long one its digest, since the row itself is there to compare with."""
    text = _canonical(value) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= LONGEST else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _canonical(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
