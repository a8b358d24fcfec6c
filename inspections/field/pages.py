"""What the pages of the field app show, put in order for a small screen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import WorkSection
from inspections.actions.report import Question
from inspections.field.forms import ReportForm, photo_name
from inspections.models import ChecklistItem, FieldReport, Inspection

SOON = timedelta(days=14)


# ---- the inbox ----


@dataclass(frozen=True)
class Visit:
    """One line of the inbox."""

    inspection: Inspection
    today: date
    returned: FieldReport | None = None

    @property
    def is_overdue(self) -> bool:
        return self.inspection.is_overdue(self.today)

    @property
    def urgency(self) -> str:
        """A word that the house style knows a tone for."""
        if self.is_overdue:
            return "overdue"
        return "pending" if self.inspection.due_on - self.today <= SOON else "none"

    @property
    def when(self) -> str:
        days = (self.inspection.due_on - self.today).days
        if days < 0:
            return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
        if days == 0:
            return _("Due today")
        return ngettext("Due in %(days)d day", "Due in %(days)d days", days) % {"days": days}


@dataclass(frozen=True)
class Lane:
    """A part of the inbox: visits of one urgency."""

    code: str
    title: str | Promise
    visits: list[Visit] = field(default_factory=list)


def lanes(inspections: Iterable[Inspection], today: date) -> list[Lane]:
    """Sent back first, then overdue, due soon, later; within each by due day. Lanes without a visit are left out."""
    found = [
        Lane("returned", gettext_lazy("Sent back to you")),
        Lane("overdue", gettext_lazy("Overdue")),
        Lane("soon", gettext_lazy("Due soon")),
        Lane("later", gettext_lazy("Later")),
    ]
    by_code = {lane.code: lane for lane in found}
    for inspection in inspections:
        visit = Visit(inspection, today, last_returned(inspection))
        if visit.returned:
            code = "returned"
        elif visit.is_overdue:
            code = "overdue"
        else:
            code = "soon" if inspection.due_on - today <= SOON else "later"
        by_code[code].visits.append(visit)
    return [lane for lane in found if lane.visits]


def last_returned(inspection: Inspection) -> FieldReport | None:
    return next(iter(inspection.returned_reports), None)  # type: ignore[attr-defined]


# ---- the form ----


@dataclass(frozen=True)
class Entry:
    """One question with its two fields."""

    question: Question
    field: BoundField
    photos: BoundField
    lost: list[str]

    @property
    def kind(self) -> str:
        return str(self.question.item.kind)

    @property
    def has_photos_only(self) -> bool:
        return self.kind == ChecklistItem.Kind.PHOTO

    @property
    def errors(self) -> list[str]:
        return [*self.field.errors, *([] if self.has_photos_only else self.photos.errors)]


@dataclass(frozen=True)
class Group:
    """Questions or answers of one section of the works (the ``number``th ``of`` so many), or of the whole."""

    section: WorkSection | None
    rows: list[Any]
    number: int
    of: int


def grouped(rows: Iterable[tuple[WorkSection | None, Any]]) -> list[Group]:
    """By section, in the order in which the sections first come up."""
    found: dict[WorkSection | None, list[Any]] = {}
    for section, row in rows:
        found.setdefault(section, []).append(row)
    sections = [section for section in found if section is not None]
    return [
        Group(section, members, sections.index(section) + 1 if section else 0, len(sections))
        for section, members in found.items()
    ]


def entries(form: ReportForm) -> list[Group]:
    lost = form.lost_photos
    return grouped(
        (
            question.section,
            Entry(question, form[question.key], form[photo_name(question)], lost.get(photo_name(question), [])),
        )
        for question in form.questions
    )


# ---- the report once filed ----


def answered(report: FieldReport) -> list[Group]:
    return grouped((answer.section, answer) for answer in report.answers.all())
