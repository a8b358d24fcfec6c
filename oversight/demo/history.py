"""The months as they went: the schedule runs, inspectors go and look, vendors report their figures."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial

from contracts.models import Indicator, User
from contracts.periods import add_months
from inspections import actions
from inspections.actions.inspection import due_days
from inspections.models import Inspection, Reading, ReadingDue
from oversight.demo import story
from oversight.demo.county import County
from oversight.demo.diary import days, moment
from oversight.demo.plans import ContractPlan, MetricPlan
from oversight.demo.visits import visit

ASSIGNED_AHEAD = days(28)
CENT = Decimal("0.01")


def enter(county: County, plans: Iterable[ContractPlan]) -> None:
    """The schedule runs the morning after a contract came into force, and on the 2nd of every month."""
    run = partial(schedule, county)
    mornings = {plan.first_day(county.today) + days(1) for plan in plans}
    month = add_months(min(mornings).replace(day=2), 1)
    while month <= county.today:
        mornings.add(month)
        month = add_months(month, 1)
    for morning in sorted(mornings):
        county.diary.enter(moment(morning, 6), run)
    county.diary.enter(county.at, run)


def schedule(county: County, at: datetime) -> None:
    """Open what is due, and note in the diary what comes of each."""
    actions.schedule_due_work(by=county.automation, at=at)
    inspections = Inspection.objects.filter(pk__gt=county.last_inspection).order_by("pk")
    for inspection in inspections.select_related("contract__agency", "term__contract", "checklist"):
        county.last_inspection = inspection.pk
        _plan_visit(county, inspection, at)
    dues = ReadingDue.objects.filter(pk__gt=county.last_reading).order_by("pk")
    for due in dues.select_related("term__indicator", "term__contract__agency"):
        county.last_reading = due.pk
        _plan_reading(county, due)


# ---- visits ----


def _plan_visit(county: County, inspection: Inspection, at: datetime) -> None:
    due_on = inspection.due_on
    skipped = _is_skipped(county, inspection)
    pair = _pair(county, inspection, to_be_done=skipped or due_on >= county.today)
    county.diary.enter(
        max(at, moment(due_on - ASSIGNED_AHEAD, 10)), lambda when: _assign(county, inspection, pair, when)
    )
    day = county.working_day(due_on - days(county.rng.randint(1, 5)))
    filed_at = moment(day, county.rng.randint(14, 17), county.rng.randint(0, 59))
    # What is due today or later stands on the inspectors' list.
    if due_on < county.today and not skipped:
        county.diary.enter(filed_at, lambda when: visit(county, inspection, when))


def _is_skipped(county: County, inspection: Inspection) -> bool:
    """Nobody went: the last ones that fell due before today."""
    count = county.plans[inspection.contract_id].skipped_visits
    past = list(due_days(inspection.term, county.today - days(1)))
    return count > 0 and inspection.due_on in past[-count:]


def _pair(county: County, inspection: Inspection, *, to_be_done: bool) -> list[User]:
    plan = county.plans[inspection.contract_id]
    pair = county.rng.sample(county.with_role("inspector"), 2)
    demonstrator = county.people["gao.yuan"]
    if to_be_done and plan.agency in story.AGENCIES_OF_THE_INSPECTOR and demonstrator not in pair:
        pair[0] = demonstrator
    return pair


def _assign(county: County, inspection: Inspection, pair: list[User], at: datetime) -> None:
    inspection.refresh_from_db(fields=["status"])
    if inspection.status == Inspection.Status.SCHEDULED and not inspection.inspectors.exists():
        actions.assign_inspectors(inspection, pair, by=county.people["sun.li"], at=at)


# ---- readings ----


def _plan_reading(county: County, due: ReadingDue) -> None:
    plan = county.plans[due.term.contract_id]
    metric = next(metric for metric in plan.metrics if metric.code == due.term.indicator.code)
    usual = due.ends_on + days(county.rng.randint(3, 6))
    day = story.reading_day(county, plan.key, metric.code, due.ends_on, usual=usual)
    months = (due.starts_on.year - due.term.contract.starts_on.year) * 12
    months += due.starts_on.month - due.term.contract.starts_on.month
    own, sample = _level(county, plan, metric, metric.path, months), None
    if metric.independent:
        sample = _level(county, plan, metric, metric.independent, months)
    if day is not None:
        record = partial(_record, county, due, metric, own, Reading.Source.VENDOR)
        county.diary.enter(moment(day, 10, county.rng.randint(0, 59)), record)
    if day is not None and sample is not None:
        record = partial(_record, county, due, metric, sample, Reading.Source.INDEPENDENT)
        county.diary.enter(moment(day, 15, county.rng.randint(0, 59)), record)


def _level(county: County, plan: ContractPlan, metric: MetricPlan, path: tuple[str, str], months: int) -> Decimal:
    """Where the indicator stands after so many months, give or take the wobble."""
    first, last = Decimal(path[0]), Decimal(path[1])
    over = metric.over or min(12, plan.months) - 1
    level = first + (last - first) * min(months, over) / over
    return level + county.rng.randint(-metric.wobble, metric.wobble) * CENT


def _record(
    county: County, due: ReadingDue, metric: MetricPlan, level: Decimal, source: Reading.Source, at: datetime
) -> None:
    indicator = due.term.indicator
    plan = county.plans[due.term.contract_id]
    by = county.people[plan.clerk]
    if not indicator.is_divided:
        value = Decimal(max(round(level), 0))
        actions.record_reading(due, source=source, value=value, by=by, at=at)
        return
    # An independent sample is a few hundred call-backs, whatever the vendor handled.
    usual = 200 if source == Reading.Source.INDEPENDENT else metric.n * metric.every
    denominator = usual if metric.wobble == 0 else usual + county.rng.randint(-usual // 20, usual // 20)
    factor = Indicator.FACTORS[Indicator.Unit(indicator.unit)]
    numerator = min(max(round(level * denominator / factor), 0), denominator)
    actions.record_reading(
        due, source=source, numerator=Decimal(numerator), denominator=Decimal(denominator), by=by, at=at
    )
