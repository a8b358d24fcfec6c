"""Working-day arithmetic over the editable holiday table."""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.models import Holiday


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days count. Load it once per request or task with ``WorkingCalendar.load()``."""

    free: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

    @classmethod
    def load(cls) -> "WorkingCalendar":
        days = list(Holiday.objects.values_list("day", "is_workday"))
        return cls(
            free=frozenset(day for day, is_workday in days if not is_workday),
            worked=frozenset(day for day, is_workday in days if is_workday),
            years=frozenset(day.year for day, _is_workday in days),
        )

    def is_working(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.free

    def add(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``; the start itself does not count.

        With 0 days: the start, or the next working day after it.
        """
        day = start
        if days == 0:
            while not self.is_working(day):
                day += timedelta(days=1)
        for _step in range(days):
            day += timedelta(days=1)
            while not self.is_working(day):
                day += timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 where end is not later."""
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def latest_start(self, days: int, before: date) -> date:
        """The latest day whose deadline of ``days`` working days lies before the given day."""
        start = before
        while self.add(start, days) >= before:
            start -= timedelta(days=1)
        return start

    def missing_years(self, first: date, last: date) -> list[int]:
        """Years touched for which the table has no data, so that only weekends were left out."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]
