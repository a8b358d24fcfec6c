"""Which months certificates prove, and which they leave out. Pure: days in, months out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from contracts.periods import Period, add_months, periods_between

Span = tuple[date, date]  # both days included


@dataclass(frozen=True)
class Month:
    period: Period
    is_covered: bool


@dataclass(frozen=True)
class Stretch:
    """Months in a row that are alike."""

    period: Period
    is_covered: bool

    @property
    def months(self) -> int:
        return self.period.months


def strip(spans: Iterable[Span], window: Period) -> list[Month]:
    """Every whole month of the window, earliest first.

    A month is covered where every day of it lies in some span; two spans may share a month between them.
    """
    joined = _joined(spans)
    return [
        Month(month, any(first <= month.start and month.end <= last for first, last in joined))
        for month in periods_between(window.start, window.end, 1)
    ]


def stretches(months: Iterable[Month]) -> list[Stretch]:
    """The same months put together, covered and not in turn."""
    runs = [(is_covered, list(run)) for is_covered, run in groupby(months, key=lambda month: month.is_covered)]
    return [Stretch(Period(run[0].period.start, run[-1].period.end), is_covered) for is_covered, run in runs]


def gaps(months: Iterable[Month]) -> list[Stretch]:
    return [stretch for stretch in stretches(months) if not stretch.is_covered]


def window_before(day: date, months: int, *, founded_on: date | None = None) -> Period | None:
    """The months that can be proved on a day: the last full month is left out, its papers come out in the next.

    Nothing is asked of the time before the company was founded, nor of the month it was founded in. None where
    nothing can be asked yet.
    """
    end = day.replace(day=1) - timedelta(days=1)
    end = end.replace(day=1) - timedelta(days=1)
    start = add_months(end.replace(day=1), 1 - months)
    if founded_on is not None:
        start = max(start, add_months(founded_on.replace(day=1), 1))
    return Period(start, end) if start <= end else None


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or follow each other without a day between, put together."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
