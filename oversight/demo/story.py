"""What a visitor should find, named. docs/demonstration.md lists it; a test looks for each.

The scenes are tied to the day of loading: whoever opens the portal that day finds them fresh. Where the months before
it took another turn than usual stands in ``turns``.
"""

from collections.abc import Mapping
from datetime import datetime

from contracts import actions as promise
from inspections import actions
from inspections.models import Inspection
from oversight import actions as judgement
from oversight.demo import contracts, credit, papers, visits
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days, moment
from oversight.demo.plans import ContractPlan
from oversight.demo.turns import SHALLOW
from oversight.models import Flag

AWAITING_REVIEW, RETURNED = "permit-window", "water-line"
SUSPENDED = "water-account"
READY_DRAFT, OPEN_DRAFT = "draft-account", "draft-hotline"


def enter(county: County, drafts: Mapping[str, ContractPlan]) -> None:
    """Note every scene in the diary."""
    diary, back = county.diary, county.working_days_ago
    diary.enter(moment(back(16), 17), lambda at: lead_leaves(county, at))
    diary.enter(moment(back(9), 10), lambda at: begin_draft(county, drafts[OPEN_DRAFT], at))
    diary.enter(moment(back(6), 11), lambda at: hand_over(county, at))
    diary.enter(moment(back(4), 16), lambda at: papers.suspend(county, SUSPENDED, at))
    diary.enter(moment(back(3), 10), lambda at: begin_draft(county, drafts[READY_DRAFT], at))
    diary.enter(moment(back(3), 14), lambda at: credit.prepare(county, drafts[READY_DRAFT], at))
    diary.enter(moment(back(3), 15), lambda at: file_early(county, RETURNED, at))
    diary.enter(moment(back(2), 11), lambda at: return_report(county, at))
    diary.enter(moment(back(2), 16), lambda at: file_early(county, AWAITING_REVIEW, at))
    diary.enter(moment(back(1), 14), lambda at: contracts.name_people(county, drafts[READY_DRAFT], at))
    month_end = county.today.replace(day=1) - days(1)
    diary.enter(moment(month_end.replace(day=1), 9), lambda at: acknowledge_flags(county, at))


def lead_leaves(county: County, at: datetime) -> None:
    """A contract stays in force and nobody answers for it: the lead's account is closed, no successor is named."""
    promise.close_account(county.people["fang.yu"], by=county.people["lin.tao"], at=at)


def hand_over(county: County, at: datetime) -> None:
    """The successor does not acknowledge, and the outgoing lead goes on answering."""
    duty = county.contracts[SHALLOW].duties.answering().leads().get()
    promise.hand_over_duty(duty, county.people["ma.dequan"], by=county.people["yuan.fei"], at=at)


def begin_draft(county: County, plan: ContractPlan, at: datetime) -> None:
    contracts.register(county, plan, plan.first_day(county.today), at)


def file_early(county: County, key: str, at: datetime) -> None:
    """Report on the contract's next visit before it is due. (One due before today takes its usual course.)"""
    upcoming = Inspection.objects.upcoming(county.today).filter(contract=county.contracts[key])
    inspection = upcoming.select_related("contract__agency", "term", "checklist").order_by("due_on")[0]
    if not inspection.inspectors.exists():
        pair = [county.people["gao.yuan"], county.people["wu.hao"]]
        actions.assign_inspectors(inspection, pair, by=county.people["sun.li"], at=at)
    visits.file(county, inspection, at)


def return_report(county: County, at: datetime) -> None:
    """Sent back, so that the visit is on the inspectors' list again."""
    inspection = Inspection.objects.reported().filter(contract=county.contracts[RETURNED]).order_by("-due_on")[0]
    report = inspection.reports.get()
    reason = bilingual(
        "Which question was put to the hotline? Say so, and call again outside office hours.",
        "请写明咨询的问题，并在非工作时间再拨打一次。",
    )
    actions.return_report(report, by=county.people["sun.li"], at=at, reason=reason)


def acknowledge_flags(county: County, at: datetime) -> None:
    """The lead of the shallow canal has seen what is overdue there; it stands until the canal is deep enough."""
    flags = Flag.objects.standing().filter(contract=county.contracts[SHALLOW], status=Flag.Status.OPEN)
    for flag in flags.order_by("pk")[:2]:
        judgement.acknowledge_flag(flag, by=county.people["lu.wenbo"], at=at)
