"""What a reading would cost or earn under a term."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.adjustments import consequence, examples
from contracts.models import Indicator, MetricTerm

UP, DOWN = Indicator.Direction.UP, Indicator.Direction.DOWN
values = st.decimals(0, 100, places=4)
rates = st.decimals("0.0001", 100, places=4)


def a_term(direction=UP, target="95", **rates):
    indicator = Indicator(code="X", unit=Indicator.Unit.PERCENT, direction=direction)
    given = {"deduction_rate": Decimal(2), "deduction_cap": Decimal(10)} | rates
    return MetricTerm(indicator=indicator, target=Decimal(target), **given)


def test_each_unit_missed_costs_its_rate():
    assert consequence(a_term(), Decimal("92.5")).amount == Decimal("-5.0")


def test_a_deduction_stops_at_its_cap():
    found = consequence(a_term(), Decimal(60))
    assert (found.amount, found.is_capped) == (Decimal(-10), True)


def test_a_bonus_is_given_for_what_is_surpassed():
    term = a_term(bonus_rate=Decimal("0.5"), bonus_cap=Decimal(2))
    assert consequence(term, Decimal(97)).amount == Decimal("1.0")
    assert consequence(term, Decimal(100)).amount == Decimal(2)


def test_where_lower_is_better_more_is_missed():
    term = a_term(DOWN, "5")
    assert consequence(term, Decimal(7)).amount == Decimal(-4)
    assert consequence(term, Decimal(3)).amount == 0


def test_without_a_rate_nothing_is_taken():
    term = a_term(deduction_rate=None, deduction_cap=None)
    assert consequence(term, Decimal(10)).amount == 0
    assert not examples(term)[0][1].amount


def test_the_examples_show_where_the_cap_is_reached():
    shown = dict(examples(a_term()))
    assert shown[Decimal("90.00")].amount == -10
    assert shown[Decimal("92.50")].amount == -5
    assert shown[Decimal("95.00")].amount == 0


def test_no_example_lies_outside_what_a_percentage_can_be():
    term = a_term(target="98", bonus_rate=Decimal("0.1"), bonus_cap=Decimal(5))
    assert all(0 <= value <= 100 for value, _found in examples(term))


@given(values, values, rates, rates)
def test_a_worse_value_never_pays_better(first, second, rate, cap):
    term = a_term(deduction_rate=rate, deduction_cap=cap, bonus_rate=rate, bonus_cap=cap)
    worse, better = sorted((first, second))
    assert consequence(term, worse).amount <= consequence(term, better).amount
    assert -cap <= consequence(term, worse).amount <= cap
