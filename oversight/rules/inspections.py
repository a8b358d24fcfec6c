"""Rules about going to look, and about what was found."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Inspection, RectificationOrder
from oversight.models import Flag
from oversight.rules.rule import ONE_DAY, Hit, Rule


def inspection_overdue(at: datetime) -> Iterator[Hit]:
    late = Inspection.objects.overdue(timezone.localdate(at))
    for inspection in late.select_related("contract__agency", "term"):
        yield Hit(inspection.contract, inspection, inspection.due_on + ONE_DAY)


INSPECTION_OVERDUE = Rule(
    code="INSPECTION_OVERDUE",
    title=_("Inspection overdue"),
    explain=_("The contract promises an inspection by a certain day. The day has passed and no report was filed."),
    severity=Flag.Severity.MEDIUM,
    population=lambda: Inspection.objects.count(),
    applies=lambda at: Inspection.objects.fell_due(timezone.localdate(at)).count(),
    hits=inspection_overdue,
)


def rectification_overdue(at: datetime) -> Iterator[Hit]:
    late = RectificationOrder.objects.overdue(timezone.localdate(at))
    for order in late.select_related("finding__answer__section", "finding__report__inspection__contract__agency"):
        yield Hit(order.contract, order, order.due_on + ONE_DAY)


RECTIFICATION_OVERDUE = Rule(
    code="RECTIFICATION_OVERDUE",
    title=_("Repair overdue"),
    explain=_("A finding was to be put right by a certain day. The day has passed and nobody has verified the repair."),
    severity=Flag.Severity.HIGH,
    population=lambda: RectificationOrder.objects.count(),
    applies=lambda at: RectificationOrder.objects.fell_due(timezone.localdate(at)).count(),
    hits=rectification_overdue,
)
