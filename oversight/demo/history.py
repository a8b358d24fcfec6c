"""The months as they went: the schedule runs, inspectors go and look, vendors report their figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from contracts.models import Indicator, User
from contracts.periods import add_months
from inspections import actions
from inspections.actions.inspection import due_days
from inspections.models import Inspection, Reading, ReadingDue
from oversight.demo import turns
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
    tables: dict[str, list[Figure]] = defaultdict(list)
    dues = ReadingDue.objects.filter(pk__gt=county.last_reading).order_by("pk")
    for due in dues.select_related("term__indicator", "term__contract__agency"):
        county.last_reading = due.pk
        plan = county.plans[due.term.contract_id]
        figure = _figure(county, plan, due)
        if plan.agency in turns.SENDS_TABLES:
            tables[plan.clerk].append(figure)
        else:
            _plan_reading(county, plan, figure)
    for clerk, figures in tables.items():
        day = max(figure.due.ends_on for figure in figures) + days(5)
        county.diary.enter(moment(day, 11), partial(_import, county, clerk, figures))


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
    if to_be_done and plan.agency in turns.AGENCIES_OF_THE_INSPECTOR and demonstrator not in pair:
        pair[0] = demonstrator
    return pair


def _assign(county: County, inspection: Inspection, pair: list[User], at: datetime) -> None:
    inspection.refresh_from_db(fields=["status"])
    if inspection.status == Inspection.Status.SCHEDULED and not inspection.inspectors.exists():
        actions.assign_inspectors(inspection, pair, by=county.people["sun.li"], at=at)


# ---- readings ----


@dataclass(frozen=True)
class Figure:
    """A reading that will be owed, and where the indicator stood: as the vendor says, and as a sample found."""

    due: ReadingDue
    metric: MetricPlan
    level: Decimal
    sampled: Decimal | None


def _figure(county: County, plan: ContractPlan, due: ReadingDue) -> Figure:
    metric = next(metric for metric in plan.metrics if metric.code == due.term.indicator.code)
    starts_on = due.term.contract.starts_on
    months = (due.starts_on.year - starts_on.year) * 12 + due.starts_on.month - starts_on.month

    def level(path: tuple[str, str]) -> Decimal:
        first, last = Decimal(path[0]), Decimal(path[1])
        over = metric.over or min(12, plan.months) - 1
        moved = first + (last - first) * min(months, over) / over
        return moved + county.rng.randint(-metric.wobble, metric.wobble) * CENT

    return Figure(due, metric, level(metric.path), level(metric.independent) if metric.independent else None)


def _plan_reading(county: County, plan: ContractPlan, figure: Figure) -> None:
    """By hand, each on its own."""
    usual = figure.due.ends_on + days(county.rng.randint(3, 6))
    day = turns.reading_day(county, plan.key, figure.metric.code, figure.due.ends_on, usual=usual)
    if day is None:
        return
    vendor, independent = Reading.Source.VENDOR, Reading.Source.INDEPENDENT
    minute = county.rng.randint(0, 59)
    county.diary.enter(
        moment(day, 10, minute), partial(_record, county, plan, figure.due, vendor, _parts(county, figure, vendor))
    )
    if figure.sampled is not None:
        parts = _parts(county, figure, independent)
        county.diary.enter(moment(day, 15, minute), partial(_record, county, plan, figure.due, independent, parts))


def _record(
    county: County, plan: ContractPlan, due: ReadingDue, source: str, parts: dict[str, Decimal], at: datetime
) -> None:
    actions.record_reading(due, source=source, by=county.people[plan.clerk], at=at, **parts)


def _import(county: County, clerk: str, figures: list[Figure], at: datetime) -> None:
    """All of a bureau's figures in one table, as its vendors send them."""
    lines = ["contract,indicator,period,source,numerator,denominator,value"]
    for figure in figures:
        due, parts = figure.due, _parts(county, figure, Reading.Source.VENDOR)
        cells = [str(parts.get(name, "")) for name in ("numerator", "denominator", "value")]
        named = [due.term.contract.reference, figure.metric.code, f"{due.starts_on:%Y-%m}", Reading.Source.VENDOR]
        lines.append(",".join([*named, *cells]))
    actions.import_readings("\n".join(lines).encode(), by=county.people[clerk], at=at)


def _parts(county: County, figure: Figure, source: str) -> dict[str, Decimal]:
    """Numerator and denominator that come to the level, or the measured value where nothing is divided."""
    indicator, metric = figure.due.term.indicator, figure.metric
    level = figure.sampled if source == Reading.Source.INDEPENDENT and figure.sampled is not None else figure.level
    if not indicator.is_divided:
        return {"value": Decimal(max(round(level), 0))}
    # An independent sample is some two hundred call-backs, whatever the vendor handled.
    usual = 200 if source == Reading.Source.INDEPENDENT else metric.n * metric.every
    denominator = usual if metric.wobble == 0 else usual + county.rng.randint(-usual // 20, usual // 20)
    numerator = round(level * denominator / Indicator.FACTORS[Indicator.Unit(indicator.unit)])
    return {"numerator": Decimal(min(max(numerator, 0), denominator)), "denominator": Decimal(denominator)}
