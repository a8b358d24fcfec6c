"""What a contract promises: metric terms, inspection terms and sections of works. Written while it is a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from contracts import audit
from contracts.actions.contract import require_draft
from contracts.models import InspectionTerm, MetricTerm, User, WorkSection
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.sections import sections_overlap

Term = TypeVar("Term", MetricTerm, InspectionTerm, WorkSection)


@transaction.atomic
def add_term(term: Term, *, by: User, at: datetime) -> Term:
    """Add an unsaved term to the draft it names."""
    _require_writable(term, by)
    insert("term.added", term, by=by, at=at)
    _require_apart(term)
    return term


@transaction.atomic
def change_term(term: Term, fields: Mapping[str, Any], *, by: User, at: datetime) -> Term:
    _require_writable(term, by)
    amend("term.changed", term, fields, by=by, at=at)
    _require_writable(term, by)  # wherever it belongs now
    _require_apart(term)
    return term


@transaction.atomic
def remove_term(term: Term, *, by: User, at: datetime) -> None:
    _require_writable(term, by)
    audit.removed("term.removed", term, by=by, at=at)
    term.delete()


def _require_writable(term: MetricTerm | InspectionTerm | WorkSection, by: User) -> None:
    require(by, "contracts.change_contract", term.contract.agency)
    require_draft(term.contract)


def _require_apart(term: MetricTerm | InspectionTerm | WorkSection) -> None:
    if isinstance(term, WorkSection) and (other := WorkSection.objects.sharing(term).first()):
        raise sections_overlap(term, other)
