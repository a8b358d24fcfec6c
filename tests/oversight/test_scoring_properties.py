"""The score for every input there could be: bounded, exact, monotone, blind to order."""

from dataclasses import asdict, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from oversight.scoring import ORDER, Evidence, Metric, Scheme, attainment, metrics_part, score
from tests.oversight.evidence import evidences, metrics, schemes, values

everything = given(evidences(), schemes())


def total(evidence: Evidence, scheme: Scheme) -> int:
    """The score, with no minimum coverage in the way; nothing known counts as the least there is."""
    found = score(evidence, replace(scheme, minimum_coverage_bp=0)).score_bp
    return -1 if found is None else found


@everything
def test_score_and_coverage_stay_within_bounds(evidence, scheme):
    result = score(evidence, scheme)
    assert result.score_bp is None or 0 <= result.score_bp <= 10_000
    assert 0 <= result.coverage_bp <= 10_000
    for part in result.parts:
        assert part.score is None or 0 <= part.score <= 100
        assert 0 <= part.coverage <= 1


@everything
def test_rated_means_a_score_and_enough_coverage(evidence, scheme):
    result = score(evidence, scheme)
    assert (result.band == "none") == (result.score_bp is None)
    assert result.score_bp is None or result.coverage_bp >= scheme.minimum_coverage_bp


@everything
def test_no_float_ever_comes_out(evidence, scheme):
    def leaves(value: Any) -> Any:
        if isinstance(value, dict | list | tuple):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from leaves(inner)
        else:
            yield value

    result = score(evidence, scheme)
    found = [*leaves(asdict(result)), *(part.score_bp for part in result.parts)]
    assert not any(isinstance(value, float) for value in found)


@given(evidences(), schemes(), st.randoms(use_true_random=False))
def test_the_order_of_things_makes_no_difference(evidence, scheme, source):
    shuffled = [replace(m, readings=tuple(source.sample(m.readings, len(m.readings)))) for m in evidence.metrics]
    source.shuffle(shuffled)
    assert score(replace(evidence, metrics=tuple(shuffled)), scheme) == score(evidence, scheme)


def with_reading(evidence: Evidence, metric: int, place: int, value: Decimal | None) -> Evidence:
    changed = list(evidence.metrics)
    readings = list(changed[metric].readings)
    readings[place] = value
    changed[metric] = replace(changed[metric], readings=tuple(readings))
    return replace(evidence, metrics=tuple(changed))


@st.composite
def evidence_and_place(draw) -> tuple[Evidence, int, int]:
    evidence = draw(evidences())
    places = [(m, r) for m, metric in enumerate(evidence.metrics) for r in range(len(metric.readings))]
    assume(places)
    return evidence, *draw(st.sampled_from(places))


@given(evidence_and_place(), values, values, schemes())
def test_a_better_reading_never_lowers_the_score(where, one, other, scheme):
    evidence, metric, place = where
    low, high = sorted([one, other], reverse=not evidence.metrics[metric].higher_is_better)
    worse, better = (with_reading(evidence, metric, place, value) for value in (low, high))
    assert total(worse, scheme) <= total(better, scheme)


@given(evidence_and_place(), values, schemes())
def test_a_missing_reading_lowers_the_coverage_and_is_never_a_zero(where, value, scheme):
    evidence, metric, place = where
    missing = with_reading(evidence, metric, place, None)
    known = with_reading(evidence, metric, place, value)
    assert score(missing, scheme).coverage_bp <= score(known, scheme).coverage_bp
    if attainment(evidence.metrics[metric], value) == 0 and score(missing, scheme).parts[0].score is not None:
        assert total(missing, scheme) >= total(known, scheme)


@given(metrics())
def test_the_mean_of_one_indicator_is_that_of_its_known_readings(metric: Metric):
    known = tuple(value for value in metric.readings if value is not None)
    assume(known)
    part = metrics_part([metric], 5_000)
    assert part.score == sum((attainment(metric, value) for value in known), Fraction(0)) / len(known) * 100


@everything
def test_one_more_passed_answer_never_lowers_the_score(evidence, scheme):
    assume(evidence.answers_passed < evidence.answers_judged)
    better = replace(evidence, answers_passed=evidence.answers_passed + 1)
    assert total(evidence, scheme) <= total(better, scheme)


@everything
def test_an_order_met_in_time_is_better_than_late_and_late_better_than_never(evidence, scheme):
    on_time, late, never = (
        total(replace(evidence, **{name: getattr(evidence, name) + 1}), scheme)
        for name in ("orders_on_time", "orders_late", "orders_never_fixed")
    )
    assert never <= late <= on_time


@everything
def test_one_more_order_met_in_time_never_lowers_the_score(evidence, scheme):
    more = replace(evidence, orders_on_time=evidence.orders_on_time + 1)
    assert total(evidence, scheme) <= total(more, scheme)


@everything
def test_a_veto_never_helps(evidence, scheme):
    assume(score(evidence, scheme).band != "none")
    free, vetoed = (score(replace(evidence, veto_findings=n), scheme) for n in (0, 1))
    assert free.score_bp == vetoed.score_bp
    assert ORDER.index(vetoed.band) == min(ORDER.index(free.band), ORDER.index("improve"))
