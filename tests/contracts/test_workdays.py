"""Working days: holidays, make-up days, and years without data."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import actions
from contracts.models import Holiday
from contracts.workdays import WorkingCalendar
from tests import factories
from tests.factories import NOW

SPRING_FESTIVAL = {date(2026, 2, 15) + timedelta(days=n) for n in range(9)}
MAKE_UP_DAYS = {date(2026, 2, 14), date(2026, 2, 28)}
CALENDAR = WorkingCalendar(frozenset(SPRING_FESTIVAL), frozenset(MAKE_UP_DAYS), frozenset({2026}))

any_day = st.dates(date(2025, 12, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 13), True),  # Friday
        (date(2026, 2, 14), True),  # Saturday, made up
        (date(2026, 2, 16), False),  # Monday of the Spring Festival
        (date(2026, 2, 21), False),  # Saturday within it
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # Saturday, made up
        (date(2026, 3, 1), False),  # Sunday
    ],
)
def test_a_day_counts_by_weekday_holiday_and_make_up_day(day, working):
    assert CALENDAR.is_working(day) is working


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # the Spring Festival lies between
        (date(2026, 2, 16), 1, date(2026, 2, 24)),
        (date(2026, 2, 27), 1, date(2026, 2, 28)),
        (date(2026, 2, 16), 0, date(2026, 2, 24)),
        (date(2026, 2, 24), 0, date(2026, 2, 24)),
        (date(2026, 3, 6), 10, date(2026, 3, 20)),
    ],
)
def test_adding_working_days_leaves_out_what_is_free(start, days, end):
    assert CALENDAR.add(start, days) == end


@settings(deadline=None)
@given(any_day, st.integers(0, 120))
def test_between_undoes_add(start, days):
    end = CALENDAR.add(start, days)
    assert CALENDAR.is_working(end)
    if days:
        assert CALENDAR.between(start, end) == days
        assert CALENDAR.between(start, end - timedelta(days=1)) == days - 1


@settings(deadline=None)
@given(any_day, any_day)
def test_add_undoes_between_where_the_end_is_worked(start, end):
    count = CALENDAR.between(start, end)
    if end <= start:
        assert count == 0
    elif CALENDAR.is_working(end):
        assert CALENDAR.add(start, count) == end


@settings(deadline=None)
@given(any_day, st.integers(1, 60))
def test_the_latest_start_is_the_last_day_whose_deadline_has_passed(before, days):
    start = CALENDAR.latest_start(days, before)
    assert CALENDAR.add(start, days) < before
    assert CALENDAR.add(start + timedelta(days=1), days) >= before


def test_a_year_without_data_says_so():
    assert CALENDAR.missing_years(date(2026, 12, 1), date(2026, 12, 31)) == []
    assert CALENDAR.missing_years(date(2026, 12, 1), date(2028, 1, 31)) == [2027, 2028]


@pytest.mark.django_db
def test_the_shipped_table_knows_the_spring_festival_and_its_make_up_days():
    calendar = WorkingCalendar.load()
    assert {day for day in calendar.free if day.year == 2026 and day.month == 2} == SPRING_FESTIVAL
    assert {day for day in calendar.worked if day.year == 2026 and day.month == 2} == MAKE_UP_DAYS
    assert calendar.missing_years(date(2019, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.django_db
def test_the_shipped_holidays_have_names_in_both_languages():
    assert not Holiday.objects.filter(name_zh_hans__regex="[A-Za-z]").exists()
    assert not Holiday.objects.filter(name_en="").exists()
    assert Holiday.objects.get(day=date(2026, 2, 17)).name_zh_hans == "春节"


@pytest.mark.django_db
def test_a_day_that_an_administrator_adds_counts_from_then_on():
    holiday = Holiday(day=date(2026, 3, 9), name="Local holiday")
    actions.register_reference(holiday, by=factories.staff("administrator"), at=NOW)
    assert not WorkingCalendar.load().is_working(date(2026, 3, 9))
    actions.remove_holiday(holiday, by=factories.staff("administrator"), at=NOW)
    assert WorkingCalendar.load().is_working(date(2026, 3, 9))


@pytest.mark.django_db
def test_the_calendar_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        WorkingCalendar.load()
