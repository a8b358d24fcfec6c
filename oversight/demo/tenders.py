"""How the county found its vendors: tenders from the notice to the award, before each contract is signed."""

import random
from datetime import date, datetime
from decimal import ROUND_UP, Decimal
from functools import partial
from typing import Any

from contracts import actions
from contracts.identifiers import new_public_id
from contracts.models import Bid, Contract, ScopeItem, ServiceKind, Tender
from contracts.procurement import BY_BIDDING
from oversight.demo.contracts import SCOPE, answer_conditions, registered_vendor
from oversight.demo.county import County, bilingual, read_data
from oversight.demo.diary import days, moment
from oversight.demo.plans import ContractPlan

# What others asked for, in per cent of what the winner did
DEARER = (104, 107)
TEN_THOUSAND = Decimal(10_000)


def data() -> dict[str, Any]:
    return read_data("tenders.toml")


def enter(county: County, plan: ContractPlan) -> None:
    """Note in the diary how the vendor of the plan is found, in time for the day the contract is signed."""
    if plan.key in data()["without"]:
        return
    first = plan.first_day(county.today)
    signed_after = 7 if plan.key in data()["special"]["award_notice_late"] else 14
    noticed = county.working_day(first - days(signed_after))
    awarded = county.working_day(county.working_day(first - days(14)) - days(1))
    due = county.working_day(awarded - days(3))
    notice = county.working_day(due - days(24))
    diary = county.diary
    diary.enter(moment(county.working_day(notice - days(10)), 10), partial(_prepare, county, plan))
    diary.enter(moment(notice, 9), partial(_announce, county, plan, due))
    diary.enter(moment(due, 9), partial(_bids, county, plan))
    diary.enter(moment(awarded, 15), partial(_award, county, plan, due))
    diary.enter(moment(noticed, 9), partial(_notice, county, plan))
    if not plan.draft:
        late = plan.key in data()["special"]["filed_late"]
        diary.enter(moment(county.calendar.add(first, 12 if late else 3), 11), partial(_file, county, plan))


def enter_underway(county: County) -> None:
    """One that is open on the day of loading: the notice is out, and one bid is in."""
    notice, bid_on = county.working_days_ago(6), county.working_days_ago(1)
    county.diary.enter(moment(county.working_days_ago(12), 10), partial(_prepare_underway, county))
    county.diary.enter(moment(notice, 9), partial(_announce_underway, county, notice + days(28)))
    county.diary.enter(moment(bid_on, 16), partial(_bid_underway, county))


def _prepare(county: County, plan: ContractPlan, at: datetime) -> None:
    told, amount = data(), Decimal(plan.amount)
    budget = Decimal(plan.budget) if plan.budget else (amount / TEN_THOUSAND).quantize(1, ROUND_UP) * TEN_THOUSAND
    before = county.contracts.get(told["after"].get(plan.key, ""))
    county.tenders[plan.key] = actions.register_tender(
        by=county.people[plan.clerk],
        at=at,
        public_id=_public_id(plan.key),
        reference=f"QH-ZB-{at.year}-{plan.number:03d}",
        title_en=plan.title_en,
        title_zh_hans=plan.title_zh_hans,
        agency=county.agencies[plan.agency],
        kind=ServiceKind.objects.get(code=plan.kind),
        scope_item=ScopeItem.objects.get(code=SCOPE[plan.kind]),
        regime=plan.regime,
        method=plan.method,
        budget=budget,
        necessity=_told("necessity", plan.kind),
        in_house_comparison=_told("comparison", plan.kind),
        in_house_cost=(amount * told["in_house"][plan.kind] / 100 / TEN_THOUSAND).quantize(1) * TEN_THOUSAND,
        last_year_price=before.amount if before else None,
    )


def _told(what: str, kind: str) -> str:
    said = data()[what][kind]
    return bilingual(said["en"], said["zh"])


def _public_id(key: str) -> str:
    """Of a source of its own, so that the county's chances are the same with and without tenders."""
    return new_public_id(random.Random(f"tender {key}"))  # noqa: S311


