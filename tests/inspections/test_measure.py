"""Judging a measurement: exact, closed at both limits, silent where nothing was promised."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.measure import AT_LEAST, AT_MOST, WITHIN, Design

numbers = st.decimals(0, 100_000, places=3)
tolerances = st.one_of(st.none(), st.decimals(0, 100, places=3))
rules = st.sampled_from([AT_LEAST, AT_MOST, WITHIN])
smallest = Decimal("0.001")


@pytest.mark.parametrize(
    ("rule", "low", "high"), [(AT_LEAST, "9.5", None), (AT_MOST, None, "10.5"), (WITHIN, "9.5", "10.5")]
)
def test_a_rule_has_the_limits_it_says(rule, low, high):
    design = Design(Decimal(10), Decimal("0.5"), rule)
    assert design.lowest == (low and Decimal(low))
    assert design.highest == (high and Decimal(high))


@given(numbers, tolerances, rules)
def test_what_was_designed_always_passes(value, tolerance, rule):
    assert Design(value, tolerance, rule).passes(value) is True


@given(numbers, tolerances, rules)
def test_a_limit_passes_and_the_smallest_step_beyond_it_fails(value, tolerance, rule):
    design = Design(value, tolerance, rule)
    if design.lowest is not None:
        assert design.passes(design.lowest) is True
        assert design.passes(design.lowest - smallest) is False
    if design.highest is not None:
        assert design.passes(design.highest) is True
        assert design.passes(design.highest + smallest) is False


@given(numbers, tolerances, numbers)
def test_within_is_at_least_and_at_most(value, tolerance, measured):
    both = Design(value, tolerance, AT_LEAST).passes(measured) and Design(value, tolerance, AT_MOST).passes(measured)
    assert Design(value, tolerance, WITHIN).passes(measured) is both


@given(numbers, tolerances, rules, numbers, tolerances)
def test_more_tolerance_never_fails_what_passed(value, tolerance, rule, measured, more):
    if Design(value, tolerance, rule).passes(measured):
        assert Design(value, (tolerance or 0) + (more or 0), rule).passes(measured)


@given(numbers, tolerances, rules)
def test_without_a_design_value_nothing_is_judged(measured, tolerance, rule):
    assert Design(None, tolerance, rule).passes(measured) is None


def test_tenths_are_exact():
    """1.1 + 0.1 is not 1.2 in binary fractions: a canal at its very limit would fail."""
    assert Design(Decimal("1.1"), Decimal("0.1")).passes(Decimal("1.2")) is True
