"""The desk: what waits for one person, oldest first, and how things stand. Pure reading; the moment is passed in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.admin_pages import list_url, page_url
from contracts.models import Delegation, Duty, User
from contracts.periods import add_months
from contracts.templatetags.house import moment, percent
from inspections.models import Inspection
from oversight.models import Flag, RuleRun, Scorecard
from oversight.rules import RULES, rule_of
from oversight.waiting import QUEUES, Matter, Queue

MONTHS = 6
CARDS = 5
PEOPLE = 8


def desk_for(user: User, at: datetime) -> dict[str, Any]:
    """Everything the index page shows; the number of queries does not depend on the number of rows."""
    queues = [make(user, at) for permission, make in QUEUES if not permission or user.has_perm(permission)]
    waiting = [queue for queue in queues if queue.count]
    leads = _leads(matter.contract for queue in waiting for matter in queue.matters)
    return {
        "queues": [
            {"label": queue.label, "count": queue.count, "hint": queue.hint, "anchor": queue.anchor}
            for queue in waiting
        ],
        "rows": [_row(queue, matter, leads) for queue in waiting for matter in queue.matters],
        "count": sum(queue.count for queue in waiting),
        "acting": _acting(user, at),
        "flags": _flags(user, at),
        "runs": _runs(),
        "planned": _planned(user, at),
        "scorecards": _scorecards(user),
    }


def _row(queue: Queue, matter: Matter, leads: dict[int, User]) -> dict[str, Any]:
    return {
        "kind": queue.label,
        "anchor": queue.anchor,
        "title": matter.title,
        "contract": matter.contract.reference,
        "contract_title": matter.contract.title,
        "contract_url": page_url(matter.contract),
        "who": matter.who or leads.get(matter.contract.pk) or _("nobody"),
        "clock": matter.clock,
        "late": matter.late,
        "action": matter.action,
    }


def _acting(user: User, at: datetime) -> list[dict[str, Any]]:
    """The duties this person acts for today as a deputy, the one that ends soonest first."""
    today = timezone.localdate(at)
    acting = Delegation.objects.acting(today).filter(deputy=user).order_by("ends_on", "pk")
    return [
        {
            "title": delegation.duty.get_role_display(),
            "person": delegation.duty.person,
            "contract": delegation.duty.contract,
            "url": page_url(delegation.duty.contract),
            "until": delegation.ends_on,
            "reason": delegation.reason,
        }
        for delegation in acting.select_related("duty__person", "duty__contract")
    ]


def _leads(contracts: Any) -> dict[int, User]:
    answering = Duty.objects.answering().leads().filter(contract__in={contract.pk for contract in contracts})
    return {duty.contract_id: duty.person for duty in answering.select_related("person")}


def _flags(user: User, at: datetime) -> dict[str, Any]:
    """Standing flags by rule and by how long the matter has stood, the most frequent first."""
    if not user.has_perm("oversight.view_flag"):
        return {"rows": [], "total": {}, "people": []}
    ages = ("total", "d7", "d30", "d90", "older")
    standing = Flag.objects.visible_to(user).standing()
    rows = []
    for counted in standing.by_rule_and_age(timezone.localdate(at)):
        rule = rule_of(counted["rule"])
        url = list_url(Flag, rule=counted["rule"], state="standing")
        label = rule.title if rule else counted["rule"]
        rows.append({"label": label, "code": counted["rule"], "url": url, **{age: counted[age] for age in ages}})
    people = [{"label": person or _("nobody"), "value": total} for person, total in standing.by_person()[:PEOPLE]]
    return {"rows": rows, "total": {age: sum(row[age] for row in rows) for age in ages}, "people": people}


def _runs() -> str:
    """One sentence on the newest run of each rule."""
    newest: dict[str, RuleRun] = {}
    for run in RuleRun.objects.newest(2 * len(RULES)):
        newest.setdefault(run.rule, run)
    runs = list(newest.values())
    if not runs:
        return _("The rules have not been run yet.")
    return _(
        "%(rules)d rules, last run %(when)s: %(passed)d passed, %(failed)d flagged, "
        "%(not_applicable)d not applicable, %(errors)d broke off."
    ) % {
        "rules": len(runs),
        "when": date_format(timezone.localtime(max(run.at for run in runs)), "SHORT_DATETIME_FORMAT"),
        "passed": sum(run.passed or 0 for run in runs),
        "failed": sum(run.failed for run in runs),
        "not_applicable": sum(run.not_applicable for run in runs),
        "errors": sum(bool(run.error) for run in runs),
    }


def _planned(user: User, at: datetime) -> list[dict[str, Any]]:
    """Inspections due and done in this month and the five before it."""
    if not user.has_perm("inspections.view_inspection"):
        return []
    this_month = timezone.localdate(at).replace(day=1)
    months: Sequence[date] = [add_months(this_month, -back) for back in reversed(range(MONTHS))]
    until = add_months(this_month, 1) - timedelta(days=1)
    counted = {
        row["month"]: row for row in Inspection.objects.visible_to(user).planned_in(months[0], until).done_by_month()
    }
    return [
        {
            "label": date_format(month, "M"),
            "planned": counted[month]["planned"] if month in counted else 0,
            "done": counted[month]["done"] if month in counted else 0,
        }
        for month in months
    ]


def _scorecards(user: User) -> list[dict[str, Any]]:
    if not user.has_perm("oversight.view_scorecard"):
        return []
    published = Scorecard.objects.visible_to(user).published().order_by("-published_at")
    return [
        {
            "vendor": card.contract.vendor.name,
            "service": _("%(kind)s, %(period)s") % {"kind": card.contract.kind, "period": card.period.label},
            "url": page_url(card),
            "band": card.band,
            "band_label": card.get_band_display(),
            "coverage": percent(card.coverage_bp),
            "published": moment(card.published_at, "MONTH_DAY_FORMAT"),
        }
        for card in published.select_related("contract__vendor", "contract__kind")[:CARDS]
    ]
