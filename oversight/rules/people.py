"""Rules about the people who answer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Duty
from contracts.workdays import WorkingCalendar
from oversight.models import Flag
from oversight.rules.rule import ONE_DAY, Hit, Rule

ACKNOWLEDGE_WITHIN = 3  # working days


def _gaps() -> QuerySet[Contract]:
    lead = Duty.objects.answering().leads().filter(contract=OuterRef("pk"), person__is_active=True)
    return Contract.objects.answered_for().filter(~Exists(lead))


def duty_gap(at: datetime) -> Iterator[Hit]:
    """Since the last lead's duty ended.

    The row does not say when the account of a lead was closed: there the gap stands since the day it was seen.
    """
    answered = Q(duties__role=Duty.Role.LEAD, duties__acknowledged_at__isnull=False)
    left = Exists(Duty.objects.answering().leads().filter(contract=OuterRef("pk")))
    gaps = _gaps().annotate(last_end=Max("duties__ended_on", filter=answered), left=left)
    for contract in gaps.select_related("agency"):
        since = None if contract.left else contract.last_end
        yield Hit(contract, contract, since or timezone.localdate(at))


DUTY_GAP = Rule(
    code="DUTY_GAP",
    title=_("Nobody answers"),
    explain=_(
        "A contract is in force and no accountable lead with an open account has acknowledged the duty. "
        "Outsourcing a service never outsources the responsibility for it."
    ),
    severity=Flag.Severity.HIGH,
    population=lambda: Contract.objects.count(),
    applies=lambda at: Contract.objects.answered_for().count(),
    hits=duty_gap,
)


def duty_unacknowledged(at: datetime) -> Iterator[Hit]:
    today = timezone.localdate(at)
    calendar = WorkingCalendar.load()
    last = calendar.latest_start(ACKNOWLEDGE_WITHIN, before=today)
    late = Duty.objects.pending().filter(assigned_at__date__lte=last).exclude(contract__status__in=Contract.ENDED)
    for duty in late.select_related("contract__agency", "person"):
        last_day = calendar.add(timezone.localdate(duty.assigned_at), ACKNOWLEDGE_WITHIN)
        yield Hit(duty.contract, duty, last_day + ONE_DAY, answerable=duty.person)


DUTY_UNACKNOWLEDGED = Rule(
    code="DUTY_UNACKNOWLEDGED",
    title=_("Duty not acknowledged"),
    explain=_("A person was named for a duty and has not acknowledged it within 3 working days."),
    severity=Flag.Severity.MEDIUM,
    population=lambda: Duty.objects.count(),
    applies=lambda at: Duty.objects.open().exclude(contract__status__in=Contract.ENDED).count(),
    hits=duty_unacknowledged,
)
