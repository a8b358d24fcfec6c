"""What was seen: inspections, reports, findings, orders, readings."""

import io
import random
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from contracts.models import Contract, Indicator, User
from inspections import actions
from inspections.actions.report import AnswerGiven, Question, questions
from inspections.models import ChecklistItem, FieldReport, Finding, Inspection, Reading, ReadingDue, RectificationOrder
from tests.factories.clock import NOW, numbers
from tests.factories.people import a_user, automation, staff
from tests.factories.promise import an_active_contract


def schedule(at: datetime = NOW) -> None:
    actions.schedule_due_work(by=automation(), at=at)


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
    return actions.assign_inspectors(inspection, people, by=staff("supervisor", contract.agency), at=at)


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
        if design.highest is not None:
            return AnswerGiven(number=design.highest + off)
        return AnswerGiven(number=(design.lowest or Decimal(0)) - off)
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
    return actions.file_report(
        inspection,
        answers(inspection, failing) if given is None else given,
        by=by or inspection.inspectors.order_by("pk")[0],
        at=at,
        **sent,
    )


def an_approved_report(inspection: Inspection | None = None, *, at: datetime = NOW, **fields: Any) -> FieldReport:
    report = a_filed_report(inspection, at=at, **fields)
    return actions.approve_report(report, by=staff("supervisor", report.contract.agency), at=at)


def a_finding(report: FieldReport | None = None, **fields: Any) -> Finding:
    """A standing one: of an approved report, by default on the second question of the checklist."""
    return (report or an_approved_report(**{"failing": [2], **fields})).findings.order_by("pk")[0]


def an_order(finding: Finding | None = None, *, working_days: int = 10, at: datetime = NOW) -> RectificationOrder:
    finding = finding or a_finding(at=at)
    by = staff("supervisor", finding.contract.agency)
    return actions.order_rectification(finding, working_days=working_days, by=by, at=at)


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
    return actions.record_reading(
        due, source=source, by=by or staff("contract_manager", due.contract.agency), at=at, **parts
    )


def a_photo(*, size: tuple[int, int] = (64, 48), form: str = "JPEG", **save: Any) -> bytes:
    """The bytes of a picture; no two are the same."""
    number = next(numbers)
    picture = Image.new("RGB", size, (number % 256, number // 256 % 256, 90))
    # Noise that survives compression: two plain colours side by side in number may come out as the same bytes.
    picture.paste(Image.frombytes("RGB", (8, 8), random.Random(number).randbytes(192)))
    out = io.BytesIO()
    picture.save(out, form, **save)
    return out.getvalue()
