"""Rows for the tests, made the way the product makes them: through actions only, so every one has its audit event.

Each function stands on its own (``an_order()`` makes the contract, the visit and the finding it needs) and takes what
the scenario is about. Dates are fixed: nothing here depends on the day a test runs.
"""

import io
import itertools
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from stdnum.cn import uscc

from contracts import actions as promise
from contracts.models import (
    Agency,
    Contract,
    Duty,
    Indicator,
    InspectionTerm,
    MetricTerm,
    ServiceKind,
    User,
    Vendor,
    WorkSection,
)
from contracts.periods import add_months
from inspections import actions as evidence
from inspections.actions.report import AnswerGiven, Question, questions
from inspections.models import ChecklistItem, FieldReport, Finding, Inspection, Reading, ReadingDue, RectificationOrder

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)  # a Friday
TODAY = NOW.date()
STARTS_ON = date(2026, 1, 1)
PASSWORD = "correct-horse-battery"

# What a contract of each kind promises here: indicator -> weight in basis points; and how somebody goes and looks.
PROMISED = {
    "hotline": ({"H1": 6000, "H3": 4000}, InspectionTerm.Method.MYSTERY_CALL),
    "irrigation": ({"W1": 6000, "W4": 4000}, InspectionTerm.Method.PATROL),
    "social_media": ({"M1": 5000, "M4": 5000}, InspectionTerm.Method.SEEDED_MESSAGE),
    "online_service": ({"O1": 6000, "O2": 4000}, InspectionTerm.Method.MYSTERY_APPLICATION),
}

_numbers = itertools.count(1)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def on(day: date, hour: int = 9) -> datetime:
    """A moment of that day, by the clock of the county."""
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)


# ---- who ----


def reference() -> None:
    """Roles, kinds, indicators, holidays and checklists, and the account that founds everything else."""
    promise.load_reference(at=NOW)
    evidence.load_checklists(by=User.objects.automation(), at=NOW)
    User.objects.create_superuser("root", name_en="System administrator", name_zh_hans="系统管理员")


def root() -> User:
    """The account made when the portal was set up, as by ``createsuperuser``."""
    return User.objects.get(username="root")


def automation() -> User:
    return User.objects.automation()


def an_agency(name: str = "", parent: Agency | None = None, **fields: Any) -> Agency:
    number = next(_numbers)
    names = {"name_en": name or f"Bureau {number}", "name_zh_hans": f"{name or '第'}{number}局"}
    return promise.found_agency(by=root(), at=NOW, parent=parent, **{"code": f"agency-{number}", **names, **fields})


def the_agency() -> Agency:
    """The agency that everything belongs to where a test names none."""
    return Agency.objects.filter(code="the-agency").first() or an_agency("Data Bureau", code="the-agency")


def a_user(role: str | Iterable[str] = "official", agency: Agency | None = None, **fields: Any) -> User:
    """A person with one role, or several, or none (``role=()``)."""
    number = next(_numbers)
    roles = [role] if isinstance(role, str) else list(role)
    given = {
        "username": f"user-{number}",
        "name_en": f"Person {number}",
        "name_zh_hans": f"甲{number}",
        "post_en": "Section chief",
        "post_zh_hans": "科长",
        "office_phone": f"0990-{number:07d}",
        **fields,
    }
    return promise.register_user(by=root(), at=NOW, agency=agency or the_agency(), roles=roles, **given)


def staff(role: str = "official", agency: Agency | None = None) -> User:
    """The agency's person in that role: the same one every time it is asked for."""
    agency = agency or the_agency()
    return User.objects.filter(agency=agency, groups__name=role).order_by("pk").first() or a_user(role, agency)


# ---- what was promised ----


def credit_code(number: int | None = None) -> str:
    """Valid in form (GB 32100-2015 over GB 11714-1997), of division 990000, which is assigned to no place."""
    body = f"{next(_numbers) if number is None else number:08d}"
    rest = -sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = f"91990000{body}{'X' if rest == 10 else rest}"
    return code + uscc.calc_check_digit(code)


def a_vendor(**fields: Any) -> Vendor:
    number = next(_numbers)
    given = {"name_en": f"Vendor {number}", "name_zh_hans": f"供应商{number}", "credit_code": credit_code(), **fields}
    return promise.register_vendor(by=staff(), at=NOW, **given)


