"""Contracts, from the draft to the day they end."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from contracts import actions
from contracts.identifiers import new_public_id
from contracts.models import (
    Contract,
    Duty,
    Indicator,
    InspectionTerm,
    MetricTerm,
    ScopeItem,
    ServiceKind,
    Tender,
    User,
    Vendor,
    WorkSection,
)
from oversight.demo import credit, papers
from oversight.demo.county import County, bilingual, read_data
from oversight.demo.diary import days, moment
from oversight.demo.plans import ContractPlan


def enter_contract(county: County, plan: ContractPlan) -> None:
    """Note in the diary how the contract is prepared, put in force, published and closed."""
    first = plan.first_day(county.today)
    diary = county.diary
    diary.enter(moment(first - days(7), 10), partial(register, county, plan, first))
    diary.enter(moment(first - days(6), 10), lambda at: name_people(county, plan, at))
    diary.enter(moment(first - days(6), 15), lambda at: credit.prepare(county, plan, at))
    diary.enter(moment(first - days(5), 14), lambda at: acknowledge(county, plan, at))
    diary.enter(moment(first, 9), lambda at: _activate(county, plan, at))
    diary.enter(moment(county.calendar.add(first, 2), 10), lambda at: _publish(county, plan, at))
    papers.enter(county, plan, first)
    diary.enter(moment(plan.last_day(first) + days(1), 8, 30), lambda at: _close(county, plan, at))


# The entry of the scope catalogue that the county's contracts of each kind are let under.
SCOPE = {
    "hotline": "hotline-call-handling",
    "irrigation": "canal-works",
    "social_media": "social-media-operation",
    "online_service": "online-platform",
}

# The drawing that the design of a lot was taken from
DESIGN = bilingual("Drawing QH-%(number)d-03, edition B", "施工图QH-%(number)d-03，B版")

# How the conditions of an entry are met that may be outsourced in part only, in their order.
MET = {
    "hotline-call-handling": (
        bilingual(
            "The bureau assigns every request; the vendor sees no step after that.",
            "诉求由局机关分派，供应商不参与后续。",
        ),
        bilingual("Annex 2 of the contract.", "见合同附件二。"),
        bilingual("Within 30 minutes, as annex 2 says.", "按附件二，30分钟内回拨。"),
    ),
    "social-media-operation": (
        bilingual("The centre's editor on duty releases each post.", "由本中心值班编辑审核发布。"),
        bilingual("Registered to the centre; passwords kept by its office.", "以本中心名义注册，密码由办公室保管。"),
    ),
}
WHY_LONGER = bilingual(
    "The need is stable, the service continuous, and the money is in the multi-year budget.",
    "需求稳定、服务连续，资金已列入中期预算。",
)


def register(county: County, plan: ContractPlan, first: date, at: datetime) -> Contract:
    """Enter the draft with its terms."""
    clerk = county.people[plan.clerk]
    contract = actions.register_contract(
        by=clerk,
        at=at,
        public_id=new_public_id(county.rng),
        reference=f"QH-{at.year}-{plan.number:03d}",
        title_en=plan.title_en,
        title_zh_hans=plan.title_zh_hans,
        agency=county.agencies[plan.agency],
        vendor=registered_vendor(county, plan.vendor, at),
        kind=ServiceKind.objects.get(code=plan.kind),
        scope_item=ScopeItem.objects.get(code=SCOPE[plan.kind]),
        regime=plan.regime,
        method=plan.method,
        tender=county.tenders.get(plan.key),
        no_tender_ground=_ground_for_no_tender(plan),
        **papers.of_the_draft(plan),
        amount=Decimal(plan.amount),
        budget=Decimal(plan.budget) if plan.budget else None,
        signed_on=first,
        starts_on=first,
        ends_on=plan.last_day(first),
        term_justification=WHY_LONGER if plan.months > 12 else "",
    )
    county.contracts[plan.key] = contract
    county.plans[contract.pk] = plan
    papers.file(county, plan, contract, at)
    _add_terms(plan, contract, county, at)
    return contract


def _ground_for_no_tender(plan: ContractPlan) -> str:
    said = read_data("tenders.toml")["without"].get(plan.key)
    return bilingual(said["en"], said["zh"]) if said else ""


def registered_vendor(county: County, key: str, at: datetime) -> Vendor:
    """Entered in the register with its first bid or contract."""
    if key not in county.vendors:
        fields = next(dict(entry) for entry in read_data("vendors.toml")["vendor"] if entry["key"] == key)
        fields.pop("key")
        county.vendors[key] = actions.register_vendor(
            by=county.people["he.min"], at=at, public_id=new_public_id(county.rng), is_demonstration=True, **fields
        )
    return county.vendors[key]


def _add_terms(plan: ContractPlan, contract: Contract, county: County, at: datetime) -> None:
    clerk = county.people[plan.clerk]
    for metric in plan.metrics:
        term = MetricTerm(
            contract=contract,
            indicator=Indicator.objects.filter(code=metric.code).order_by("-version")[0],
            target=Decimal(metric.target),
            floor=Decimal(metric.floor) if metric.floor else None,
            weight_bp=metric.weight,
            frequency=metric.every,
        )
        actions.add_term(term, by=clerk, at=at)
    if plan.visits:
        visits = InspectionTerm(contract=contract, method=plan.visits["method"], frequency=plan.visits["every"])
        actions.add_term(visits, by=clerk, at=at)
    for starts_at, section in plan.chainages():
        row = WorkSection(
            contract=contract,
            starts_at=starts_at,
            ends_at=starts_at + section.length,
            distance_to_road=section.road,
            lining_type=WorkSection.Lining.CONCRETE,
            lining_en="C25 concrete, 12 cm",
            lining_zh_hans="C25混凝土，厚12厘米",
            lining_thickness=120,
            thickness_tolerance=10,
            design_bottom_width=Decimal(section.width),
            bottom_width_tolerance=section.tolerance,
            design_depth=Decimal(section.depth),
            depth_tolerance=section.tolerance,
            design_edition=DESIGN % {"number": plan.number},
        )
        actions.add_term(row, by=clerk, at=at)


def answer_conditions(about: Tender | Contract, clerk: User, at: datetime) -> None:
    """Say how each condition of its entry in the scope catalogue is met."""
    item: Any = about.scope_item
    for condition, how in zip(item.conditions.all(), MET.get(item.code, ()), strict=True):
        actions.answer_condition(about, condition, is_met=True, explanation=how, by=clerk, at=at)


def name_people(county: County, plan: ContractPlan, at: datetime) -> None:
    """Say how the conditions of the scope catalogue are met, and who is to answer."""
    contract, clerk = county.contracts[plan.key], county.people[plan.clerk]
    if contract.tender is None:
        answer_conditions(contract, clerk, at)
    if plan.lead:
        actions.assign_duty(contract, county.people[plan.lead], Duty.Role.LEAD, by=clerk, at=at)
    actions.assign_duty(contract, clerk, Duty.Role.MANAGER, by=clerk, at=at)
    papers.name_supervisor(county, plan, at)


def acknowledge(county: County, plan: ContractPlan, at: datetime) -> None:
    for duty in county.contracts[plan.key].duties.pending().order_by("pk"):
        person = county.people[duty.person.username]
        actions.acknowledge_duty(duty, by=person, at=at)


def _activate(county: County, plan: ContractPlan, at: datetime) -> None:
    actions.activate_contract(county.contracts[plan.key], by=county.people[plan.clerk], at=at)


def _publish(county: County, plan: ContractPlan, at: datetime) -> None:
    actions.publish_contract(county.contracts[plan.key], by=county.people[plan.clerk], at=at)


def _close(county: County, plan: ContractPlan, at: datetime) -> None:
    if plan.key == papers.TERMINATED:
        papers.terminate(county, plan, at)
        return
    papers.accept(county, plan, at, is_final=True)
    actions.close_contract(
        county.contracts[plan.key],
        by=county.people[plan.clerk],
        at=at,
        reason=bilingual("The term is over; accepted and paid.", "合同期满，已验收并结清。"),
    )
