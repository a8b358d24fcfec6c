"""Writing many rows in few statements, with the same judgement as one by one.

The database checks its constraints on every part of the rows. Only where it refuses a part are the rows of that part
tried one by one, to find out which of them it refuses and why: a correct table never pays for that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from contracts.refusals import MEANWHILE, Refused

AT_ONCE = 500

Refusals = dict[int, ValidationError]  # by place in the list that was given


def insert_many(rows: Sequence[Model]) -> Refusals:
    """Insert rows of one model whose fields are checked already. What was refused is not written; the rest is."""

    def together(part: Sequence[Model]) -> None:
        type(part[0])._base_manager.bulk_create(part)

    return _write(rows, together, lambda row: row.save(force_insert=True))


def amend_many(rows: Sequence[Model], columns: Sequence[str]) -> Refusals:
    """Write these columns of rows of one model, as they stand on the rows."""

    def together(part: Sequence[Model]) -> None:
        type(part[0])._base_manager.bulk_update(part, columns)

    return _write(rows, together, lambda row: row.save(update_fields=columns))


def _write(
    rows: Sequence[Model], together: Callable[[Sequence[Model]], None], single: Callable[[Model], None]
) -> Refusals:
    refused: Refusals = {}
    for part in _parts(range(len(rows))):
        try:
            with transaction.atomic():
                together([rows[place] for place in part])
        except IntegrityError:
            for place in part:
                error = _why_refused(rows[place], single)
                if error is not None:
                    refused[place] = error
    return refused


def _why_refused(row: Model, single: Callable[[Model], None]) -> ValidationError | None:
    if row._state.adding:
        row.pk = None  # a part that was undone may have left a key behind
    try:
        row.validate_constraints()
        with transaction.atomic():
            single(row)
    except ValidationError as error:
        return error
    except IntegrityError:
        return Refused(MEANWHILE, code="stale")
    return None


def _parts(places: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(places)
    while part := list(islice(rest, AT_ONCE)):
        yield part
