"""Calendar periods: months, quarters, half-years, years."""

import itertools
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contracts.periods import Period, add_months, periods_between

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
lengths = st.sampled_from([1, 3, 6, 12])


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, months, result):
    assert add_months(day, months) == result


@given(days, lengths)
def test_a_period_holds_its_day_and_has_its_length(day, months):
    period = Period.containing(day, months)
    assert period.start <= day <= period.end
    assert period.months == months
    assert period.start.day == 1
    assert (period.end + timedelta(days=1)).day == 1


@given(days, lengths)
def test_the_previous_period_ends_the_day_before(day, months):
    period = Period.containing(day, months)
    assert period.previous == Period.containing(period.start - timedelta(days=1), months)


@given(days, st.integers(0, 800), lengths)
def test_periods_follow_each_other_and_lie_wholly_between(first, length, months):
    last = first + timedelta(days=length)
    found = list(periods_between(first, last, months))
    assert all(first <= period.start and period.end <= last for period in found)
    assert all(after.previous == before for before, after in itertools.pairwise(found))
    if found:
        assert found[0].previous.start < first
        assert Period.containing(found[-1].end + timedelta(days=1), months).end > last


def test_a_part_of_a_month_is_no_period():
    assert list(periods_between(date(2026, 1, 15), date(2026, 2, 27), 1)) == []
    assert list(periods_between(date(2026, 1, 15), date(2026, 2, 28), 1)) == [
        Period(date(2026, 2, 1), date(2026, 2, 28))
    ]


@pytest.mark.parametrize(
    ("months", "english", "chinese"),
    [(1, "October 2026", "2026年10月"), (3, "Q4 2026", None), (12, "2026", "2026")],
)
def test_a_period_is_named_in_the_language_of_the_reader(months, english, chinese):
    period = Period.containing(date(2026, 10, 9), months)
    assert period.label == english
    if chinese:
        with override("zh-hans"):
            assert period.label == chinese


def test_a_half_year_is_named_by_its_two_ends():
    label = Period.containing(date(2026, 10, 9), 6).label
    assert "–" in label
    assert "2026" in label
