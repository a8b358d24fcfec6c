"""Scoring. Pure: frozen dataclasses in, a score with its parts out; exact fractions, no floats, no ORM, no clock.

A score is a weighted mean of components, each 0 to 100. What is not known lowers the coverage and never the score:
the weight of a component is multiplied by the share of it that is known. Under the scheme's minimum coverage the
result is "not rated".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FULL = 10_000  # basis points
NOT_RATED = "none"
ORDER = ("bad", "improve", "near", "good")
VETO_CAP = "improve"


@dataclass(frozen=True)
class Scheme:
    """Weights and thresholds, in basis points; the three weights add up to FULL."""

    metrics_bp: int
    inspections_bp: int
    rectification_bp: int
    minimum_coverage_bp: int
    good_from_bp: int
    near_from_bp: int
    improve_from_bp: int


@dataclass(frozen=True)
class Metric:
    """One promised indicator and its readings; None stands for a reading that is owed and missing."""

    weight_bp: int
    higher_is_better: bool
    target: Decimal
    floor: Decimal | None
    readings: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Evidence:
    """What happened in the period: everything a score is computed from."""

    metrics: tuple[Metric, ...]
    inspections_planned: int
    inspections_approved: int
    answers_judged: int
    answers_passed: int
    veto_findings: int
    orders_on_time: int
    orders_late: int
    orders_never_fixed: int


@dataclass(frozen=True)
class Part:
    """One component: its weight, its score (None: nothing known), the share known, and on how many items."""

    code: str
    weight_bp: int
    score: Fraction | None
    coverage: Fraction
    n: int

    @property
    def score_bp(self) -> int | None:
        return None if self.score is None else _round(self.score * 100)

    @property
    def coverage_bp(self) -> int:
        return _round(self.coverage * FULL)


@dataclass(frozen=True)
class Result:
    """Score in hundredths of a point (None: not rated), coverage in basis points, the rating word and its parts."""

    score_bp: int | None
    coverage_bp: int
    band: str
    is_capped: bool
    parts: tuple[Part, ...]


def attainment(metric: Metric, value: Decimal) -> Fraction:
    """1 at the target or better, 0 at the floor or worse, straight between; without a floor all or nothing."""
    value_, target = Fraction(value), Fraction(metric.target)
    if not metric.higher_is_better:
        value_, target = -value_, -target
    if value_ >= target:
        return Fraction(1)
    if metric.floor is None:
        return Fraction(0)
    floor = Fraction(metric.floor) * (1 if metric.higher_is_better else -1)
    if value_ <= floor or floor >= target:
        return Fraction(0)
    return (value_ - floor) / (target - floor)


def metrics_part(metrics: Sequence[Metric], weight_bp: int) -> Part:
    """The mean attainment of each indicator over its readings, weighted as the contract weighs them."""
    earned = known = owed = Fraction(0)
    n = 0
    for metric in metrics:
        if not metric.readings:
            continue
        share = Fraction(metric.weight_bp, len(metric.readings))
        values = [value for value in metric.readings if value is not None]
        owed += metric.weight_bp
        known += share * len(values)
        earned += share * sum((attainment(metric, value) for value in values), Fraction(0))
        n += len(values)
    if not known:
        return Part("metrics", weight_bp, None, Fraction(0), 0)
    return Part("metrics", weight_bp, earned / known * 100, known / owed, n)


def inspections_part(evidence: Evidence, weight_bp: int) -> Part:
    """The share of judged answers that passed; a promised inspection without approved report lowers the coverage."""
    if not evidence.answers_judged:
        return Part("inspections", weight_bp, None, Fraction(0), 0)
    coverage = min(Fraction(evidence.inspections_approved, max(evidence.inspections_planned, 1)), Fraction(1))
    score = Fraction(evidence.answers_passed * 100, evidence.answers_judged)
    return Part("inspections", weight_bp, score, coverage, evidence.answers_judged)


def rectification_part(evidence: Evidence, weight_bp: int) -> Part:
    """Repaired on time earns all, late half, never fixed nothing. No order due: nothing is known."""
    due = evidence.orders_on_time + evidence.orders_late + evidence.orders_never_fixed
    if not due:
        return Part("rectification", weight_bp, None, Fraction(0), 0)
    score = Fraction(evidence.orders_on_time * 100 + evidence.orders_late * 50, due)
    return Part("rectification", weight_bp, score, Fraction(1), due)


def score(evidence: Evidence, scheme: Scheme) -> Result:
    """The whole judgement of one period. Thresholds meet the rounded numbers, so that a reader can check by eye."""
    parts = (
        metrics_part(evidence.metrics, scheme.metrics_bp),
        inspections_part(evidence, scheme.inspections_bp),
        rectification_part(evidence, scheme.rectification_bp),
    )
    weight = sum((part.weight_bp * part.coverage for part in parts), Fraction(0))
    coverage_bp = _round(weight)
    if not weight or coverage_bp < scheme.minimum_coverage_bp:
        return Result(None, coverage_bp, NOT_RATED, False, parts)
    total = sum((part.weight_bp * part.coverage * (part.score or 0) for part in parts), Fraction(0)) / weight
    score_bp = _round(total * 100)
    band = band_of(score_bp, scheme)
    capped = bool(evidence.veto_findings) and ORDER.index(band) > ORDER.index(VETO_CAP)
    return Result(score_bp, coverage_bp, VETO_CAP if capped else band, capped, parts)


def band_of(score_bp: int, scheme: Scheme) -> str:
    """Half-open bands, closed at 100."""
    if score_bp >= scheme.good_from_bp:
        return "good"
    if score_bp >= scheme.near_from_bp:
        return "near"
    return "improve" if score_bp >= scheme.improve_from_bp else "bad"


def _round(value: Fraction) -> int:
    """Half up; every value here is zero or more."""
    return int(value + Fraction(1, 2))
