"""A published scorecard as its page shows it: read from the frozen text alone, whatever the records say today."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contracts.charts import Band
from contracts.models import InspectionTerm
from contracts.periods import Period
from contracts.templatetags.house import short_number
from inspections.models import Reading
from inspections.models.checklist import Severity
from oversight import scorecards, scoring
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
class PartLine:
    """One component with its arithmetic: what counts is the weight times the share that is known."""

    code: str
    name: str
    weight_bp: int
    score_bp: int | None
    coverage_bp: int
    n: str
    rests_on: str

    @property
    def points(self) -> Decimal | None:
        return None if self.score_bp is None else words.points(self.score_bp)

    @property
    def counted(self) -> Decimal:
        """Per cent of the whole."""
        return Decimal(self.weight_bp * self.coverage_bp) / FULL / 100

    @property
    def contribution(self) -> Decimal:
        return self.counted * (self.points or 0) / 100


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


class FrozenScorecard:
    """The published text, read."""

    def __init__(self, text: str) -> None:
        self.payload: dict[str, Any] = json.loads(text)
        payload = self.payload
        self.public_id: str = payload["public_id"]
        self.vendor_id: str = payload["vendor"]["public_id"]
        self.vendor = words.here(payload["vendor"]["name"])
        self.credit_code: str = payload["vendor"]["credit_code"]
        self.contract_id: str = payload["contract"]["public_id"]
        self.reference: str = payload["contract"]["reference"]
        self.title = words.here(payload["contract"]["title"])
        self.kind = words.here(payload["contract"]["kind"]["name"])
        self.contract_amount = Decimal(payload["contract"]["amount_cny"])
        self.agency = words.here(payload["accountable"]["agency"])
        self.post = words.here(payload["accountable"]["post"])
        self.office_phone: str = payload["accountable"]["office_phone"] or ""
        self.period = Period(_day(payload["period"]["start"]), _day(payload["period"]["end"]))
        self.published_on = _day(payload["published_on"])
        self.revision: int = payload["revision"]
        self.change_note: str = payload["change_note"]
        self.band: str = payload["band"]
        self.score_bp: int | None = payload["score_bp"]
        self.coverage_bp: int = payload["coverage_bp"]
        self.scheme: dict[str, int] = payload["scheme"]
        self.evidence = scorecards.evidence_of(payload)

    @property
    def band_word(self) -> str:
        return str(words.BANDS[self.band])

    @property
    def is_rated(self) -> bool:
        return self.score_bp is not None

    @property
    def points(self) -> Decimal | None:
        return None if self.score_bp is None else words.points(self.score_bp)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of the scheme this card was judged by, with words short enough for a scale."""
        return bands_of(self.scheme)

    @property
    def is_capped(self) -> bool:
        """Whether a veto finding holds the rating below what the score alone would give."""
        if self.score_bp is None or not self.evidence.veto_findings:
            return False
        bare = next(band.tone for band in reversed(self.bands) if words.points(self.score_bp) >= band.start)
        return bare != self.band

    @property
    def previous(self) -> dict[str, Any] | None:
        """The revision before: its identifier, verdict and the difference in hundredths of a point, where both have."""
        before = self.payload["previous"]
        if before is None:
            return None
        both_scored = before["score_bp"] is not None and self.score_bp is not None
        return {
            **before,
            "band_word": words.BANDS[before["band"]],
            "same_band": before["band"] == self.band,
            "difference_bp": (self.score_bp or 0) - before["score_bp"] if both_scored else None,
        }

    @cached_property
    def metrics(self) -> list[MetricLine]:
        pairs = zip(self.payload["metrics"], self.evidence.metrics, strict=True)
        return [_metric_line(metric, pure) for metric, pure in pairs]

    @cached_property
    def inspections(self) -> list[InspectionLine]:
        return [
            InspectionLine(
                number=entry["number"],
                method=str(METHODS[entry["method"]]),
                due_on=_day(entry["due_on"]),
                visited_on=_day(entry["visited_on"]) if entry["visited_on"] else None,
                judged=entry["judged"],
                passed=entry["passed"],
                findings=tuple(_finding_line(finding) for finding in entry["findings"]),
            )
            for entry in self.payload["inspections"]
        ]

    @cached_property
    def orders(self) -> list[OrderLine]:
        of_order = {
            finding.order: f"{finding.question} ({finding.section})" if finding.section else finding.question
            for inspection in self.inspections
            for finding in inspection.findings
            if finding.order
        }
        return [_order_line(entry, of_order.get(entry["number"], "")) for entry in self.payload["orders"]]

    @cached_property
    def parts(self) -> list[PartLine]:
        return [
            PartLine(
                code=part["code"],
                name=str(words.PARTS[part["code"]]),
                weight_bp=part["weight_bp"],
                score_bp=part["score_bp"],
                coverage_bp=part["coverage_bp"],
                **dict(zip(("n", "rests_on"), getattr(self, f"_{part['code']}_rest_on")(), strict=True)),
            )
            for part in self.payload["parts"]
        ]

    def _metrics_rest_on(self) -> tuple[str, str]:
        owed = sum(len(metric.readings) for metric in self.metrics)
        known = [reading for metric in self.metrics for reading in metric.known]
        n = _("%(known)d of %(owed)d readings") % {"known": len(known), "owed": owed} if owed else _("no reading due")
        sources = {name: sum(reading.source == name for reading in known) for name in map(str, SOURCES.values())}
        named = [
            _("%(source)s: %(count)d") % {"source": name, "count": count} for name, count in sources.items() if count
        ]
        return n, ", ".join(named)

    def _inspections_rest_on(self) -> tuple[str, str]:
        judged, passed = self.evidence.answers_judged, self.evidence.answers_passed
        n = _("no point inspected")
        if judged:
            n = _("%(passed)d of %(judged)d points passed") % {"passed": passed, "judged": judged}
        visits = _("%(done)d of %(planned)d inspections done and approved") % {
            "done": self.evidence.inspections_approved,
            "planned": self.evidence.inspections_planned,
        }
        return n, visits

    def _rectification_rest_on(self) -> tuple[str, str]:
        if not self.orders:
            return _("no repair was due"), ""
        n = ngettext("%(count)d repair due", "%(count)d repairs due", len(self.orders)) % {"count": len(self.orders)}
        outcome = _("%(on_time)d on time, %(late)d late, %(never)d never fixed") % {
            "on_time": self.evidence.orders_on_time,
            "late": self.evidence.orders_late,
            "never": self.evidence.orders_never_fixed,
        }
        return n, outcome


