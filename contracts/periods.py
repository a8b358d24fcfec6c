"""Calendar periods: the months and quarters that readings and scorecards are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last day where there is none (31 January + 1 = 28 February)."""
    return day + relativedelta(months=months)


@dataclass(frozen=True, order=True)
class Period:
    """Whole calendar months, both ends included."""

    start: date
    end: date

    @classmethod
    def containing(cls, day: date, months: int) -> "Period":
        """The calendar period of ``months`` months (1, 3, 6 or 12) that ``day`` lies in."""
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(start, add_months(start, months) - timedelta(days=1))

    @property
    def months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def previous(self) -> "Period":
        return Period(add_months(self.start, -self.months), self.start - timedelta(days=1))

    @property
    def label(self) -> str:
        """“October 2026”, “Q3 2026”, in the reader's language."""
        if self.months == 1:
            return date_format(self.start, "YEAR_MONTH_FORMAT")
        if self.months == 3:
            return _("Q%(quarter)s %(year)s") % {"quarter": (self.start.month + 2) // 3, "year": self.start.year}
        if self.months == 12:
            return str(self.start.year)
        return f"{date_format(self.start, 'SHORT_DATE_FORMAT')} – {date_format(self.end, 'SHORT_DATE_FORMAT')}"


def periods_between(first: date, last: date, months: int) -> Iterator[Period]:
    """Every calendar period that lies wholly within the two days, earliest first.

    A contract that starts in mid-month promises no reading for that part of a month.
    """
    period = Period.containing(first, months)
    if period.start < first:
        period = Period.containing(period.end + timedelta(days=1), months)
    while period.end <= last:
        yield period
        period = Period.containing(period.end + timedelta(days=1), months)
