"""The two ways an action writes a row: checked, saved and audited in one step."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError
from django.db.models import Model

from contracts import audit
from contracts.models import User
from contracts.refusals import MEANWHILE, Refused

Row = TypeVar("Row", bound=Model)


def insert(action: str, row: Row, *, by: User, at: datetime, note: str = "") -> Row:
    """Check and save a new row. Raises ValidationError with every message at once."""
    row.full_clean()
    with told_when_too_late():
        row.save(force_insert=True)
    audit.created(action, row, by=by, at=at, note=note)
    return row


def amend(action: str, row: Row, fields: Mapping[str, Any], *, by: User, at: datetime, note: str = "") -> Row:
    """Set the fields, check and save. Nothing changed, nothing written.

    Only the columns that change are written: what somebody else changed meanwhile in another column stays.
    """
    columns = row._meta.concrete_fields
    before = [getattr(row, column.attname) for column in columns]
    with audit.changing(action, row, by=by, at=at, note=note):
        for name, value in fields.items():
            setattr(row, name, value)
        row.full_clean()
        changed = [c.name for c, old in zip(columns, before, strict=True) if getattr(row, c.attname) != old]
        if changed:
            with told_when_too_late():
                row.save(update_fields=changed)
    return row


@contextmanager
def told_when_too_late() -> Iterator[None]:
    """What somebody else wrote between the check and the save makes the database refuse: say so in words."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(MEANWHILE, code="stale") from error
