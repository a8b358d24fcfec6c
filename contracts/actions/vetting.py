"""Vetting a vendor by the checklist, and what its staff were taught."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts import audit
from contracts.dates import require_past
from contracts.files import store_file
from contracts.models import (
    Contract,
    User,
    Vendor,
    VendorTraining,
    VettingAnswer,
    VettingQuestion,
    VettingReview,
)
from contracts.periods import add_months
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import insert
from contracts.states import hold

# No law says for how long: a company changes within a year, so after one somebody looks again.
LONGEST_VALID = 12  # months


@dataclass(frozen=True)
class Checked:
    """What the reviewer found on one question."""

    is_yes: bool
    note: str = ""


@transaction.atomic
def review_vendor(
    vendor: Vendor, answers: Mapping[str, Checked], *, valid_until: date, note: str = "", by: User, at: datetime
) -> VettingReview:
    """Go through the checklist, today and in one step. ``answers`` are by the code of the question.

    Whether it was passed follows from the decisive questions. Each answer keeps the wording it was given to.
    """
    require(by, "contracts.add_vettingreview")
    questions = list(VettingQuestion.objects.in_use())
    _require_complete(questions, answers)
    today = timezone.localdate(at)
    latest = add_months(today, LONGEST_VALID)
    if valid_until > latest:
        message = _("A vetting holds for a year at most: until %(day)s.")
        raise Refused({"valid_until": message % {"day": date_format(latest, "SHORT_DATE_FORMAT")}})
    review = VettingReview(
        vendor=vendor,
        reviewer=by,
        reviewed_on=today,
        valid_until=valid_until,
        passed=all(answers[question.code].is_yes for question in questions if question.is_decisive),
        note=note,
    )
    insert("vetting.recorded", review, by=by, at=at)
    rows = [_answer(review, question, answers[question.code]) for question in questions]
    VettingAnswer.objects.bulk_create(rows)
    audit.each("vetting.answered", [(row, None, "") for row in rows], by=by, at=at)
    return review


def _require_complete(questions: list[VettingQuestion], answers: Mapping[str, Checked]) -> None:
    if not questions:
        raise Refused(_("The checklist has no question in use. Ask an administrator to add some."))
    asked = {question.code for question in questions}
    if asked != set(answers):
        raise Refused(_("The checklist has changed, or a question is unanswered. Reload the page and answer them all."))
    unexplained = [str(question) for question in questions if not _is_explained(answers[question.code])]
    if unexplained:
        raise Refused([_("Say what was found: %(question)s") % {"question": text} for text in unexplained])


def _is_explained(checked: Checked) -> bool:
    return checked.is_yes or bool(checked.note.strip())


def _answer(review: VettingReview, question: Any, checked: Checked) -> VettingAnswer:
    return VettingAnswer(
        review=review,
        question=question,
        wording_en=question.text_en,
        wording_zh_hans=question.text_zh_hans,
        is_decisive=question.is_decisive,
        is_yes=checked.is_yes,
        note=checked.note.strip(),
    )


@transaction.atomic
def record_training(
    contract: Contract, upload: UploadedFile | None = None, *, by: User, at: datetime, **fields: Any
) -> VendorTraining:
    """The vendor's staff were trained or assessed for this contract (F22). Numbers only."""
    require(by, "contracts.add_vendortraining", contract.agency)
    if contract.status in Contract.ENDED:
        raise Refused(_("The contract is over; its trainings stay as they are."), code="wrong_state")
    hold(contract)
    training = VendorTraining(contract=contract, **fields)
    require_past(at, held_on=training.held_on)
    if upload is not None:
        training.stored, training.file_name = store_file(upload)
    return insert("training.recorded", training, by=by, at=at)