def a_draft(
    kind: str = "hotline", agency: Agency | None = None, *, at: datetime | None = None, **fields: Any
) -> Contract:
    """A contract that binds nobody yet: no terms, no duties. One year from ``starts_on``."""
    number = next(_numbers)
    agency = agency or the_agency()
    starts_on = fields.get("starts_on", STARTS_ON)
    works = kind == "irrigation"
    given = {
        "reference": f"HT-{number:05d}",
        "title_en": f"Contract {number}",
        "title_zh_hans": f"合同{number}",
        "agency": agency,
        "kind": ServiceKind.objects.get(code=kind),
        "regime": Contract.Regime.WORKS_TENDER if works else Contract.Regime.SERVICE_PURCHASE,
        "method": Contract.Method.OPEN,
        "amount": Decimal("1428816.00"),
        "signed_on": starts_on - days(14),
        "starts_on": starts_on,
        "ends_on": add_months(starts_on, 12) - days(1),
        **fields,
    }
    given.setdefault("vendor", None)
    given["vendor"] = given["vendor"] or a_vendor()
    return promise.register_contract(by=staff("official", agency), at=at or on(starts_on), **given)


def a_metric_term(contract: Contract, code: str = "H1", *, weight_bp: int = 10_000, **fields: Any) -> MetricTerm:
    indicator = Indicator.objects.filter(code=code).order_by("-version")[0]
    given = {"target": indicator.proposed_target, "weight_bp": weight_bp, **fields}
    term = MetricTerm(contract=contract, indicator=indicator, **given)
    return promise.add_term(term, by=staff("official", contract.agency), at=on(contract.starts_on))


def an_inspection_term(contract: Contract, method: str = "", **fields: Any) -> InspectionTerm:
    term = InspectionTerm(contract=contract, method=method or PROMISED[contract.kind.code][1], **fields)
    return promise.add_term(term, by=staff("official", contract.agency), at=on(contract.starts_on))


def a_section(contract: Contract, **fields: Any) -> WorkSection:
    """A stretch of canal near a road, 1.2 m deep give or take 20 mm. ``distance_to_road=1500`` makes it remote."""
    starts_at = fields.get("starts_at", contract.sections.count() * 1000)
    given = {
        "starts_at": starts_at,
        "ends_at": starts_at + 1000,
        "distance_to_road": 50,
        "lining_en": "C25 concrete",
        "lining_zh_hans": "C25混凝土",
        "design_depth": Decimal("1.200"),
        "depth_tolerance": 20,
        **fields,
    }
    section = WorkSection(contract=contract, **given)
    return promise.add_term(section, by=staff("official", contract.agency), at=on(contract.starts_on))


def a_duty(
    contract: Contract,
    person: User | None = None,
    role: str = Duty.Role.LEAD,
    *,
    acknowledged: bool = True,
    at: datetime | None = None,
) -> Duty:
    at = at or on(contract.starts_on)
    person = person or a_user("official", contract.agency)
    duty = promise.assign_duty(contract, person, role, by=staff("official", contract.agency), at=at)
    return promise.acknowledge_duty(duty, by=person, at=at) if acknowledged else duty


def a_ready_draft(
    kind: str = "hotline", agency: Agency | None = None, *, lead: User | None = None, **fields: Any
) -> Contract:
    """A draft with every gate open."""
    contract = a_draft(kind, agency, **fields)
    for code, weight_bp in PROMISED[kind][0].items():
        a_metric_term(contract, code, weight_bp=weight_bp)
    an_inspection_term(contract)
    if kind == "irrigation":
        a_section(contract)
        a_section(contract, distance_to_road=1500)
    a_duty(contract, lead)
    return contract


def activate(contract: Contract, at: datetime | None = None) -> Contract:
    """Put it in force, by default on the morning of its first day."""
    by = staff("official", contract.agency)
    return promise.activate_contract(contract, by=by, at=at or on(contract.starts_on))


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
        promise.publish_contract(contract, by=staff("official", contract.agency), at=contract.activated_at)
    return contract


# ---- what was seen ----


def schedule(at: datetime = NOW) -> None:
    evidence.schedule_due_work(by=automation(), at=at)


def a_scheduled_inspection(
    contract: Contract | None = None,
    *,
    due_on: date | None = None,
    inspectors: Iterable[User] | None = None,
    at: datetime = NOW,
) -> Inspection:
    """The next one due, or the one due on a day, with two inspectors named (``inspectors=()``: none)."""
    contract = contract or an_active_contract()
    schedule(at)
    of_contract = Inspection.objects.filter(contract=contract)
    inspection = of_contract.get(due_on=due_on) if due_on else of_contract.upcoming(at.date())[0]
    people = [a_user("inspector", contract.agency) for _ in range(2)] if inspectors is None else list(inspectors)
    if not people:
        return inspection
    return evidence.assign_inspectors(inspection, people, by=staff("supervisor", contract.agency), at=at)


