"""A visit and what follows from it: the report, its review, the orders and their verification."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from contracts.models import Contract
from inspections import actions
from inspections.actions.report import AnswerGiven, Question, questions
from inspections.models import ChecklistItem, FieldReport, Finding, Inspection, RectificationOrder
from inspections.models.checklist import Severity
from inspections.photos import read_photo
from oversight.demo import turns
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days, moment
from oversight.demo.photos import draw_section, draw_talk
from oversight.demo.plans import ContractPlan

# An order that is never met is one of these last days; an older one was met late.
LEFT_OPEN_SINCE = days(130)
WORKING_DAYS = {Severity.MAJOR: 10, Severity.CRITICAL: 5}
SEEN = {
    "on_time": ("Checked again: put right.", "已复查，整改到位。"),
    "late": ("Checked again: put right, after the day it was due.", "已复查，整改到位，但超过期限。"),
}


def visit(county: County, inspection: Inspection, at: datetime) -> FieldReport:
    """File the report, and let it be reviewed on the next working day."""
    report = file(county, inspection, at)
    reviewed_on = county.calendar.add(at.date(), 1)
    county.diary.enter(moment(reviewed_on, 10), partial(_review, county, report))
    return report


def file(county: County, inspection: Inspection, at: datetime) -> FieldReport:
    plan = county.plans[inspection.contract_id]
    people = [county.people[person.username] for person in inspection.inspectors.order_by("pk")]
    by = next((person for person in people if person.username == "gao.yuan"), people[0])
    visited_at = at - timedelta(hours=county.rng.randint(1, 3))
    report = actions.file_report(
        inspection,
        _answers(county, plan, inspection, visited_at),
        client_uuid=uuid.UUID(int=county.rng.getrandbits(128), version=4),
        visited_at=visited_at,
        remarks=turns.remarks(county, plan.key, inspection.due_on),
        by=by,
        at=at,
    )
    county.files += [name for row in report.evidence.values_list("original", "copy") for name in row]
    return report


# ---- answers ----


def _answers(
    county: County, plan: ContractPlan, inspection: Inspection, visited_at: datetime
) -> Mapping[str, AnswerGiven]:
    number = Inspection.objects.reported().filter(term=inspection.term).count()
    given = {}
    for question in questions(inspection):
        if not question.item.is_required:
            continue
        if question.section is None:
            given[question.key] = _about_service(county, plan, inspection, question, visited_at)
        else:
            depth = dict(plan.chainages())[question.section.starts_at].measured(number)
            shown = turns.photographs(county, plan.key, inspection.due_on, question.section)
            given[question.key] = _about_section(question, depth, visited_at if shown else None)
    return given


def _about_section(question: Question, depth: Decimal, photo_at: datetime | None) -> AnswerGiven:
    if question.item.kind != ChecklistItem.Kind.MEASUREMENT:
        return AnswerGiven(yes=True)
    if photo_at is None:
        return AnswerGiven(number=depth)
    picture = draw_section(str(question.section), depth, question.design, photo_at)
    return AnswerGiven(number=depth, photos=(read_photo(picture, "staff.jpg"),))


def _about_service(
    county: County, plan: ContractPlan, inspection: Inspection, question: Question, visited_at: datetime
) -> AnswerGiven:
    item = question.item
    if item.is_veto and turns.is_insulting(county, plan.key, inspection.due_on):
        return AnswerGiven(yes=False, photos=(read_photo(draw_talk(visited_at), "screen.jpg"),))
    passes = item.is_veto or county.rng.randint(1, 100) <= plan.care
    if item.kind == ChecklistItem.Kind.YES_NO:
        return AnswerGiven(yes=passes)
    if item.kind == ChecklistItem.Kind.MEASUREMENT and question.design.value is not None:
        limit = int(question.design.value)
        low, high = (max(limit // 3, 1), limit) if passes else (limit + 1, limit * 3 + 1)
        return AnswerGiven(number=Decimal(county.rng.randint(low, high)))
    return AnswerGiven(text=bilingual("As expected.", "符合预期。"))


# ---- what follows ----


def _review(county: County, report: FieldReport, at: datetime) -> None:
    actions.approve_report(report, by=county.people["sun.li"], at=at)
    for finding in report.findings.select_related("answer__item", "section", "report__inspection__contract__agency"):
        if finding.severity in WORKING_DAYS and _is_new(finding):
            _order(county, finding, at)


def _is_new(finding: Finding) -> bool:
    """Not ordered already: while an order is open, seeing the same again adds none."""
    if finding.contract.status != Contract.Status.ACTIVE or finding.answer is None:
        return False
    same = RectificationOrder.objects.open().filter(
        finding__report__inspection__contract=finding.contract, finding__answer__item=finding.answer.item
    )
    return not same.filter(finding__section=finding.section).exists()


def _order(county: County, finding: Finding, at: datetime) -> None:
    plan = county.plans[finding.contract.pk]
    working_days = 15 if finding.section else WORKING_DAYS[Severity(finding.severity)]
    order = actions.order_rectification(finding, working_days=working_days, by=county.people["sun.li"], at=at)
    verified_on = _verified_on(county, order, _outcome(county, plan, order))
    if verified_on is not None:
        county.diary.enter(moment(verified_on, 11), lambda when: _verify(county, order, when))


def _outcome(county: County, plan: ContractPlan, order: RectificationOrder) -> str:
    finding = order.finding
    if finding.is_veto:
        return "never"
    of_section = dict(plan.chainages())[finding.section.starts_at].repair if finding.section else None
    earlier = RectificationOrder.objects.filter(finding__report__inspection__contract=order.contract, pk__lt=order.pk)
    outcome = of_section or plan.repairs[earlier.count() % len(plan.repairs)]
    return "late" if outcome == "never" and order.due_on < county.today - LEFT_OPEN_SINCE else outcome


def _verified_on(county: County, order: RectificationOrder, outcome: str) -> date | None:
    if outcome == "on_time":
        return county.working_day(order.due_on - days(county.rng.randint(0, 2)))
    if outcome == "late":
        return county.calendar.add(order.due_on, county.rng.randint(12, 20))
    return None


def _verify(county: County, order: RectificationOrder, at: datetime) -> None:
    on_time = "on_time" if at.date() <= order.due_on else "late"
    actions.verify_rectification(order, by=county.people["luo.jian"], at=at, note=bilingual(*SEEN[on_time]))
