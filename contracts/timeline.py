"""The steps of a procurement as they are shown: in words for a list and a table, and as a drawing of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.charts import coordinate
from contracts.models import Contract, Tender
from contracts.procurement import Procedure, RuleBook, Step, StepState, steps
from contracts.workdays import WorkingCalendar

TONES = {
    StepState.DONE: "good",
    StepState.DONE_LATE: "improve",
    StepState.TOO_SHORT: "bad",
    StepState.DUE: "near",
    StepState.OVERDUE: "bad",
    StepState.MISSING: "bad",
}
# The drawing, in the units of its viewBox: the names, the days, and what became of each step
WIDTH, LEFT, RIGHT, ROW, HEAD = 736, 196, 180, 28, 22
SHORT = "SHORT_DATE_FORMAT"


@dataclass(frozen=True)
class Line:
    """One step. ``bound`` says what the law asks for, ``rule`` and ``source`` where; all in the reader's language."""

    step: Step
    bound: str
    rule: str
    source: str
    basis: str
    note: str

    @property
    def name(self) -> str:
        return str(self.step.name)

    @property
    def word(self) -> str:
        return str(self.step.state.label)

    @property
    def tone(self) -> str:
        return TONES.get(self.step.state, "none")

    @property
    def day(self) -> date | None:
        return self.step.day

    @property
    def applies(self) -> bool:
        return self.step.state != StepState.NOT_APPLICABLE


@dataclass(frozen=True)
class Row:
    """A step as drawn: the time the law names (x, width; empty where it names none) and the mark of its day."""

    line: Line
    y: str
    text_y: str
    bar_x: str
    bar_width: str
    mark_x: str
    outcome: str


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    base: int
    outcome_x: int
    today_x: str
    rows: tuple[Row, ...]
    ticks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Timeline:
    """What ``includes/timeline.html`` takes. Without a drawing where no day is known yet."""

    lines: tuple[Line, ...]
    drawing: Drawing | None

    @property
    def shown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.applies)


def of(tender: Tender | None, contract: Contract | None, on: date) -> Timeline:
    """Two queries: the rules and the holidays."""
    found = steps(Procedure.of(tender, contract), on, RuleBook.load(), WorkingCalendar.load())
    lines = tuple(_line(step) for step in found)
    return Timeline(lines, draw([line for line in lines if line.applies], on))


def _line(step: Step) -> Line:
    rule, bound = step.rule, ""
    if step.earliest:
        bound = _("not before %(day)s") % {"day": date_format(step.earliest)}
    elif step.latest:
        bound = _("until %(day)s") % {"day": date_format(step.latest)}
    note = " ".join(
        _("The holiday table has no data for %(year)d; only weekends were left out.") % {"year": year}
        for year in step.missing_years
    )
    if rule is None:
        return Line(step, bound, "", "", "", note)
    amount = _("%(rule)s: %(value)d %(unit)s") % {
        "rule": rule.name,
        "value": rule.value,
        "unit": rule.get_unit_display(),
    }
    return Line(step, bound, amount, rule.source, rule.get_basis_display(), note)


def draw(lines: Sequence[Line], on: date) -> Drawing | None:
    """One row a step over a common axis of days; None where no day is known."""
    steps_drawn = [line.step for line in lines]
    days = [day for step in steps_drawn for day in (step.day, step.since, step.earliest, step.latest) if day]
    if not days:
        return None
    first, last = min(days), max(days)
    span = max((last - first).days, 1)
    plot = Decimal(WIDTH - LEFT - RIGHT)

    def x(day: date) -> str:
        return coordinate(LEFT + plot * (day - first).days / span)

    rows = []
    for place, line in enumerate(lines):
        middle = HEAD + ROW * place + ROW // 2
        since, end = line.step.since, line.step.earliest or line.step.latest
        width = coordinate(plot * (end - since).days / span) if since and end else ""
        mark = line.step.day or (end if line.tone == "bad" else None)
        told = f"{line.word} · {date_format(line.day, SHORT)}" if line.day else line.word
        rows.append(
            Row(
                line=line,
                y=str(middle),
                text_y=str(middle + 4),
                bar_x=x(since) if since and end else "",
                bar_width=width,
                mark_x=x(mark) if mark else "",
                outcome=told,
            )
        )
    height = HEAD + ROW * len(rows)
    return Drawing(
        width=WIDTH,
        height=height,
        base=HEAD,
        outcome_x=WIDTH - RIGHT + 14,
        today_x=x(on) if first <= on <= last else "",
        rows=tuple(rows),
        ticks=tuple((x(day), date_format(day, "YEAR_MONTH_FORMAT")) for day in _months(first, last)),
    )


def _months(first: date, last: date) -> list[date]:
    """The first days of at most four months on the axis, evenly picked."""
    day = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    months = []
    while day <= last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = -(-len(months) // 3) or 1
    return months[::every]
