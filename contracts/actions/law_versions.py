"""Entries of the scope catalogue and legal rules: a change of substance is a new version beside the former."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import LegalRule, ScopeCondition, ScopeItem, User
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import amend, insert

Law = TypeVar("Law", ScopeItem, LegalRule)
NAME = frozenset({"code", "version"})  # what a version goes by
# What somebody may have relied on; the wording and the last day can be corrected at any time.
SUBSTANCE = {
    ScopeItem: frozenset({"kind", "verdict", "regime", "basis", "effective_from"}),
    LegalRule: frozenset({"value", "unit", "basis", "effective_from"}),
}


@transaction.atomic
def register_law(row: Law, *, by: User, at: datetime) -> Law:
    """Add an entry or rule under a code that is new, as its first version."""
    require(by, f"contracts.add_{row._meta.model_name}")
    if type(row).objects.filter(code=row.code).exists():
        raise Refused({"code": _("This code is in use. Open the entry it stands for, and make a new version there.")})
    row.version = 1
    return insert("law.added", row, by=by, at=at)


@transaction.atomic
def renew_law(row: Law, fields: Mapping[str, Any], *, by: User, at: datetime) -> Law:
    """A new version from ``effective_from`` on, different in ``fields``; the former ends the day before.

    The conditions of a scope item are taken over, and can be edited as long as nothing is let under the new version.
    """
    require(by, f"contracts.add_{row._meta.model_name}")
    versions = type(row).objects.filter(code=row.code)
    if versions.filter(version__gt=row.version).exists():
        raise Refused(_("A newer version exists already. Make the next one from that."), code="wrong_state")
    begins: date = fields["effective_from"]
    if begins <= row.effective_from:
        message = _("The version before it is in effect from %(day)s. A new one begins later.")
        raise Refused({"effective_from": message % {"day": row.effective_from}})
    newer = type(row)(**{**_values(row), "version": row.version + 1, "effective_until": None, **fields})
    _require_same_unit(row, newer)
    if row.effective_until is None or row.effective_until >= begins:
        amend("law.ended", row, {"effective_until": begins - timedelta(days=1)}, by=by, at=at)
    insert("law.added", newer, by=by, at=at)
    if isinstance(row, ScopeItem):
        for condition in row.conditions.all():
            copy = ScopeCondition(**_values(condition) | {"item": newer})
            insert("scope_condition.added", copy, by=by, at=at)
    return newer


@transaction.atomic
def change_law(row: Law, fields: Mapping[str, Any], *, by: User, at: datetime) -> Law:
    """Correct the wording or end it. Its substance changes only as long as nobody can have relied on it."""
    require(by, f"contracts.change_{row._meta.model_name}")
    fixed = NAME | (SUBSTANCE[type(row)] if is_relied_on(row, timezone.localdate(at)) else frozenset())
    touched = [name for name in fields if name in fixed and fields[name] != getattr(row, name)]
    if touched:
        raise Refused(dict.fromkeys(touched, _("This is relied on already. Make a new version instead.")))
    before = type(row).objects.get(pk=row.pk)
    amend("law.changed", row, fields, by=by, at=at)
    _require_same_unit(before, row)
    _require_one_at_a_time(row)
    return row


@transaction.atomic
def add_scope_condition(condition: ScopeCondition, *, by: User, at: datetime) -> ScopeCondition:
    """Add an unsaved condition to an entry that nothing is let under yet."""
    _require_unused(condition.item, by)
    return insert("scope_condition.added", condition, by=by, at=at)


@transaction.atomic
def change_scope_condition(
    condition: ScopeCondition, fields: Mapping[str, Any], *, by: User, at: datetime
) -> ScopeCondition:
    _require_unused(condition.item, by)
    return amend("scope_condition.changed", condition, fields, by=by, at=at)


@transaction.atomic
def remove_scope_condition(condition: ScopeCondition, *, by: User, at: datetime) -> None:
    _require_unused(condition.item, by)
    audit.removed("scope_condition.removed", condition, by=by, at=at)
    condition.delete()


def is_relied_on(row: ScopeItem | LegalRule, on: date) -> bool:
    """A scope item: once something is let under it. A rule: from the day it is in effect, since it is reckoned with."""
    if isinstance(row, ScopeItem):
        return row.contracts.exists() or row.tenders.exists()
    return row.effective_from <= on


def _require_unused(item: ScopeItem, by: User) -> None:
    require(by, "contracts.change_scopeitem")
    if item.contracts.exists() or item.tenders.exists():
        raise Refused(_("Something is let under this version already. Make a new version instead."), code="wrong_state")


def _require_same_unit(row: Law, newer: Law) -> None:
    if isinstance(row, LegalRule) and isinstance(newer, LegalRule) and row.unit != newer.unit:
        message = _("The portal reckons with this rule in: %(unit)s.")
        raise Refused({"unit": message % {"unit": row.get_unit_display()}})


def _require_one_at_a_time(row: Law) -> None:
    """On no day two versions of the same code are in effect."""
    others = type(row).objects.filter(code=row.code).exclude(pk=row.pk)
    others = others.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=row.effective_from))
    if row.effective_until:
        others = others.filter(effective_from__lte=row.effective_until)
    other = others.first()
    if other:
        message = _("Version %(version)d is in effect on some of these days. Only one can be.")
        raise Refused({"effective_until": message % {"version": other.version}})


def _values(row: Any) -> dict[str, Any]:
    """Its columns by name, without its key; of a translated field the columns a language."""
    names = {field.name for field in row._meta.concrete_fields}
    kept = [f for f in row._meta.concrete_fields if not f.primary_key and f"{f.name}_zh_hans" not in names]
    return {field.name: getattr(row, field.name) for field in kept}
