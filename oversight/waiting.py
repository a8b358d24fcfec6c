"""What waits for one person: a queue for each kind of matter, in the order of the process, oldest first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.admin_pages import add_url, page_url, step_url
from contracts.models import Contract, Duty, User
from inspections.models import FieldReport, Inspection, Reading, ReadingDue, RectificationOrder
from oversight.models import Scorecard

SHOWN = 15  # rows of one queue; the queue's count says how many there are


@dataclass(frozen=True)
class Matter:
    """One thing that waits. ``who`` None: the contract's accountable lead."""

    title: str
    contract: Contract
    days: int
    clock: str
    action: dict[str, str]
    who: Any = None
    late: bool = False


@dataclass(frozen=True)
class Queue:
    """Matters of one kind."""

    anchor: str
    label: str | Promise
    count: int
    matters: list[Matter] = field(default_factory=list)

    @property
    def hint(self) -> str:
        """How long the oldest has waited."""
        if not self.matters:
            return ""
        days = max(matter.days for matter in self.matters)
        if not days:
            return _("since today")
        return ngettext("the oldest for %(days)d day", "the oldest for %(days)d days", days) % {"days": days}


def _duties(user: User, at: datetime) -> Queue:
    mine = Duty.objects.waiting_for(user)
    rows = mine.select_related("contract", "takes_over_from__person").order_by("assigned_at")
    return Queue(
        "duties",
        gettext_lazy("Duties to acknowledge"),
        mine.count(),
        [
            Matter(
                title=_("%(role)s, taking over from %(person)s")
                % {"role": duty.get_role_display(), "person": duty.takes_over_from.person}
                if duty.takes_over_from
                else duty.get_role_display(),
                contract=duty.contract,
                days=(days := _days(timezone.localdate(duty.assigned_at), at)),
                clock=_waiting(days),
                who=user,
                action=_post(_("Acknowledge"), step_url(duty, "acknowledge") + "?from=desk"),
            )
            for duty in rows[:SHOWN]
        ],
    )


def _inspections(user: User, at: datetime) -> Queue:
    late = Inspection.objects.visible_to(user).overdue(timezone.localdate(at))
    rows = late.with_contract().prefetch_related("inspectors").order_by("due_on", "pk")
    may_assign = user.has_perm("inspections.assign_inspection")
    return Queue(
        "inspections",
        gettext_lazy("Inspections overdue"),
        late.count(),
        [
            _late(
                f"{row.number} {row.term.get_method_display()}",
                row.contract,
                row.due_on,
                at,
                action=_go(_("Name inspectors"), step_url(row, "assign"))
                if may_assign and not row.inspectors.all()
                else _go(_("Look at it"), page_url(row)),
            )
            for row in rows[:SHOWN]
        ],
    )


def _orders(user: User, at: datetime) -> Queue:
    late = RectificationOrder.objects.visible_to(user).overdue(timezone.localdate(at))
    rows = late.select_related("finding__answer__section", "finding__report__inspection__contract")
    may_verify = user.has_perm("inspections.verify_rectificationorder")
    return Queue(
        "orders",
        gettext_lazy("Rectification overdue"),
        late.count(),
        [
            _late(
                str(row),
                row.contract,
                row.due_on,
                at,
                action=_go(_("Verify"), step_url(row, "verify")) if may_verify else _go(_("Look at it"), page_url(row)),
            )
            for row in rows.order_by("due_on", "pk")[:SHOWN]
        ],
    )


def _readings(user: User, at: datetime) -> Queue:
    late = ReadingDue.objects.visible_to(user).overdue(timezone.localdate(at))
    rows = late.select_related("term__indicator", "term__contract").order_by("due_on", "pk")
    may_record = user.has_perm("inspections.add_reading")
    return Queue(
        "readings",
        gettext_lazy("Readings overdue"),
        late.count(),
        [
            _late(
                _("%(indicator)s for %(period)s") % {"indicator": row.term.indicator, "period": row.period.label},
                row.contract,
                row.due_on,
                at,
                action=_go(_("Record"), add_url(Reading, due=row.pk))
                if may_record
                else _go(_("Look at it"), page_url(row)),
            )
            for row in rows[:SHOWN]
        ],
    )


def _reports(user: User, at: datetime) -> Queue:
    waiting = FieldReport.objects.reviewable_by(user)
    rows: Any = waiting.with_contract().with_finding_count().select_related("filed_by").order_by("filed_at")
    return Queue(
        "reports",
        gettext_lazy("Reports to review"),
        waiting.count(),
        [
            Matter(
                title=ngettext(
                    "Report %(number)s, %(count)d finding", "Report %(number)s, %(count)d findings", row.finding_count
                )
                % {"number": row.number, "count": row.finding_count},
                contract=row.contract,
                days=(days := _days(timezone.localdate(row.filed_at), at)),
                clock=_waiting(days),
                who=row.filed_by,
                action=_go(_("Review"), page_url(row)),
            )
            for row in rows[:SHOWN]
        ],
    )


def _to_approve(user: User, at: datetime) -> Queue:
    return _cards("approve", gettext_lazy("Scorecards to approve"), Scorecard.objects.to_approve_by(user), at)


def _to_publish(user: User, at: datetime) -> Queue:
    return _cards("publish", gettext_lazy("Scorecards to publish"), Scorecard.objects.to_publish_by(user), at)


def _cards(anchor: str, label: str | Promise, cards: Any, at: datetime) -> Queue:
    rows = cards.select_related("contract__vendor", "computed_by").order_by("computed_at")
    return Queue(
        anchor,
        label,
        cards.count(),
        [
            Matter(
                title=f"{card.contract.vendor}, {card.period.label}: {card.get_band_display()}",
                contract=card.contract,
                days=(days := _days(timezone.localdate(card.computed_at), at)),
                clock=_waiting(days),
                who=card.computed_by,
                action=_go(_("Look at it"), page_url(card)),
            )
            for card in rows[:SHOWN]
        ],
    )


QUEUES: tuple[tuple[str, Callable[[User, datetime], Queue]], ...] = (
    ("", _duties),
    ("inspections.view_inspection", _inspections),
    ("inspections.view_rectificationorder", _orders),
    ("inspections.view_reading", _readings),
    ("inspections.review_fieldreport", _reports),
    ("oversight.approve_scorecard", _to_approve),
    ("oversight.publish_scorecard", _to_publish),
)


def _days(since: date, at: datetime) -> int:
    return (timezone.localdate(at) - since).days


def _late(title: str, contract: Contract, due_on: date, at: datetime, *, action: dict[str, str]) -> Matter:
    days = _days(due_on, at)
    clock = ngettext("%(days)d day overdue", "%(days)d days overdue", days) % {"days": days}
    return Matter(title=title, contract=contract, days=days, clock=clock, late=True, action=action)


def _waiting(days: int) -> str:
    if not days:
        return _("since today")
    return ngettext("waiting for %(days)d day", "waiting for %(days)d days", days) % {"days": days}


def _post(label: str, url: str) -> dict[str, str]:
    return {"label": label, "url": url, "method": "post"}


def _go(label: str, url: str) -> dict[str, str]:
    return {"label": label, "url": url, "method": "get"}
