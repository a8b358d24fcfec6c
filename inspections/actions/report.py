"""Field reports: filed by those who were there, reviewed by somebody who was not."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Contract, User, WorkSection
from contracts.refusals import Refused, reason_given
from contracts.roles import require
from contracts.saving import insert
from contracts.states import hold, move
from inspections.measure import Design
from inspections.models import Answer, ChecklistItem, Evidence, FieldReport, Finding, Inspection
from inspections.photos import Photo

Kind = ChecklistItem.Kind
LARGEST_NUMBER = Decimal("99999999.999")


@dataclass(frozen=True)
class AnswerGiven:
    """What the inspector entered for one question. Unused parts stay empty."""

    yes: bool | None = None
    number: Decimal | None = None
    text: str = ""
    photos: tuple[Photo, ...] = ()

    def is_empty(self) -> bool:
        return self.yes is None and self.number is None and not self.text.strip() and not self.photos

    def is_answer_to(self, kind: str) -> bool:
        """Whether it holds what a question of that kind asks for: a photo alone is no answer to yes or no."""
        match kind:
            case Kind.YES_NO:
                return self.yes is not None
            case Kind.PHOTO:
                return bool(self.photos)
            case Kind.TEXT:
                return bool(self.text.strip())
        return self.number is not None


@dataclass(frozen=True)
class Question:
    """One item of the checklist, for one section of the works where it is asked once a section."""

    item: ChecklistItem
    section: WorkSection | None = None

    @property
    def key(self) -> str:
        """Names the question in forms: "item-12" or "item-12-3"."""
        return f"item-{self.item.pk}-{self.section.pk}" if self.section else f"item-{self.item.pk}"

    @property
    def design(self) -> Design:
        if self.section is not None:
            tolerance = self.section.depth_tolerance
            return Design(
                self.section.design_depth,
                None if tolerance is None else Decimal(tolerance) / 1000,
                self.item.rule or "within",
            )
        return Design(self.item.design_value, self.item.tolerance, self.item.rule or "within")


def questions(inspection: Inspection) -> list[Question]:
    """Every question of an inspection in order: two queries."""
    sections = list(inspection.contract.sections.all())
    asked: list[Question] = []
    for item in inspection.checklist.items.all():
        asked += [Question(item, section) for section in sections] if item.per_section else [Question(item)]
    return asked


@transaction.atomic
def file_report(
    inspection: Inspection,
    answers: Mapping[str, AnswerGiven],
    *,
    client_uuid: UUID,
    visited_at: datetime,
    remarks: str = "",
    by: User,
    at: datetime,
) -> FieldReport:
    """File what was seen. ``answers`` maps Question.key to what was entered.

    The same ``client_uuid`` again returns the report already filed: a phone that never heard the answer may send
    twice. A failed answer becomes a finding. Raises Refused with a message for every question at once.
    """
    require(by, "inspections.add_fieldreport")
    if earlier := _sent_before(inspection, client_uuid, by):
        return earlier
    if not inspection.inspectors.filter(pk=by.pk).exists():
        raise PermissionDenied(_("Only the inspectors named for this inspection can report on it."))
    if inspection.contract.status != Contract.Status.ACTIVE:
        raise Refused(_("This contract is not in force; no report can be filed on it."), code="wrong_state")
    hold(inspection.contract)  # it was read before the photos were decoded
    if inspection.inspectors.count() < inspection.term.minimum_inspectors:
        raise Refused(_("Too few inspectors are named for this inspection. Ask your supervisor."))
    if inspection.contract.duties.open().filter(person=by).exists():
        raise PermissionDenied(_("You hold a duty on this contract by now, so somebody else has to inspect it."))
    if visited_at > at:
        raise Refused({"visited_at": _("The visit lies in the future. Check date and time.")})
    if timezone.localdate(visited_at) < inspection.contract.starts_on:
        raise Refused({"visited_at": _("The visit lies before the contract began. Check date and time.")})
    asked = questions(inspection)
    _check(asked, answers)
    report = FieldReport(
        inspection=inspection, client_uuid=client_uuid, filed_by=by, visited_at=visited_at, filed_at=at, remarks=remarks
    )
    try:
        with audit.changing("inspection.reported", inspection, by=by, at=at):
            move(inspection, Inspection.Status.REPORTED)
    except Refused:
        # The same report may have arrived twice at the same time
        if earlier := _sent_before(inspection, client_uuid, by):
            return earlier
        raise
    insert("report.filed", report, by=by, at=at)
    with _photos_only_with(report):
        for question in asked:
            given = answers.get(question.key, AnswerGiven())
            if not given.is_empty():
                _write_answer(report, question, given)
    return report


@contextmanager
def _photos_only_with(report: FieldReport) -> Iterator[None]:
    """A folder knows no transaction: what was put there for a report that breaks off goes again."""
    try:
        yield
    except BaseException:
        for folder in (_folder(report, "original"), _folder(report, "copy")):
            if default_storage.exists(folder):
                for name in default_storage.listdir(folder)[1]:
                    default_storage.delete(f"{folder}/{name}")
        raise


def _folder(report: FieldReport, what: str) -> str:
    return f"reports/{report.pk}/{what}"


def _sent_before(inspection: Inspection, client_uuid: UUID, by: User) -> FieldReport | None:
    earlier = FieldReport.objects.filter(client_uuid=client_uuid).first()
    if earlier is not None and (earlier.filed_by_id != by.pk or earlier.inspection_id != inspection.pk):
        raise Refused(_("This report was sent under a key that is already taken. Open the form again."))
    return earlier


def _check(asked: Iterable[Question], answers: Mapping[str, AnswerGiven]) -> None:
    errors: dict[str, str] = {}
    known = set()
    digests: set[str] = set()
    for question in asked:
        known.add(question.key)
        given = answers.get(question.key, AnswerGiven())
        item = question.item
        if item.is_required and not given.is_answer_to(item.kind):
            errors[question.key] = missing_message(item)
        elif given.number is not None and not -LARGEST_NUMBER <= given.number <= LARGEST_NUMBER:
            errors[question.key] = _("This number is too large. Check the decimal point.")
        elif given.number is not None and given.number != round(given.number, 3):
            # More would be cut off when it is stored, and be judged by what is not on record
            errors[question.key] = _("Enter at most three decimals.")
        elif given.number is not None and item.kind == Kind.MEASUREMENT and given.number < 0:
            errors[question.key] = _("A measurement cannot be negative.")
        for photo in given.photos:
            if photo.sha256 in digests:
                errors[question.key] = _("The same photo is attached twice. Take one for each question.")
            digests.add(photo.sha256)
    if set(answers) - known:
        raise Refused(_("The checklist has changed. Open the inspection again; nothing was filed."))
    if errors:
        raise Refused(errors)


def missing_message(item: ChecklistItem) -> str:
    """What to say where a required answer is missing."""
    return {
        Kind.YES_NO: _("Choose yes or no."),
        Kind.PHOTO: _("Take or choose a photo."),
        Kind.TEXT: _("Write a few words."),
    }.get(Kind(item.kind), _("Enter a number."))


def _write_answer(report: FieldReport, question: Question, given: AnswerGiven) -> None:
    item, design = question.item, question.design
    passed = None
    if item.kind == Kind.YES_NO:
        passed = given.yes
    elif item.kind == Kind.MEASUREMENT and given.number is not None:
        passed = design.passes(given.number)
    answer = Answer.objects.create(
        report=report,
        item=item,
        section=question.section,
        prompt_en=item.prompt_en,
        prompt_zh_hans=item.prompt_zh_hans,
        unit_en=item.unit_en,
        unit_zh_hans=item.unit_zh_hans,
        yes=given.yes,
        number=given.number,
        text=given.text.strip(),
        design_value=design.value if item.kind == Kind.MEASUREMENT else None,
        tolerance=design.tolerance if item.kind == Kind.MEASUREMENT else None,
        passed=passed,
    )
    for photo in given.photos:
        _write_evidence(report, answer, photo)
    if passed is False:
        Finding.objects.create(
            report=report, answer=answer, section=question.section, severity=item.severity, is_veto=item.is_veto
        )


def _write_evidence(report: FieldReport, answer: Answer, photo: Photo) -> None:
    evidence = Evidence(report=report, answer=answer, sha256=photo.sha256, taken_at=photo.taken_at)
    original, copy = _folder(report, "original"), _folder(report, "copy")
    evidence.original.save(f"{original}/{photo.sha256}.{photo.extension}", ContentFile(photo.original), save=False)
    evidence.copy.save(f"{copy}/{photo.sha256[:16]}.jpg", ContentFile(photo.copy), save=False)
    evidence.save()


@transaction.atomic
def approve_report(report: FieldReport, *, by: User, at: datetime, note: str = "") -> FieldReport:
    """Accept a report; its findings stand from now on."""
    _require_reviewer(report, by)
    with audit.changing("report.approved", report, by=by, at=at, note=note):
        move(report, FieldReport.Status.APPROVED, reviewed_by=by, reviewed_at=at, review_note=note)
    return report


@transaction.atomic
def return_report(report: FieldReport, *, by: User, at: datetime, reason: str) -> FieldReport:
    """Send a report back. It stays on record, and the inspection is on the inspectors' list again."""
    _require_reviewer(report, by)
    reason = reason_given(reason, _("Say what is missing or wrong."))
    with audit.changing("report.returned", report, by=by, at=at):
        move(report, FieldReport.Status.RETURNED, reviewed_by=by, reviewed_at=at, review_note=reason)
    with audit.changing("inspection.reopened", report.inspection, by=by, at=at):
        move(report.inspection, Inspection.Status.SCHEDULED)
    return report


def _require_reviewer(report: FieldReport, by: User) -> None:
    require(by, "inspections.review_fieldreport", report.contract.agency)
    if report.inspection.inspectors.filter(pk=by.pk).exists() or report.filed_by_id == by.pk:
        raise PermissionDenied(_("You took part in this inspection. Somebody else has to review the report."))
