"""Rows of a table beside the register: what each names, which row it is about, and what it would change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from contracts.legality import version_on
from contracts.models import Contract, Duty, InspectionTerm, MetricTerm, User, Vendor, WorkSection
from contracts.register_tables.kinds import CONTRACTS, DUTIES, VENDORS
from contracts.register_tables.pointers import in_parts
from contracts.register_tables.reading import Batch, Line


@dataclass
class Candidate:
    """A row that may be written: the new one, or the one on record with ``fields`` to set on it."""

    line: Line
    row: Any
    is_new: bool
    fields: dict[str, Any]


Identity = Callable[[Any], tuple[Any, ...]]
# What makes a row on record the one a line of the table is about
IDENTITIES: dict[type[Model], Identity] = {
    Vendor: lambda row: (row.credit_code,),
    Contract: lambda row: (row.reference,),
    Duty: lambda row: (row.contract_id, row.person_id, row.role),
    MetricTerm: lambda row: (row.contract_id, row.indicator.code),
    InspectionTerm: lambda row: (row.contract_id, row.method),
    WorkSection: lambda row: (row.contract_id, row.starts_at),
}


def hold_named(batch: Batch, by: User) -> None:
    """Keep the rows a table is about as they are until the transaction ends, for whoever else wants to change them.

    Whoever writes a term or a duty holds its contract first (see contracts.states), so contracts are enough for those.
    """
    if batch.kind is VENDORS:
        for codes in in_parts(_given(batch, "credit_code")):
            Vendor.objects.filter(credit_code__in=codes).update(credit_code=F("credit_code"))
        return
    name = "reference" if batch.kind is CONTRACTS else "contract"
    for references in in_parts(_given(batch, name)):
        Contract.objects.visible_to(by).filter(reference__in=references).update(status=F("status"))


def _given(batch: Batch, column: str) -> set[str]:
    return {line.values[column] for line in batch.lines if line.values.get(column)}


def candidates_of(batch: Batch, by: User, refused: Mapping[str, set[str]]) -> list[Candidate]:
    """The rows without errors so far, each beside the row on record it is about.

    ``refused`` names what earlier tables of the same file failed to bring: {pointed-at column: texts}. Errors are
    noted on the lines.
    """
    found = _point(batch, by, refused)
    settle = _as_signed() if batch.kind is CONTRACTS else None
    drafts = [(line, _draft(batch, line, found, settle)) for line in batch.lines if not line.errors]
    on_record = _on_record(batch, [row for _line, (row, _fields) in drafts])
    identity = IDENTITIES[batch.kind.model]
    seen: dict[tuple[Any, ...], int] = {}
    candidates = []
    for line, (row, fields) in drafts:
        key = identity(row)
        if key in seen:
            message = _("The same entry stands in line %(line)d already.") % {"line": seen[key]}
            batch.wrong(line, batch.kind.key[-1], message)
            continue
        seen[key] = line.number
        known = on_record.get(key)
        candidates.append(Candidate(line, known or row, known is None, fields))
    return candidates


def _point(batch: Batch, by: User, refused: Mapping[str, set[str]]) -> dict[str, Mapping[str, Model]]:
    """The rows that the cells name, by column and text."""
    found: dict[str, Mapping[str, Model]] = {}
    for name in batch.columns:
        column = batch.kind.column_of[name]
        if column.pointer is None:
            continue
        found[name] = column.pointer.find(_given(batch, name), by)
        for line in batch.lines:
            text = line.values.get(name)
            if not text or text in found[name]:
                continue
            if text in refused.get(name, ()):
                batch.wrong(line, name, _("The row with this entry is refused itself; correct that one first."))
            else:
                batch.wrong(line, name, str(column.pointer.missing))
    return found


Settle = Callable[[dict[str, Any]], None]


def _draft(
    batch: Batch, line: Line, found: Mapping[str, Mapping[str, Model]], settle: Settle | None
) -> tuple[Any, dict[str, Any]]:
    """An unsaved row of the line's values, and those values. Where a blank has no meaning, the usual value stays."""
    model = batch.kind.model
    fields: dict[str, Any] = {}
    for name, value in line.values.items():
        field: Any = model._meta.get_field(name)
        if name in found:
            value = found[name].get(value) if value else None
        if value in (None, ""):
            if not field.null and not field.empty_strings_allowed:
                continue
            value = None if field.null else ("" if not field.has_default() else field.get_default())
        fields[name] = value
    if settle:
        settle(fields)
    return model(**fields), fields


def _as_signed() -> Settle:
    """The scope item in the version of its tender, or of the day the contract was signed: a table names its code."""
    versions: dict[tuple[str, date], Any] = {}

    def settle(fields: dict[str, Any]) -> None:
        item, tender = fields["scope_item"], fields.get("tender")
        if tender is not None and tender.scope_item.code == item.code:
            fields["scope_item"] = tender.scope_item
            return
        of_day = (item.code, fields["signed_on"])
        if of_day not in versions:
            versions[of_day] = version_on(*of_day)
        fields["scope_item"] = versions[of_day] or item

    return settle


def _on_record(batch: Batch, rows: Iterable[Any]) -> dict[tuple[Any, ...], Any]:
    model, identity = batch.kind.model, IDENTITIES[batch.kind.model]
    known: dict[tuple[Any, ...], Any] = {}
    listed = list(rows)
    if batch.kind is VENDORS or batch.kind is CONTRACTS:
        name = batch.kind.key[0]
        base: QuerySet = model._default_manager.all()
        base = (
            base.select_related("agency", "vendor", "kind", "scope_item", "tender") if batch.kind is CONTRACTS else base
        )
        for part in in_parts({getattr(row, name) for row in listed}):
            known |= {identity(row): row for row in base.filter(**{f"{name}__in": part})}
        return known
    # Each row on record gets the very contract the table's own rows have, so that all of them see the same one
    contracts = {row.contract_id: row.contract for row in listed}
    rows_of: QuerySet = (
        Duty.objects.open().select_related("person") if batch.kind is DUTIES else model._default_manager.all()
    )
    rows_of = rows_of.select_related("indicator") if model is MetricTerm else rows_of
    for part in in_parts(contracts):
        for row in rows_of.filter(contract__in=part):
            row.contract = contracts[row.contract_id]
            known[identity(row)] = row
    return known


def differing(candidate: Candidate, kind_key: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """The fields in which the table differs from the row on record: {name: (before, after)}. The key never does."""
    keys = set(kind_key)
    changes = {}
    for name, after in candidate.fields.items():
        before = getattr(candidate.row, name)
        if name not in keys and before != after and not (before in (None, "") and after in (None, "")):
            changes[name] = (before, after)
    return changes
