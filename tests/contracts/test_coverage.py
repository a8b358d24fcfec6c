"""Which months certificates prove: for every set of papers there could be."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contracts.coverage import gaps, stretches, strip, window_before
from contracts.periods import Period

days = st.dates(date(2022, 1, 1), date(2027, 12, 31))
spans = st.lists(st.tuples(days, days).map(lambda pair: (min(pair), max(pair))), max_size=8)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def each_day(first, last):
    return {first + timedelta(days=count) for count in range((last - first).days + 1)}


@given(spans)
def test_a_month_is_covered_exactly_when_every_day_of_it_is(papers):
    proved = set().union(*(each_day(*span) for span in papers))
    for month in strip(papers, YEAR):
        assert month.is_covered == (each_day(month.period.start, month.period.end) <= proved)


@given(spans)
def test_stretches_tell_of_every_month_once_and_take_turns(papers):
    months = strip(papers, YEAR)
    found = stretches(months)
    assert sum(stretch.months for stretch in found) == len(months) == 12
    assert all(one.is_covered != other.is_covered for one, other in pairwise(found))
    assert sum(gap.months for gap in gaps(months)) == sum(not month.is_covered for month in months)


@given(spans, st.randoms(use_true_random=False))
def test_the_order_of_the_papers_makes_no_difference(papers, source):
    shuffled = source.sample(papers, len(papers))
    assert strip(shuffled, YEAR) == strip(papers, YEAR)


@given(spans, st.tuples(days, days).map(lambda pair: (min(pair), max(pair))))
def test_a_further_paper_never_uncovers_a_month(papers, another):
    before, after = strip(papers, YEAR), strip([*papers, another], YEAR)
    assert all(new.is_covered or not old.is_covered for old, new in zip(before, after, strict=True))


@given(days, st.integers(1, 36), st.one_of(st.none(), days))
def test_a_window_is_of_whole_months_that_are_over_for_a_month_at_least(day, months, founded_on):
    window = window_before(day, months, founded_on=founded_on)
    if window is None:
        assert founded_on is not None
        return
    assert window.start.day == 1
    assert (window.end + timedelta(days=1)).day == 1
    assert 1 <= window.months <= months
    assert (day - window.end).days >= 28
    assert founded_on is None or window.start > founded_on


def test_two_papers_may_share_a_month_between_them():
    papers = [(date(2026, 1, 1), date(2026, 3, 14)), (date(2026, 3, 15), date(2026, 5, 30))]
    assert [stretch.months for stretch in gaps(strip(papers, YEAR))] == [8]
    assert stretches(strip(papers, YEAR))[0].period.end == date(2026, 4, 30)


def test_papers_of_november_are_not_yet_asked_for_in_december():
    assert window_before(date(2026, 12, 5), 12) == Period(date(2025, 11, 1), date(2026, 10, 31))


def test_nothing_is_asked_of_a_company_that_was_founded_just_now():
    assert window_before(date(2026, 12, 5), 12, founded_on=date(2026, 10, 10)) is None
