"""Status transitions: the table stands on the model, this is the one way through it."""

from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from contracts.refusals import MEANWHILE, Refused


def may_move(row: Any, to: str) -> bool:
    return to in row.TRANSITIONS.get(row.status, ())


def move(row: Any, to: str, **fields: object) -> None:
    """Bring ``row`` into status ``to`` and set ``fields``, by compare-and-swap.

    Two people pressing the same button at once: one wins, the other is told, on SQLite as on PostgreSQL.
    Raises Refused where the table has no such transition or the row has moved meanwhile.
    """
    if not may_move(row, to):
        raise Refused(
            _("This is not possible while the status is “%(status)s”.") % {"status": row.get_status_display()},
            code="wrong_state",
        )
    _swap(row, status=to, **fields)
    row.refresh_from_db()


def hold(row: Any) -> None:
    """Keep the status of ``row`` as it was read until the transaction ends, so that what rests on it stays true.

    Raises Refused where it has moved since it was read.
    """
    _swap(row, status=row.status)


def set_once(row: Any, column: str, **fields: object) -> None:
    """Set ``fields`` while ``column`` is still blank. Two doing so at once: one wins, the other is told."""
    model: type[Model] = type(row)
    if not model._base_manager.filter(pk=row.pk, **{f"{column}__isnull": True}).update(**fields):
        raise Refused(MEANWHILE, code="stale")
    row.refresh_from_db()


def queue(model: type[Model], key: Any) -> None:
    """Let everybody else who writes this row wait until the transaction ends, so that what is read next stays true.

    An update that changes nothing: it locks the row on PostgreSQL, as SQLite locks every writer.
    """
    name = model._meta.pk.name
    model._base_manager.filter(pk=key).update(**{name: F(name)})


def queue_with(model: type[Model], key: Any, owner: str) -> None:
    """``queue``, first for the row that this one belongs to (the name of its column, or ""), then for the row itself.

    Always in this order: of two people who need both rows, none holds what the other waits for.
    """
    if owner:
        owners: Any = model._meta.get_field(owner).related_model
        queue(owners, model._base_manager.filter(pk=key).values_list(owner, flat=True).first())
    queue(model, key)


def _swap(row: Any, **fields: object) -> None:
    model: type[Model] = type(row)
    if not model._base_manager.filter(pk=row.pk, status=row.status).update(**fields):
        raise Refused(MEANWHILE, code="stale")
