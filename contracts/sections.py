"""Sections of works lie one after the other: no metre of canal belongs to two of them."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from contracts.models import Contract, WorkSection
from contracts.refusals import Refused

WORKS = "irrigation"  # the kind of service that is measured by chainage


def has_sections(contract: Contract) -> bool:
    """Whether something is built that is promised and measured section by section."""
    return contract.regime == Contract.Regime.WORKS_TENDER or contract.kind.code == WORKS


def sections_overlap(section: WorkSection, other: WorkSection) -> Refused:
    """The refusal, beside the field where the two collide."""
    field = "starts_at" if section.starts_at >= other.starts_at else "ends_at"
    message = _("%(section)s overlaps with %(other)s. Correct one of the two.")
    return Refused({field: message % {"section": section, "other": other}})


def overlaps(sections: Iterable[WorkSection]) -> dict[int, WorkSection]:
    """For each section that shares a stretch with another of its contract, by its key: one such other.

    Pure, for many rows at once: sorted, each is compared with the one that reaches furthest so far.
    """
    found: dict[int, WorkSection] = {}
    in_order = sorted(sections, key=lambda section: (section.contract_id, section.starts_at, section.pk))
    for _contract, stretch in groupby(in_order, key=lambda section: section.contract_id):
        furthest: WorkSection | None = None
        for section in stretch:
            if furthest is not None and section.starts_at < furthest.ends_at:
                found[section.pk] = furthest
                found.setdefault(furthest.pk, section)
            if furthest is None or section.ends_at > furthest.ends_at:
                furthest = section
    return found
