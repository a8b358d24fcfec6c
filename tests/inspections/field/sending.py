"""What a browser sends from the report form, and what it reads."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inspections.actions.report import questions
from inspections.models import ChecklistItem
from tests.factories import a_photo

Kind = ChecklistItem.Kind


def address(inspection):
    return reverse("field:report", args=[inspection.pk])


def filled(inspection, **changes):
    """Everything is answered and everything is as promised, but for the ``changes``."""
    data = {"client_uuid": str(uuid.uuid4()), "visited_at": "2026-11-20T09:30", "remarks": ""}
    for question in questions(inspection):
        match question.item.kind:
            case Kind.YES_NO:
                data[question.key] = "yes"
            case Kind.MEASUREMENT:
                data[question.key] = str(question.design.value)
    return data | changes


def key(inspection, kind, number=0):
    """The name of the inspection's first (or a later) question of that kind."""
    return [question.key for question in questions(inspection) if question.item.kind == kind][number]


def picture(data=None, name="staff.jpg"):
    return SimpleUploadedFile(name, a_photo() if data is None else data, content_type="image/jpeg")


def text(response):
    """The page with every white space, line breaks and fixed spaces too, as one space."""
    return " ".join(response.content.decode().split())