def bands_of(scheme: dict[str, int]) -> tuple[Band, ...]:
    """The four bands of a scheme, from the lowest; starts in points."""
    improve, near, good = (words.points(scheme[f"{name}_from_bp"]) for name in ("improve", "near", "good"))
    return (
        Band(0, _whole(improve), "bad", pgettext("short band", "Inadequate")),
        Band(_whole(improve), _whole(near), "improve", pgettext("short band", "Improve")),
        Band(_whole(near), _whole(good), "near", pgettext("short band", "Near")),
        Band(_whole(good), 100, "good", pgettext("short band", "Good")),
    )


def _whole(value: Decimal) -> Any:
    """A whole number where it is one, so that a scale reads 60 and not 60.00."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def basis_points(share: Fraction) -> int:
    return int(share * FULL + Fraction(1, 2))


def _metric_line(metric: dict[str, Any], pure: scoring.Metric) -> MetricLine:
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
    period = Period(_day(reading["start"]), _day(reading["end"])).label
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


def _order_line(entry: dict[str, Any], finding: str) -> OrderLine:
    due_on, verified = _day(entry["due_on"]), entry["verified_on"]
    verified_on = _day(verified) if verified else None
    if entry["outcome"] == "late" and verified_on:
        late = (verified_on - due_on).days
        label = ngettext("Fixed %(days)d day late", "Fixed %(days)d days late", late) % {"days": late}
    else:
        label = _("Fixed on time") if entry["outcome"] == "on_time" else _("Never fixed")
    return OrderLine(entry["number"], _day(entry["issued_on"]), due_on, verified_on, entry["outcome"], label, finding)
