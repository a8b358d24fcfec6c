"""What is still to happen, played in order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

Step = Callable[[datetime], object]


@dataclass(order=True)
class _Entry:
    at: datetime
    number: int
    step: Step = field(compare=False)


class Diary:
    """Steps entered in any order, also while it is being played; what lies after ``until`` never happens."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._entries: list[_Entry] = []
        self._count = 0

    def enter(self, at: datetime, step: Step) -> None:
        if at <= self.until:
            heapq.heappush(self._entries, _Entry(at, self._count, step))
            self._count += 1

    def play(self) -> None:
        while self._entries:
            entry = heapq.heappop(self._entries)
            entry.step(entry.at)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of that day by the portal's clock."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def days(count: int) -> timedelta:
    return timedelta(days=count)
