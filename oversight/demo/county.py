"""The state of the county while it is being played."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contracts.models import Agency, Contract, Tender, User, Vendor
from contracts.periods import Period
from contracts.workdays import WorkingCalendar
from oversight.demo.diary import Diary, days

if TYPE_CHECKING:
    from oversight.demo.plans import ContractPlan


JUDGED_AFTER = days(26)
QUARTERS_JUDGED = 6


@cache
def read_data(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def bilingual(english: str, chinese: str) -> str:
    """A note in both languages, since a column for free text holds one."""
    return f"{english} {chinese}"


@dataclass
class County:
    """Everything made so far, by the short names of the TOML files. ``rng`` is the only source of chance."""

    at: datetime
    rng: random.Random
    automation: User
    diary: Diary
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar.load)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    tenders: dict[str, Tender] = field(default_factory=dict)  # by the contract's short name
    contracts: dict[str, Contract] = field(default_factory=dict)
    plans: "dict[int, ContractPlan]" = field(default_factory=dict)  # by the contract's key in the database
    files: list[str] = field(default_factory=list)  # photos written to the storage, which no rollback takes back
    # The newest rows the schedule has opened and the history has taken up
    last_inspection: int = 0
    last_reading: int = 0

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @cached_property
    def judged_quarters(self) -> list[Period]:
        """The last quarters that ended long enough ago for their scorecards to be out, newest first."""
        newest = Period.containing(self.today - JUDGED_AFTER, 3).previous
        quarters = [newest]
        while len(quarters) < QUARTERS_JUDGED:
            quarters.append(quarters[-1].previous)
        return quarters

    def with_role(self, role: str) -> list[User]:
        return [self.people[entry["username"]] for entry in read_data("people.toml")["person"] if entry["role"] == role]

    def working_day(self, day: date) -> date:
        """That day, or the last working day before it."""
        while not self.calendar.is_working(day):
            day -= days(1)
        return day

    def working_days_ago(self, count: int) -> date:
        """The ``count``-th working day before today."""
        day = self.today
        for _step in range(count):
            day = self.working_day(day - days(1))
        return day
