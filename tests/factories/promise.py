"""What was promised: vendors, contracts, terms, duties."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts import actions
from contracts.models import (
    Agency,
    Contract,
    Delegation,
    Duty,
    Indicator,
    InspectionTerm,
    MetricTerm,
    ScopeItem,
    ServiceKind,
    User,
    WorkSection,
)
from contracts.periods import add_months
from tests.factories.clock import NOW, STARTS_ON, days, numbers, on
from tests.factories.papers import papers
from tests.factories.people import a_user, staff, the_agency
from tests.factories.vendor import a_training, a_vendor, vetted

# What a contract of each kind promises here: indicator -> weight in basis points; and how somebody goes and looks.
PROMISED = {
    "hotline": ({"H1": 6000, "H3": 4000}, InspectionTerm.Method.MYSTERY_CALL),
    "irrigation": ({"W1": 6000, "W4": 4000}, InspectionTerm.Method.PATROL),
    "social_media": ({"M1": 5000, "M4": 5000}, InspectionTerm.Method.SEEDED_MESSAGE),
    "online_service": ({"O1": 6000, "O2": 4000}, InspectionTerm.Method.MYSTERY_APPLICATION),
}


# What the contract of each kind is let under: an entry of the shipped catalogue.
SCOPE = {
    "hotline": "hotline-it",
    "irrigation": "canal-works",
    "social_media": "social-media-operation",
    "online_service": "online-platform",
}


def a_scope_item(kind: str = "hotline") -> ScopeItem:
    """The shipped entry of the catalogue that a contract of the kind is let under here."""
    return ScopeItem.objects.get(code=SCOPE[kind])


def a_draft(
    kind: str = "hotline", agency: Agency | None = None, *, at: datetime | None = None, **fields: Any
) -> Contract:
    """A contract that binds nobody yet: no terms, no duties. One year from ``starts_on``."""
    number = next(numbers)
    agency = agency or the_agency()
    starts_on = fields.get("starts_on", STARTS_ON)
    works = kind == "irrigation"
    given = {
        "reference": f"HT-{number:05d}",
        "title_en": f"Contract {number}",
        "title_zh_hans": f"合同{number}",
        "agency": agency,
        "kind": ServiceKind.objects.get(code=kind),
        "scope_item": a_scope_item(kind),
        "regime": Contract.Regime.WORKS_TENDER if works else Contract.Regime.SERVICE_PURCHASE,
        "method": Contract.Method.OPEN,
        # Opens the gate of a contract that is not about its tender; ``factories.a_draft_of_a_tender`` goes the full way
        "no_tender_ground": "" if fields.get("tender") else "Government Procurement Law, art. 2: below the limit",
        "amount": Decimal("1428816.00"),
        "budget_line": "2050199",
        "agreed_staff": 24,
        "managing_staff": 2,
        "signed_on": starts_on - days(14),
        "starts_on": starts_on,
        "ends_on": add_months(starts_on, 12) - days(1),
        **fields,
    }
    given.setdefault("vendor", None)
    given["vendor"] = given["vendor"] or a_vendor()
    return actions.register_contract(by=staff("contract_manager", agency), at=at or on(starts_on), **given)


def conditions_met(about: Any, *, is_met: bool = True, at: datetime = NOW) -> None:
    """Every condition of its scope item answered: as met, or as not met."""
    by = staff("contract_manager", about.agency)
    for condition in about.scope_item.conditions.all():
        actions.answer_condition(about, condition, is_met=is_met, explanation="As agreed.", by=by, at=at)


def a_metric_term(contract: Contract, code: str = "H1", *, weight_bp: int = 10_000, **fields: Any) -> MetricTerm:
    indicator = Indicator.objects.filter(code=code).order_by("-version")[0]
    given = {"target": indicator.proposed_target, "weight_bp": weight_bp, **fields}
    term = MetricTerm(contract=contract, indicator=indicator, **given)
    return actions.add_term(term, by=staff("contract_manager", contract.agency), at=on(contract.starts_on))


def an_inspection_term(contract: Contract, method: str = "", **fields: Any) -> InspectionTerm:
    term = InspectionTerm(contract=contract, method=method or PROMISED[contract.kind.code][1], **fields)
    return actions.add_term(term, by=staff("contract_manager", contract.agency), at=on(contract.starts_on))


def a_section(contract: Contract, **fields: Any) -> WorkSection:
    """A stretch of canal near a road with its whole design: 1.2 m deep give or take 20 mm, 2 m wide at the bottom.

    ``distance_to_road=1500`` makes it remote.
    """
    starts_at = fields.get("starts_at", contract.sections.count() * 1000)
    given = {
        "starts_at": starts_at,
        "ends_at": starts_at + 1000,
        "distance_to_road": 50,
        "lining_type": WorkSection.Lining.CONCRETE,
        "lining_en": "C25 concrete",
        "lining_zh_hans": "C25混凝土",
        "design_depth": Decimal("1.200"),
        "depth_tolerance": 20,
        "design_bottom_width": Decimal("2.000"),
        "bottom_width_tolerance": 30,
        "lining_thickness": 120,
        "thickness_tolerance": 10,
        "design_edition": "Drawing QH-03, edition B",
        **fields,
    }
    section = WorkSection(contract=contract, **given)
    return actions.add_term(section, by=staff("contract_manager", contract.agency), at=on(contract.starts_on))


def a_duty(
    contract: Contract,
    person: User | None = None,
    role: str = Duty.Role.LEAD,
    *,
    acknowledged: bool = True,
    at: datetime | None = None,
) -> Duty:
    at = at or on(contract.starts_on)
    person = person or a_user("contract_manager", contract.agency)
    duty = actions.assign_duty(contract, person, role, by=staff("contract_manager", contract.agency), at=at)
    return actions.acknowledge_duty(duty, by=person, at=at) if acknowledged else duty


def delegate(duty: Duty, deputy: User, starts_on: date, ends_on: date) -> Delegation:
    """Made by the holder on the first day, or before."""
    at, reason = on(starts_on), "On leave."
    return actions.delegate_duty(
        duty, deputy, starts_on=starts_on, ends_on=ends_on, reason=reason, by=duty.person, at=at
    )


def works_of(contract: Contract) -> None:
    """What works need beside: a stretch near a road, a remote one, and a chief supervisor."""
    a_section(contract)
    a_section(contract, distance_to_road=1500)
    a_duty(contract, role=Duty.Role.SUPERVISOR, person=a_user("supervisor", contract.agency))


def everything_else(contract: Contract) -> None:
    """What a draft needs beside its terms and its lead: answers, papers, a vetted vendor with trained staff."""
    conditions_met(contract, at=on(contract.starts_on))
    papers(contract)
    vetted(contract.vendor, on(contract.starts_on), NOW)
    a_training(contract, at=on(contract.starts_on))


def a_ready_draft(
    kind: str = "hotline", agency: Agency | None = None, *, lead: User | None = None, **fields: Any
) -> Contract:
    """A draft with every gate open."""
    contract = a_draft(kind, agency, **fields)
    everything_else(contract)
    for code, weight_bp in PROMISED[kind][0].items():
        a_metric_term(contract, code, weight_bp=weight_bp)
    an_inspection_term(contract)
    if kind == "irrigation":
        works_of(contract)
    a_duty(contract, lead)
    return contract


def activate(contract: Contract, at: datetime | None = None) -> Contract:
    """Put it in force, by default on the morning of its first day."""
    by = staff("contract_manager", contract.agency)
    return actions.activate_contract(contract, by=by, at=at or on(contract.starts_on))


def an_active_contract(
    kind: str = "hotline",
    agency: Agency | None = None,
    *,
    at: datetime | None = None,
    published: bool = False,
    **fields: Any,
) -> Contract:
    """In force since its first day, with terms of 100%, a promised inspection and an acknowledged lead."""
    contract = activate(a_ready_draft(kind, agency, **fields), at)
    if published:
        actions.publish_contract(contract, by=staff("contract_manager", contract.agency), at=contract.activated_at)
    return contract
