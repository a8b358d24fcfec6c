"""Checking the chain of seals (contracts/sealing.py): whether each event still is what was sealed, and in its place."""

from dataclasses import dataclass

from contracts.models import AuditEvent, AuditSeal
from contracts.sealing import BATCH, BEFORE_THE_FIRST, FORMS, digest


@dataclass(frozen=True)
class Kept:
    """A seal that somebody noted outside this database."""

    number: int
    digest: str


@dataclass(frozen=True)
class Break:
    """Where the chain breaks first: the number that should have followed, the key of its event, and why, in words."""

    number: int
    event: int | None
    reason: str


@dataclass(frozen=True)
class Verdict:
    """``good`` seals hold in an unbroken row from number 1; ``head`` is the digest of the last of them."""

    good: int
    head: str
    broken: Break | None
    sealed: int  # seals that there are
    waiting: int  # events that wait for theirs


def verify(kept: Kept | None = None) -> Verdict:
    """Follow the whole chain, with two queries and ``BATCH`` events in memory at a time."""
    good, head, broken = 0, BEFORE_THE_FIRST, None
    size = BATCH
    while broken is None:
        try:
            links = _links(good, size)
        except Exception:
            # Written past the portal, a column can hold what no Python value stands for. Find out which row it is.
            if size == 1:
                AuditSeal.objects.exists()  # fails likewise when it is the database that does not answer
                broken = Break(good + 1, None, "its row or that of its event cannot be read")
            size = 1
            continue
        if not links:
            break
        for seal, event in links:
            reason = _fault(seal, event, good + 1, head, kept)
            if reason:
                broken = Break(good + 1, seal.event_id if seal.sequence == good + 1 else None, reason)
                break
            good, head = seal.sequence, seal.digest
    if broken is None and kept and good < kept.number:
        broken = Break(good + 1, None, f"it is missing, with all that followed up to number {kept.number}")
    return Verdict(good, head, broken, AuditSeal.objects.count(), AuditEvent.objects.unsealed().count())


def _links(after: int, size: int) -> list[tuple[AuditSeal, AuditEvent | None]]:
    """The next seals, each with its event; None for an event that has gone."""
    seals = list(AuditSeal.objects.filter(sequence__gt=after).order_by("sequence")[:size])
    events = AuditEvent.objects.in_bulk([seal.event_id for seal in seals])
    return [(seal, events.get(seal.event_id)) for seal in seals]


def _fault(seal: AuditSeal, event: AuditEvent | None, number: int, previous: str, kept: Kept | None) -> str:
    """What is wrong with the seal that should have this number and follow this digest. Empty if nothing."""
    if seal.sequence != number:
        return f"it is missing; the next one there is is number {seal.sequence}"
    if event is None:
        return "the event that it sealed has been removed"
    if seal.form not in FORMS:
        return f"it was changed, or sealed by a newer version: nobody here knows the form “{seal.form}”"
    if seal.previous != previous:
        return "it does not follow the one before: it was changed, put in between, or stands in another order"
    try:
        expected = digest(seal, event)
    except Exception:
        return "it or its event was changed past the portal, to what cannot stand there"
    if seal.digest != expected:
        return "the event, or this seal of it, was changed after sealing"
    if kept and kept.number == number and kept.digest != seal.digest:
        return "the digest kept outside is another: the chain up to here was written anew"
    return ""