def answers(inspection: Inspection, failing: Iterable[int] = ()) -> dict[str, AnswerGiven]:
    """An answer to every required question; those at the positions ``failing`` of the checklist fail."""
    wrong = set(failing)
    asked = [question for question in questions(inspection) if question.item.is_required]
    return {question.key: _answer(question, passes=question.item.position not in wrong) for question in asked}


def _answer(question: Question, *, passes: bool) -> AnswerGiven:
    kind, design = question.item.kind, question.design
    if kind == ChecklistItem.Kind.YES_NO:
        return AnswerGiven(yes=passes)
    if kind == ChecklistItem.Kind.MEASUREMENT:
        off = Decimal(0) if passes else Decimal(1)
        return AnswerGiven(
            number=design.lowest - off if design.highest is None else (design.highest or Decimal(0)) + off
        )
    return AnswerGiven(text="Seen.")


def a_filed_report(
    inspection: Inspection | None = None,
    *,
    failing: Iterable[int] = (),
    given: Mapping[str, AnswerGiven] | None = None,
    by: User | None = None,
    at: datetime = NOW,
    **fields: Any,
) -> FieldReport:
    inspection = inspection or a_scheduled_inspection(at=at)
    sent = {"client_uuid": uuid.uuid4(), "visited_at": at - timedelta(hours=1), **fields}
    return evidence.file_report(
        inspection,
        answers(inspection, failing) if given is None else given,
        by=by or inspection.inspectors.order_by("pk")[0],
        at=at,
        **sent,
    )


def an_approved_report(inspection: Inspection | None = None, *, at: datetime = NOW, **fields: Any) -> FieldReport:
    report = a_filed_report(inspection, at=at, **fields)
    return evidence.approve_report(report, by=staff("supervisor", report.contract.agency), at=at)


def a_finding(report: FieldReport | None = None, **fields: Any) -> Finding:
    """A standing one: of an approved report, by default on the second question of the checklist."""
    return (report or an_approved_report(**{"failing": [2], **fields})).findings.order_by("pk")[0]


def an_order(finding: Finding | None = None, *, working_days: int = 10, at: datetime = NOW) -> RectificationOrder:
    finding = finding or a_finding(at=at)
    by = staff("supervisor", finding.contract.agency)
    return evidence.order_rectification(finding, working_days=working_days, by=by, at=at)


def a_reading_due(
    contract: Contract | None = None, code: str = "", *, month: str = "2026-10", at: datetime = NOW
) -> ReadingDue:
    """The period that begins in ``month``, of the contract's heaviest term or of the one named."""
    contract = contract or an_active_contract()
    schedule(at)
    dues = ReadingDue.objects.filter(term__contract=contract, starts_on=date.fromisoformat(f"{month}-01"))
    return dues.get(term__indicator__code=code) if code else dues.order_by("-term__weight_bp", "pk")[0]


def a_reading(
    due: ReadingDue | None = None,
    *,
    value: Decimal | int | str | None = None,
    source: str = Reading.Source.VENDOR,
    by: User | None = None,
    at: datetime = NOW,
    **parts: Decimal,
) -> Reading:
    """One value; the target itself where none is given. Divided indicators get the two parts that make it."""
    due = due or a_reading_due(at=at)
    indicator = due.term.indicator
    if not parts:
        wanted = due.term.target if value is None else Decimal(value)
        if indicator.is_divided:
            parts = {"numerator": wanted, "denominator": Indicator.FACTORS[indicator.unit]}
        else:
            parts = {"value": wanted}
    return evidence.record_reading(due, source=source, by=by or staff("official", due.contract.agency), at=at, **parts)


def a_photo(*, size: tuple[int, int] = (64, 48), form: str = "JPEG", **save: Any) -> bytes:
    """The bytes of a picture; no two are the same."""
    number = next(_numbers)
    picture = Image.new("RGB", size, (number % 256, number // 256 % 256, 90))
    picture.putpixel((0, 0), (number * 7 % 256, number * 13 % 256, 255))
    out = io.BytesIO()
    picture.save(out, form, **save)
    return out.getvalue()
