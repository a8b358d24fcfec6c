"""What the demonstration county takes from the reported contracts, and that its days fit whatever day it is."""

import csv
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from contracts.models.terms import FULL_WEIGHT
from contracts.periods import add_months
from oversight.demo.plans import read_plans
from tests.factories import days

PLANS = {plan.key: plan for plan in read_plans()}
REPORTED = Path(__file__).parent.parent.parent / "contracts" / "reference" / "reported_contracts.csv"
# Which reported contract each copy follows: region and date as in the table.
FOLLOWS = {
    "reception-1": ("Liaocheng", "2020-07"),
    "reception-2": ("Liaocheng", "2021"),
    "reception-3": ("Liaocheng", "2022"),
    "reception-4": ("Liaocheng", "2023"),
    "reception-5": ("Liaocheng", "2024-08-13"),
    "lines-1": ("Haikou", ""),
    "lines-2": ("Haikou", "2024-05-17"),
    "zone-line": ("Xiangjiang", "2025"),
    "water-line": ("Changsha Yuhua", "2026-01-28"),
    "draft-hotline": ("Wuhan", "2025-11-15"),
    "county-accounts": ("Changsha 长沙", "2021-08-11"),
    "web-and-accounts": ("Xiangtan", "2023-02"),
    "water-account": ("Xiangtan", "2023-02"),
    "draft-account": ("Xiangtan", "2023-02"),
    "canal-1": ("Hainan Songtao", "2022-07-28"),
}
RECEPTION = [f"reception-{year}" for year in range(1, 6)]
IN_FORCE = [key for key, plan in PLANS.items() if not plan.draft]
DAYS = [
    date(2026, 11, 20),
    date(2024, 2, 29),
    date(2026, 1, 1),
    date(2025, 8, 12),
    date(2025, 8, 13),
    date(2026, 7, 30),
]


def reported(key: str) -> dict[str, str]:
    region, dated = FOLLOWS[key]
    rows = csv.DictReader(REPORTED.read_text(encoding="utf-8").splitlines())
    found = [row for row in rows if row["region"].startswith(region) and row["announced_or_signed"] == dated]
    assert len(found) == 1, key
    return found[0]


def test_every_copy_of_the_three_kinds_is_accounted_for():
    copies = {key for key, plan in PLANS.items() if plan.kind != "online_service"}
    assert copies - set(FOLLOWS) == {"canal-2", "canal-3", "canal-4"}  # the other lots of canal-1


@pytest.mark.parametrize("key", [key for key in FOLLOWS if key != "canal-1"])
def test_a_copy_has_the_real_amounts_and_method(key):
    row, plan = reported(key), PLANS[key]
    assert Decimal(plan.amount) == Decimal(row["award_cny"] or row["budget_cny"])
    assert plan.budget is None if not row["budget_cny"] else Decimal(plan.budget) == Decimal(row["budget_cny"])
    assert not row["method"] or plan.method == row["method"]
    assert plan.kind == row["service_kind"]


@pytest.mark.parametrize("key", [key for key in FOLLOWS if not key.startswith("draft")])
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_a_copy_keeps_term_and_day_and_moves_by_whole_years(key, today):
    row, plan = reported(key), PLANS[key]
    first = plan.first_day(today)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", row["announced_or_signed"]):
        assert f"{first:%m-%d}" == row["announced_or_signed"][5:]
    if row["term"] == "180 days":
        assert (plan.last_day(first) - first).days == 179
    elif row["term"]:
        assert plan.last_day(first) == add_months(first, 12 * int(row["term"][0])) - days(1)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_series_of_one_year_contracts_has_no_gap_up_to_today(today):
    spans = [(first := plan.first_day(today), plan.last_day(first)) for plan in map(PLANS.get, RECEPTION)]
    assert [later[0] - earlier[1] for earlier, later in pairwise(spans)] == [days(1)] * 4
    assert spans[-1][0] <= today <= spans[-1][1]


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("key", [key for key in IN_FORCE if PLANS[key].starts.get("months_ago")])
def test_what_tells_twelve_months_began_that_long_ago(key, today):
    first = PLANS[key].first_day(today)
    assert add_months(today, -24 - 12 * PLANS[key].starts.get("years_earlier", 0)) < first <= add_months(today, -12)


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("key", ["canal-3", "canal-4"])
def test_the_last_lots_are_in_force(key, today):
    first = PLANS[key].first_day(today)
    assert first <= today <= PLANS[key].last_day(first)


def test_the_lots_of_the_canal_add_up_to_the_reported_works():
    lots = [PLANS[f"canal-{lot}"] for lot in range(1, 5)]
    sections = [section for lot in lots for section in lot.sections]
    assert sum(section.length for section in sections) == 23_683
    ends = [sum(section.length for section in lot.sections) + lot.starts_at for lot in lots]
    assert [lot.starts_at for lot in lots] == [0, *ends[:-1]]
    numbers = [re.search(r"\((\d+) structures, (\d+) metering", lot.title_en).groups() for lot in lots]
    assert [sum(map(int, column)) for column in zip(*numbers, strict=True)] == [80, 35]


@pytest.mark.parametrize("key", IN_FORCE)
def test_weights_make_a_whole(key):
    assert sum(metric.weight for metric in PLANS[key].metrics) == FULL_WEIGHT


@pytest.mark.parametrize("section", [section for plan in PLANS.values() for section in plan.sections], ids=str)
def test_sections_are_shallow_only_where_no_road_leads(section):
    if section.road <= 500:
        assert all(abs(off) <= section.tolerance for off in section.off)
