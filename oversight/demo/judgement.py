"""The rules at the end of every month, and the scorecards of every quarter."""

from datetime import datetime
from functools import partial

from contracts.identifiers import new_public_id
from contracts.models import Contract
from contracts.periods import Period, add_months
from oversight import actions
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days, moment
from oversight.models import Scorecard
from oversight.rules import RULES
from oversight.sweep import sweep_rule

MONTHS_SWEPT = 12
# Days after the end of the quarter: computed, approved, published; and again once late data has come in.
COMPUTED, APPROVED, PUBLISHED = 20, 21, 23
COMPUTED_AGAIN, APPROVED_AGAIN, PUBLISHED_AGAIN = 35, 36, 37
# Of the quarter, that a contract must have run: the works of 180 days are to have a scorecard whatever day it is
LEAST_DAYS = 33
# What the visitor finds still to be done in the newest quarter
WAITS_FOR_APPROVAL, WAITS_FOR_PUBLICATION = "permit-window", "water-account"
REVISED = "lines-2"


def enter(county: County) -> None:
    month = county.today.replace(day=1)
    for back in range(MONTHS_SWEPT):
        county.diary.enter(moment(add_months(month, -back) - days(1), 18), partial(sweep, county))
    for quarter in county.judged_quarters:
        for after, step in ((COMPUTED, compute), (APPROVED, approve), (PUBLISHED, publish)):
            county.diary.enter(moment(quarter.end + days(after), 10), partial(step, county, quarter))
    revised = county.judged_quarters[1]
    for after, step in ((COMPUTED_AGAIN, revise), (APPROVED_AGAIN, approve), (PUBLISHED_AGAIN, publish)):
        county.diary.enter(moment(revised.end + days(after), 10), partial(step, county, revised))
    county.diary.enter(county.at, partial(sweep, county))


def sweep(county: County, at: datetime) -> None:
    for rule in RULES:
        run = sweep_rule(rule, by=county.automation, at=at)
        if run.error:
            raise RuntimeError(f"{rule.code}: {run.error}")


def compute(county: County, quarter: Period, at: datetime) -> None:
    for contract in county.contracts.values():
        ran = min(contract.ends_on, quarter.end) - max(contract.starts_on, quarter.start) + days(1)
        if contract.status != Contract.Status.DRAFT and contract.published_on and ran >= days(LEAST_DAYS):
            _compute(county, contract, quarter, at)


def revise(county: County, quarter: Period, at: datetime) -> None:
    note = bilingual(
        "The satisfaction of the last month came in late and is now included.", "最后一个月的满意率读数迟报，现已计入。"
    )
    _compute(county, county.contracts[REVISED], quarter, at, note)


def _compute(county: County, contract: Contract, quarter: Period, at: datetime, note: str = "") -> None:
    actions.compute_scorecard(
        contract, quarter, by=county.people["deng.ke"], at=at, change_note=note, public_id=new_public_id(county.rng)
    )


def approve(county: County, quarter: Period, at: datetime) -> None:
    for card in _cards(county, quarter, Scorecard.Status.DRAFT, but=WAITS_FOR_APPROVAL):
        actions.approve_scorecard(card, by=county.people["cao.ying"], at=at)


def publish(county: County, quarter: Period, at: datetime) -> None:
    for card in _cards(county, quarter, Scorecard.Status.APPROVED, but=WAITS_FOR_PUBLICATION):
        actions.publish_scorecard(card, by=county.people["cao.ying"], at=at)


def _cards(county: County, quarter: Period, status: str, *, but: str) -> list[Scorecard]:
    """The quarter's scorecards in that status; of the newest quarter one is left for the visitor."""
    cards = Scorecard.objects.filter(period_start=quarter.start, period_end=quarter.end, status=status)
    if quarter == county.judged_quarters[0]:
        cards = cards.exclude(contract=county.contracts[but])
    return list(cards.select_related("contract__agency", "contract__vendor", "contract__kind").order_by("pk"))
