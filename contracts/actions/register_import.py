"""Tables loaded into the register: all of a file or nothing, judged as the single steps are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction

from contracts import audit
from contracts.actions.register_judges import Judge, judge_of
from contracts.importing import TableRefused
from contracts.models import User
from contracts.register_tables import Batch
from contracts.register_tables.kinds import CONTRACTS, VENDORS
from contracts.register_tables.matching import Candidate, candidates_of, differing, hold_named
from contracts.register_tables.outcome import CHANGED, NEW, REFUSED, UNCHANGED, Entry, Outcome
from contracts.roles import require
from contracts.saving_many import Refusals, amend_many, insert_many


@transaction.atomic
def import_register(
    batches: Sequence[Batch], *, by: User, at: datetime, dry_run: bool = False, origin: str = ""
) -> Outcome:
    """Enter new rows and correct those on record, in the order of the batches.

    A dry run writes everything and undoes it, so that it tells exactly what a load would do, errors included. Without
    it, TableRefused is raised where anything is wrong. ``origin`` names the file in the history of each row; one
    event a kind of table carries the digest of its list. Loading twice changes nothing.
    """
    require(by, "contracts.import_register")
    outcome = Outcome()
    refused: dict[str, set[str]] = {}
    for batch in batches:
        _load(batch, outcome, refused, by=by, at=at, origin=origin)
    outcome.errors.sort(key=lambda error: (error.sheet, error.line))
    if dry_run:
        transaction.set_rollback(True)
    elif outcome.errors:
        raise TableRefused(outcome.errors)
    return outcome


def _load(batch: Batch, outcome: Outcome, refused: dict[str, set[str]], *, by: User, at: datetime, origin: str) -> None:
    hold_named(batch, by)
    candidates = candidates_of(batch, by, refused)
    judge = judge_of(batch.kind.code, candidates, by=by, at=at)
    changes: dict[int, dict[str, Any]] = {}
    written: list[tuple[Candidate, dict[str, Any] | None]] = []
    for candidate in candidates:
        changed = {} if candidate.is_new else differing(candidate, batch.kind.key)
        before = audit.values_of(candidate.row) if changed else {}
        if not candidate.is_new and not changed:
            continue
        try:
            _set(candidate, changed, judge)
        except (ValidationError, PermissionDenied) as error:
            _tell(batch, candidate, error)
            continue
        changes[candidate.line.number] = {name: [_shown(old), _shown(new)] for name, (old, new) in changed.items()}
        written.append((candidate, audit.differences(before, candidate.row) if changed else None))
    _write(batch, written, changes, judge.extra_columns)
    for candidate, _changes in written:
        if not candidate.line.errors:
            try:
                judge.check_written(candidate)
            except ValidationError as error:
                _tell(batch, candidate, error)
    _record(batch, [pair for pair in written if not pair[0].line.errors], by=by, at=at, origin=origin)
    _conclude(batch, candidates, changes, outcome, refused)


def _set(candidate: Candidate, changed: Mapping[str, Any], judge: Judge) -> None:
    """Judge the row before and after its fields are set, as the single steps do."""
    row = candidate.row
    judge.allow(candidate)
    if changed:
        for name, (_before, after) in changed.items():
            setattr(row, name, after)
        judge.allow(candidate)
    # What it points at was found in the database a moment ago
    pointers = [field.name for field in row._meta.concrete_fields if field.is_relation]
    row.clean_fields(exclude=pointers)
    row.clean()
    judge.check(candidate)


def _write(
    batch: Batch,
    written: Sequence[tuple[Candidate, Any]],
    changes: Mapping[int, Mapping[str, Any]],
    extra_columns: Sequence[str],
) -> None:
    new = [candidate for candidate, _changes in written if candidate.is_new]
    _refuse(batch, new, insert_many([candidate.row for candidate in new]))
    together: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate, _changes in written:
        if not candidate.is_new:
            columns = _columns(candidate, {*changes[candidate.line.number], *extra_columns})
            together.setdefault(columns, []).append(candidate)
    for columns, changed in together.items():
        _refuse(batch, changed, amend_many([candidate.row for candidate in changed], columns))


def _columns(candidate: Candidate, changed: set[str]) -> tuple[str, ...]:
    """The columns to write; with a field in two languages, the copy beside them that the framework reads."""
    names = {field.name for field in candidate.row._meta.concrete_fields}
    copies = {name.removesuffix("_en") for name in changed if name.endswith("_en")} & names
    return tuple(sorted(changed | copies))


def _refuse(batch: Batch, candidates: Sequence[Candidate], refusals: Refusals) -> None:
    for place, error in refusals.items():
        _tell(batch, candidates[place], error)


def _tell(batch: Batch, candidate: Candidate, error: ValidationError | PermissionDenied) -> None:
    line = candidate.line
    if isinstance(error, PermissionDenied):
        batch.wrong(line, "", str(error))
    elif hasattr(error, "error_dict"):
        for name, messages in error.message_dict.items():
            for message in messages:
                batch.wrong(line, "" if name == NON_FIELD_ERRORS else name, message)
    else:
        for message in error.messages:
            batch.wrong(line, "", message)


def _record(batch: Batch, written: Sequence[tuple[Candidate, Any]], *, by: User, at: datetime, origin: str) -> None:
    """An event of its own for each row, as if it had been entered by hand, and one for all that names their digest."""
    if not written:
        return
    kind = batch.kind
    for is_new, verb in zip((True, False), kind.verbs, strict=True):
        told = [
            (candidate.row, changes, _origin(origin, batch, candidate))
            for candidate, changes in written
            if candidate.is_new is is_new
        ]
        audit.each(f"{kind.event}.{verb}", told, by=by, at=at)
    listed = [[candidate.row.pk, candidate.line.given] for candidate, _changes in written]
    audit.bulk(f"{kind.code}.imported", by, listed, by=by, at=at, note=origin)


def _origin(origin: str, batch: Batch, candidate: Candidate) -> str:
    return " · ".join(part for part in (origin, batch.sheet, str(candidate.line.number)) if part) if origin else ""


def _conclude(
    batch: Batch,
    candidates: Sequence[Candidate],
    changes: Mapping[int, dict[str, Any]],
    outcome: Outcome,
    refused: dict[str, set[str]],
) -> None:
    by_line = {candidate.line.number: candidate for candidate in candidates}
    outcome.errors += batch.errors
    # How other tables name these rows: a contract's vendor, a term's contract
    named_as = {VENDORS.code: "vendor", CONTRACTS.code: "contract"}.get(batch.kind.code)
    for line in batch.lines:
        changed = changes.get(line.number, {})
        if line.errors:
            state, changed = REFUSED, {}
            outcome.errors += line.errors
            if named_as:
                text = line.values.get(batch.kind.key[0]) or line.given.get(batch.kind.key[0], "")
                refused.setdefault(named_as, set()).add(text)
        elif by_line[line.number].is_new:
            state = NEW
        else:
            state = CHANGED if changed else UNCHANGED
        label = " · ".join(line.given.get(name, "") for name in batch.kind.key)
        outcome.entries.append(Entry(batch.kind.code, batch.sheet, line.number, label, state, changed))


def _shown(value: Any) -> Any:
    """A value as a difference shows it."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)