def _announce(county: County, plan: ContractPlan, due: date, at: datetime) -> None:
    tender, clerk, notice = county.tenders[plan.key], county.people[plan.clerk], at.date()
    answer_conditions(tender, clerk, at)
    actions.announce_tender(tender, **_days(county, tender, notice, due), by=clerk, at=at)


def _days(county: County, tender: Tender, notice: date, due: date) -> dict[str, date]:
    given = {"notice_on": notice, "bids_due_on": due}
    if tender.method in BY_BIDDING:
        given |= {"documents_from": notice, "documents_until": county.calendar.add(notice, 7)}
    return given


def _bids(county: County, plan: ContractPlan, at: datetime) -> None:
    """The winner's bid and, but for single-source procurement and one open tender, two dearer ones."""
    tender, clerk, amount, special = county.tenders[plan.key], plan.clerk, Decimal(plan.amount), data()["special"]
    _bid(county, tender, clerk, plan.vendor, amount, at)
    if plan.method == Contract.Method.SINGLE_SOURCE or plan.key in special["only_bidder"]:
        return
    others = [key for key in data()["bidders"][plan.kind] if key != plan.vendor]
    for key, share in zip(others, DEARER, strict=False):
        dearer = _bid(county, tender, clerk, key, (amount * share / 100).quantize(Decimal(1)), at)
    if plan.key in special["one_disqualified"]:
        reason = bilingual("The licence for works of this size is missing.", "缺少相应等级的施工资质。")
        actions.disqualify_bid(dearer, by=county.people[clerk], at=at, reason=reason)


def _bid(county: County, tender: Tender, clerk: str, vendor: str, amount: Decimal, at: datetime) -> Bid:
    return actions.record_bid(
        tender,
        vendor=registered_vendor(county, vendor, at),
        amount=amount,
        received_on=at.date(),
        by=county.people[clerk],
        at=at,
    )


def _award(county: County, plan: ContractPlan, opened_on: date, at: datetime) -> None:
    tender, clerk = county.tenders[plan.key], county.people[plan.clerk]
    bid = tender.bids.get(vendor=county.vendors[plan.vendor])
    actions.award_tender(tender, bid=bid, opened_on=opened_on, awarded_on=at.date(), by=clerk, at=at)


def _notice(county: County, plan: ContractPlan, at: datetime) -> None:
    clerk = county.people[plan.clerk]
    actions.publish_award_notice(county.tenders[plan.key], award_notice_on=at.date(), by=clerk, at=at)


def _file(county: County, plan: ContractPlan, at: datetime) -> None:
    actions.file_contract(county.contracts[plan.key], filed_on=at.date(), by=county.people[plan.clerk], at=at)


def _prepare_underway(county: County, at: datetime) -> None:
    plan = data()["underway"]
    county.tenders["underway"] = actions.register_tender(
        by=county.people[plan["clerk"]],
        at=at,
        public_id=_public_id("underway"),
        **{name: plan[name] for name in ("reference", "title_en", "title_zh_hans")},
        agency=county.agencies[plan["agency"]],
        kind=ServiceKind.objects.get(code=plan["kind"]),
        scope_item=ScopeItem.objects.get(code=SCOPE[plan["kind"]]),
        regime=Contract.Regime.SERVICE_PURCHASE,
        method=Contract.Method.OPEN,
        budget=Decimal(plan["budget"]),
        necessity=_told("necessity", plan["kind"]),
        in_house_comparison=_told("comparison", plan["kind"]),
    )


def _announce_underway(county: County, due: date, at: datetime) -> None:
    tender, clerk = county.tenders["underway"], county.people[data()["underway"]["clerk"]]
    answer_conditions(tender, clerk, at)
    actions.announce_tender(tender, **_days(county, tender, at.date(), due), by=clerk, at=at)


def _bid_underway(county: County, at: datetime) -> None:
    plan = data()["underway"]
    _bid(county, county.tenders["underway"], plan["clerk"], plan["bidder"], Decimal(plan["amount"]), at)
