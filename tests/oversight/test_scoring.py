"""The score by example: floors, bands, coverage, vetoes."""

import ast
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from oversight import scoring
from oversight.scoring import attainment, band_of, score
from tests.oversight.evidence import SHIPPED, a_metric, some_evidence


def test_a_hundred_is_reached_when_everything_is_as_promised():
    result = score(some_evidence(), SHIPPED)
    assert (result.score_bp, result.coverage_bp, result.band) == (10_000, 10_000, "good")


def test_zero_is_reached_when_nothing_is():
    result = score(
        some_evidence(metrics=(a_metric(0),), answers_passed=0, orders_on_time=0, orders_never_fixed=1), SHIPPED
    )
    assert (result.score_bp, result.coverage_bp, result.band) == (0, 10_000, "bad")


def test_the_parts_are_weighted_as_the_scheme_says():
    result = score(some_evidence(metrics=(a_metric(70),), answers_passed=9, orders_late=1), SHIPPED)
    assert [part.score_bp for part in result.parts] == [5_000, 7_500, 7_500]
    assert result.score_bp == (5_000 * 5_000 + 7_500 * 3_000 + 7_500 * 2_000) // 10_000


@pytest.mark.parametrize(
    ("value", "earned"),
    [(90, 1), (120, 1), (70, Fraction(1, 2)), (50, 0), (20, 0), ("89.9999", Fraction(399999, 400000))],
)
def test_between_floor_and_target_attainment_is_straight(value, earned):
    assert attainment(a_metric(), Decimal(value)) == earned


@pytest.mark.parametrize(("value", "earned"), [(5, 1), (3, 1), (10, Fraction(1, 2)), (15, 0), (40, 0)])
def test_where_less_is_better_the_floor_lies_above_the_target(value, earned):
    metric = a_metric(higher_is_better=False, target=Decimal(5), floor=Decimal(15))
    assert attainment(metric, Decimal(value)) == earned


@pytest.mark.parametrize(("value", "earned"), [(90, 1), ("89.9999", 0)])
def test_without_a_floor_it_is_all_or_nothing(value, earned):
    assert attainment(a_metric(floor=None), Decimal(value)) == earned


@pytest.mark.parametrize("floor", [90, 95])
@pytest.mark.parametrize(("value", "earned"), [(92, 1), (90, 1), (89, 0)])
def test_a_floor_at_or_beyond_the_target_is_all_or_nothing(floor, value, earned):
    assert attainment(a_metric(floor=Decimal(floor)), Decimal(value)) == earned


def test_a_missing_reading_counts_neither_for_nor_against():
    with_gap, without = (scoring.metrics_part([a_metric(*row)], 5_000) for row in [(70, None), (70,)])
    assert with_gap.score == without.score
    assert (with_gap.coverage_bp, without.coverage_bp) == (5_000, 10_000)


def test_an_indicator_that_owes_nothing_in_the_period_is_left_out():
    yearly = a_metric(weight_bp=4_000)
    part = scoring.metrics_part([a_metric(90, weight_bp=6_000), yearly], 5_000)
    assert (part.score_bp, part.coverage_bp, part.n) == (10_000, 10_000, 1)


def test_a_promised_visit_without_approved_report_lowers_the_coverage_only():
    result = score(some_evidence(inspections_approved=1, answers_judged=4, answers_passed=4), SHIPPED)
    assert (result.score_bp, result.coverage_bp) == (10_000, 8_000)


def test_late_repairs_earn_half():
    part = scoring.rectification_part(some_evidence(orders_on_time=0, orders_late=3), 2_000)
    assert part.score_bp == 5_000


def test_no_order_due_is_no_credit_and_no_blame():
    part = scoring.rectification_part(some_evidence(orders_on_time=0), 2_000)
    assert (part.score_bp, part.coverage_bp, part.n) == (None, 0, 0)


@pytest.mark.parametrize(("missing", "band"), [(2, "good"), (3, "none")])
def test_under_the_minimum_coverage_nothing_is_rated(missing, band):
    # Rectification (20%) unknown; of ten readings so many missing: 80% less 5% for each
    readings = [90] * (10 - missing) + [None] * missing
    result = score(some_evidence(metrics=(a_metric(*readings),), orders_on_time=0), SHIPPED)
    assert result.band == band
    assert (result.score_bp is None) == (band == "none")
    assert result.coverage_bp == 8_000 - 500 * missing


def test_nothing_known_at_all_is_not_rated_even_without_a_minimum():
    nothing = some_evidence(metrics=(), answers_judged=0, answers_passed=0, inspections_approved=0, orders_on_time=0)
    free = scoring.Scheme(**{**vars(SHIPPED), "minimum_coverage_bp": 0})
    assert score(nothing, free).band == "none"


@pytest.mark.parametrize(
    ("score_bp", "band"),
    [
        (0, "bad"),
        (5_999, "bad"),
        (6_000, "improve"),
        (7_499, "improve"),
        (7_500, "near"),
        (8_499, "near"),
        (8_500, "good"),
        (10_000, "good"),
    ],
)
def test_bands_are_half_open_and_closed_at_a_hundred(score_bp, band):
    assert band_of(score_bp, SHIPPED) == band


@pytest.mark.parametrize(("passed", "before"), [(12, "good"), (4, "near"), (0, "improve")])
def test_a_veto_caps_the_band_and_leaves_the_score(passed, before):
    free, vetoed = (score(some_evidence(answers_passed=passed, veto_findings=n), SHIPPED) for n in (0, 1))
    assert (free.band, free.is_capped) == (before, False)
    assert (vetoed.band, vetoed.is_capped) == ("improve", before != "improve")
    assert vetoed.score_bp == free.score_bp


def test_a_veto_lifts_nobody():
    result = score(some_evidence(metrics=(a_metric(0),), answers_passed=6, veto_findings=1), SHIPPED)
    assert (result.band, result.is_capped) == ("bad", False)


def test_no_float_stands_in_the_module():
    tree = ast.parse(Path(scoring.__file__).read_text(encoding="utf-8"))
    floats = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not floats
    assert not names & {"float", "round"}
    assert "math" not in imported


def test_the_module_knows_neither_database_nor_clock():
    tree = ast.parse(Path(scoring.__file__).read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules == {"collections.abc", "dataclasses", "decimal", "fractions"}
