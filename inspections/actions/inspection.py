"""Inspections: scheduled from the terms, given to people, called off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Contract, InspectionTerm, MetricTerm, User
from contracts.periods import add_months, periods_between
from contracts.refusals import Refused, reason_given
from contracts.roles import require
from contracts.states import hold, move
from contracts.workdays import WorkingCalendar
from inspections.models import Checklist, Inspection, ReadingDue

HORIZON = timedelta(days=60)


@dataclass(frozen=True)
class DueWork:
    """What a run of the schedule added and called off."""

    inspections: int
    readings: int
    cancelled: int


@transaction.atomic
def schedule_due_work(*, by: User, at: datetime) -> DueWork:
    """Open what the active contracts promise: inspections up to HORIZON ahead, readings of every ended period.

    Idempotent: what exists stays, what a missed run left out is added, what a contract that was closed,
    terminated or suspended does not owe is called off.
    """
    require(by, "inspections.schedule_inspection")
    today = timezone.localdate(at)
    inspections = _open_inspections(today)
    readings = _open_readings(today)
    if inspections or readings:
        listed = [*map(_key, inspections), *map(_key, readings)]
        audit.bulk("schedule.opened", by, listed, by=by, at=at)
    cancelled = 0
    why = {
        Contract.Status.CLOSED: _("The contract was closed."),
        Contract.Status.TERMINATED: _("The contract was terminated."),
        Contract.Status.SUSPENDED: _("The contract was suspended."),
    }
    for inspection in Inspection.objects.orphaned(today).select_related("contract__agency", "term"):
        _cancel(inspection, by=by, at=at, reason=why[Contract.Status(inspection.contract.status)])
        cancelled += 1
    return DueWork(len(inspections), len(readings), cancelled)


def due_days(term: InspectionTerm, until: date) -> Iterable[date]:
    """The last day of each interval since the contract's start, as far as the contract runs."""
    last = min(until, term.contract.ends_on)
    count = 1
    while (day := add_months(term.contract.starts_on, count * term.frequency) - timedelta(days=1)) <= last:
        yield day
        count += 1


def _open_inspections(today: date) -> list[Inspection]:
    terms = InspectionTerm.objects.filter(contract__in=Contract.objects.active()).select_related("contract")
    checklists = {(c.kind_id, c.method): c for c in Checklist.objects.current()}
    known = set(Inspection.objects.filter(term__in=terms).values_list("term_id", "due_on"))
    rows = [
        Inspection(contract=term.contract, term=term, checklist=checklist, due_on=day)
        for term in terms
        if (checklist := checklists.get((term.contract.kind_id, term.method)))
        for day in due_days(term, today + HORIZON)
        if (term.pk, day) not in known and _is_owed(term.contract, day)
    ]
    # Two schedulers at once: the unique constraint lets the second one pass by.
    return Inspection.objects.bulk_create(rows, ignore_conflicts=True)


def _open_readings(today: date) -> list[ReadingDue]:
    calendar = WorkingCalendar.load()
    terms = MetricTerm.objects.filter(contract__in=Contract.objects.active()).select_related("contract")
    known = set(ReadingDue.objects.filter(term__in=terms).values_list("term_id", "starts_on"))
    rows = [
        ReadingDue(
            term=term,
            starts_on=period.start,
            ends_on=period.end,
            due_on=calendar.add(period.end, term.grace_days),
        )
        for term in terms
        for period in periods_between(
            term.contract.starts_on, min(today - timedelta(days=1), term.contract.ends_on), term.frequency
        )
        if (term.pk, period.start) not in known and _is_owed(term.contract, period.end)
    ]
    return ReadingDue.objects.bulk_create(rows, ignore_conflicts=True)


def _is_owed(contract: Contract, day: date) -> bool:
    """Not what would have fallen due while the contract was suspended; what was due before it is known by now."""
    return contract.resumed_on is None or day >= contract.resumed_on


def _key(row: Inspection | ReadingDue) -> str:
    return f"{row._meta.model_name} {row.term_id} {row.due_on}"


@transaction.atomic
def assign_inspectors(inspection: Inspection, people: Iterable[User], *, by: User, at: datetime) -> Inspection:
    """Name who goes. At least as many as the term demands, every one of them an active inspector."""
    require(by, "inspections.assign_inspection", inspection.contract.agency)
    if inspection.status != Inspection.Status.SCHEDULED:
        raise Refused(_("Inspectors can only be named while the inspection is scheduled."), code="wrong_state")
    chosen = list({person.pk: person for person in people}.values())
    for person in chosen:
        if not person.is_active or not person.has_perm("inspections.add_fieldreport"):
            raise Refused({"inspectors": _("%(person)s is not an active inspector.") % {"person": person}})
        if inspection.contract.duties.open().filter(person=person).exists():
            raise Refused(
                {
                    "inspectors": _("%(person)s holds a duty on this contract and cannot inspect it.")
                    % {"person": person}
                }
            )
    if len(chosen) < inspection.term.minimum_inspectors:
        raise Refused(
            {
                "inspectors": _("At least %(number)d inspectors must be named.")
                % {"number": inspection.term.minimum_inspectors}
            }
        )
    hold(inspection)
    before = sorted(str(person) for person in inspection.inspectors.all())
    inspection.inspectors.set(chosen)
    after = sorted(str(person) for person in chosen)
    if before != after:
        audit.record("inspection.assigned", inspection, by=by, at=at, changes={"inspectors": [before, after]})
    return inspection


@transaction.atomic
def cancel_inspection(inspection: Inspection, *, by: User, at: datetime, reason: str) -> Inspection:
    """Call an inspection off. The reason stays with it: a promised visit does not just vanish."""
    require(by, "inspections.cancel_inspection", inspection.contract.agency)
    reason = reason_given(reason, _("Say why the inspection is called off."))
    return _cancel(inspection, by=by, at=at, reason=reason)


def _cancel(inspection: Inspection, *, by: User, at: datetime, reason: str) -> Inspection:
    with audit.changing("inspection.cancelled", inspection, by=by, at=at):
        move(inspection, Inspection.Status.CANCELLED, cancel_reason=reason)
    return inspection
