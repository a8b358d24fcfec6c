"""What the TOML files say about each contract, and on which days it falls."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.periods import add_months
from oversight.demo.county import read_data
from oversight.demo.diary import days

KINDS = ("hotline", "irrigation", "social_media", "online_service")


@dataclass(frozen=True)
class MetricPlan:
    """A promised indicator, and the level it moves from and to within ``over`` months."""

    code: str
    weight: int
    target: str
    floor: str | None = None
    path: tuple[str, str] = ("0", "0")
    independent: tuple[str, str] | None = None
    over: int | None = None
    wobble: int = 80  # hundredths of the unit, either way
    n: int = 0
    every: int = 1


@dataclass(frozen=True)
class SectionPlan:
    """A stretch of canal; ``off`` is what each visit measured, in millimetres from the design."""

    length: int
    road: int
    depth: str
    tolerance: int
    off: tuple[int, ...]
    width: str = "2.000"  # at the bottom, in metres
    repair: str | None = None  # how an order on it ends; else as ``repairs`` of the contract has it

    def measured(self, visit: int) -> Decimal:
        """The depth in metres at that visit, counted from 0."""
        return Decimal(self.depth) + Decimal(self.off[min(visit, len(self.off) - 1)]) / 1000


@dataclass(frozen=True)
class ContractPlan:
    """``care``: of a hundred questions, how many pass. ``repairs``: how orders end, in turn."""

    key: str
    kind: str
    number: int
    title_en: str
    title_zh_hans: str
    agency: str
    vendor: str
    clerk: str
    regime: str
    method: str
    amount: str
    starts: dict[str, Any]
    lasts: dict[str, int]
    metrics: tuple[MetricPlan, ...]
    budget: str | None = None
    lead: str | None = None
    visits: dict[str, Any] | None = None
    care: int = 100
    repairs: tuple[str, ...] = ("on_time",)
    skipped_visits: int = 0
    draft: bool = False
    starts_at: int = 0
    sections: tuple[SectionPlan, ...] = field(default=())

    def first_day(self, today: date) -> date:
        """Counted from today. A reported day is moved by whole years only.

        It becomes the last such day that lies at least ``months_ago`` months back.
        """
        starts = self.starts
        if "days_ago" in starts:
            return today - days(starts["days_ago"])
        if "days_ahead" in starts:
            return today + days(starts["days_ahead"])
        if "visit_due_today" in starts:
            return add_months(today + days(1), -starts["visit_due_today"])
        month, day = map(int, starts["day"].split("-"))
        latest = add_months(today, -starts.get("months_ago", 0))
        year = latest.year if date(latest.year, month, day) <= latest else latest.year - 1
        return date(year - starts.get("years_earlier", 0), month, day)

    def last_day(self, first: date) -> date:
        if "days" in self.lasts:
            return first + days(self.lasts["days"] - 1)
        return add_months(first, 12 * self.lasts["years"]) - days(1)

    @property
    def months(self) -> int:
        return self.lasts["days"] // 30 if "days" in self.lasts else 12 * self.lasts["years"]

    def chainages(self) -> Iterator[tuple[int, SectionPlan]]:
        """Every section with the chainage it starts at."""
        starts_at = self.starts_at
        for section in self.sections:
            yield starts_at, section
            starts_at += section.length


def read_plans() -> list[ContractPlan]:
    return [_plan(kind, entry) for kind in KINDS for entry in read_data(f"{kind}.toml")["contract"]]


def _plan(kind: str, entry: dict[str, Any]) -> ContractPlan:
    return ContractPlan(
        **{
            **entry,
            "kind": kind,
            "metrics": tuple(MetricPlan(**metric) for metric in entry["metrics"]),
            "sections": tuple(SectionPlan(**section) for section in entry.get("sections", ())),
        }
    )
