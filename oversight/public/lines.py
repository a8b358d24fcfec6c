"""The rows of a published scorecard's page: readings, inspections and repairs, from the entries of the frozen text."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import InspectionTerm
from contracts.periods import Period
from contracts.templatetags.house import short_number
from inspections.models import Reading
from inspections.models.checklist import Severity
from oversight import scoring
from oversight.public import words

METHODS = dict(InspectionTerm.Method.choices)
SOURCES = dict(Reading.Source.choices)
SEVERITIES = dict(Severity.choices)
FULL = scoring.FULL


@dataclass(frozen=True)
class ReadingLine:
    """One period of one indicator; everything is empty where the reading is missing."""

    period: str
    value: Decimal | None
    text: str
    fraction: str
    source: str
    met: bool | None
    earned_bp: int | None


@dataclass(frozen=True)
class MetricLine:
    """One promised indicator: ``values`` oldest first, ``earned_bp`` the mean over the readings that are in."""

    code: str
    name: str
    promise: str
    floor: str
    better: str
    target: Decimal
    weight_bp: int
    readings: tuple[ReadingLine, ...]
    earned_bp: int | None
    worst: str

    @property
    def values(self) -> list[Decimal | None]:
        return [reading.value for reading in self.readings]

    @property
    def known(self) -> list[ReadingLine]:
        return [reading for reading in self.readings if reading.value is not None]

    @property
    def missed(self) -> int:
        return sum(reading.met is False for reading in self.readings)

    @property
    def lost(self) -> int:
        """How much of the component it cost: what the sentence at the head of the page is about."""
        return 0 if self.earned_bp is None else self.weight_bp * (FULL - self.earned_bp)


@dataclass(frozen=True)
class FindingLine:
    question: str
    section: str
    remote: bool
    measured: str
    severity: str
    severity_code: str
    veto: bool
    order: str


@dataclass(frozen=True)
class InspectionLine:
    number: str
    method: str
    due_on: date
    visited_on: date | None
    judged: int
    passed: int
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True)
class OrderLine:
    number: str
    issued_on: date
    due_on: date
    verified_on: date | None
    outcome: str
    label: str
    finding: str


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def basis_points(share: Fraction) -> int:
    return int(share * FULL + Fraction(1, 2))


def metric_line(metric: dict[str, Any], pure: scoring.Metric) -> MetricLine:
    unit, up = metric["unit"], metric["higher_is_better"]
    readings = tuple(_reading_line(reading, pure, unit) for reading in metric["readings"])
    earned = [scoring.attainment(pure, value) for value in pure.readings if value is not None]
    values = [value for value in pure.readings if value is not None]
    worst = (min if up else max)(values) if values else None
    return MetricLine(
        code=metric["indicator"],
        name=words.here(metric["name"]),
        promise=words.promise(pure.target, unit, up),
        floor="" if pure.floor is None else words.amount(pure.floor, unit),
        better="up" if up else "down",
        target=pure.target,
        weight_bp=metric["weight_bp"],
        readings=readings,
        earned_bp=basis_points(sum(earned, Fraction(0)) / len(earned)) if earned else None,
        worst="" if worst is None else words.amount(words.readable(worst, pure.target), unit),
    )


def _reading_line(reading: dict[str, Any], pure: scoring.Metric, unit: str) -> ReadingLine:
    period = Period(day_of(reading["start"]), day_of(reading["end"])).label
    value = _number(reading["value"])
    if value is None:
        return ReadingLine(period, None, "", "", "", None, None)
    top, bottom = _number(reading["numerator"]), _number(reading["denominator"])
    return ReadingLine(
        period=period,
        value=value,
        text=words.amount(value, unit),
        fraction="" if top is None or bottom is None else f"{short_number(top)} / {short_number(bottom)}",
        source=str(SOURCES[reading["source"]]),
        met=value >= pure.target if pure.higher_is_better else value <= pure.target,
        earned_bp=basis_points(scoring.attainment(pure, value)),
    )


def inspection_line(entry: dict[str, Any]) -> InspectionLine:
    return InspectionLine(
        number=entry["number"],
        method=str(METHODS[entry["method"]]),
        due_on=day_of(entry["due_on"]),
        visited_on=day_of(entry["visited_on"]) if entry["visited_on"] else None,
        judged=entry["judged"],
        passed=entry["passed"],
        findings=tuple(_finding_line(finding) for finding in entry["findings"]),
    )


def _finding_line(finding: dict[str, Any]) -> FindingLine:
    return FindingLine(
        question=words.here(finding["question"]),
        section=finding["section"] or "",
        remote=bool(finding["remote"]),
        measured=_measured(finding),
        severity=str(SEVERITIES[finding["severity"]]),
        severity_code=finding["severity"],
        veto=finding["veto"],
        order=finding["order"] or "",
    )


def _measured(finding: dict[str, Any]) -> str:
    """What was measured against what was designed, in words; "" for a question without a number."""
    measured, design, tolerance = (_number(finding[name]) for name in ("measured", "design", "tolerance"))
    if measured is None:
        return ""
    unit = words.here(finding["unit"])
    told = {"measured": _with_unit(measured, unit), "design": "", "tolerance": ""}
    if design is None:
        return _("Measured %(measured)s.") % told
    told["design"] = _with_unit(design, unit)
    if not tolerance:
        return _("Measured %(measured)s; the design asks for %(design)s.") % told
    told["tolerance"] = _with_unit(tolerance, unit)
    return _("Measured %(measured)s; the design asks for %(design)s, give or take %(tolerance)s.") % told


def _with_unit(value: Decimal, unit: str) -> str:
    return _("%(value)s %(unit)s") % {"value": short_number(value), "unit": unit} if unit else short_number(value)


def order_line(entry: dict[str, Any], finding: str) -> OrderLine:
    due_on, verified = day_of(entry["due_on"]), entry["verified_on"]
    verified_on = day_of(verified) if verified else None
    if entry["outcome"] == "late" and verified_on:
        late = (verified_on - due_on).days
        label = ngettext("Fixed %(days)d day late", "Fixed %(days)d days late", late) % {"days": late}
    else:
        label = _("Fixed on time") if entry["outcome"] == "on_time" else _("Never fixed")
    return OrderLine(entry["number"], day_of(entry["issued_on"]), due_on, verified_on, entry["outcome"], label, finding)
