"""The fixed time of the tests."""

import itertools
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)  # a Friday
TODAY = NOW.date()
STARTS_ON = date(2026, 1, 1)

numbers = itertools.count(1)  # what is made different each time is numbered from here


def days(count: int) -> timedelta:
    return timedelta(days=count)


def on(day: date, hour: int = 9) -> datetime:
    """A moment of that day, by the clock of the county."""
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)
