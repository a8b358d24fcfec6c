"""The report form: built from the checklist, one field a question, sent to one action."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inspections.actions.report import AnswerGiven, Question, missing_message
from inspections.field.inputs import NumberField, PhotoField
from inspections.models import ChecklistItem, FieldReport
from inspections.templatetags.measured import design

Kind = ChecklistItem.Kind
YES, NO = "yes", "no"


def photo_name(question: Question) -> str:
    """The photos of a question that asks for something else have a field of their own."""
    return question.key if question.item.kind == Kind.PHOTO else f"{question.key}-photo"


class ReportForm(forms.Form):
    """Everything of one visit. ``client_uuid`` stays the same however often the phone tries to send."""

    client_uuid = forms.UUIDField(widget=forms.HiddenInput)
    visited_at = forms.DateTimeField(
        label=gettext_lazy("Time of the visit"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": gettext_lazy("Say when the visit was."),
            "invalid": gettext_lazy("Enter date and time, for example 2026-11-05 09:30."),
        },
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, questions: Iterable[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[question.key] = _field(question)
            if question.item.kind != Kind.PHOTO:
                self.fields[photo_name(question)] = PhotoField(label=_label(question, _("Photo")), required=False)
        # The order of the page, which the error summary follows
        self.order_fields(["client_uuid", *[name for name in self.fields if name.startswith("item-")], "visited_at"])

    def visit(self) -> dict[str, Any]:
        """What was entered about the visit as a whole."""
        return {name: self.cleaned_data[name] for name in ("client_uuid", "visited_at", "remarks")}

    def answers(self) -> dict[str, AnswerGiven]:
        """What was entered, by question. A question that is asked no longer is passed on too, for the action to see."""
        given = {question.key: self._answer(question) for question in self.questions}
        sent = {name.removesuffix("-photo") for name in [*self.data, *self.files] if name.startswith("item-")}
        return given | {name: AnswerGiven() for name in sent - set(given)}

    def _answer(self, question: Question) -> AnswerGiven:
        value = self.cleaned_data[question.key]
        photos = self.cleaned_data[photo_name(question)]
        match question.item.kind:
            case Kind.YES_NO:
                return AnswerGiven(yes={YES: True, NO: False}.get(value), photos=photos)
            case Kind.MEASUREMENT | Kind.NUMBER:
                return AnswerGiven(number=value, photos=photos)
            case Kind.TEXT:
                return AnswerGiven(text=value, photos=photos)
        return AnswerGiven(photos=photos)

    def refuse(self, refused: ValidationError) -> None:
        """Show what the action would not accept, each message beside what it concerns."""
        messages = refused.message_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.messages}
        for name, errors in messages.items():
            for error in errors:
                self.add_error(name if name in self.fields else None, error)

    @cached_property
    def lost_photos(self) -> dict[str, list[str]]:
        """Names of the files to choose again, by field: a browser never fills in a file a second time."""
        if not self.errors:
            return {}
        return {name: [file.name or "" for file in self.files.getlist(name)] for name in self.files}

    @property
    def lost_photos_message(self) -> str:
        count = sum(map(len, self.lost_photos.values()))
        return (
            ngettext(
                "%(count)d photo has to be attached again; it is named beside its question.",
                "%(count)d photos have to be attached again; they are named beside their questions.",
                count,
            )
            % {"count": count}
            if count
            else ""
        )


def blank_report(at: datetime, earlier: FieldReport | None = None) -> dict[str, Any]:
    """What stands in the form before anything is typed. A returned report lends its answers, never its photos."""
    initial: dict[str, Any] = {"client_uuid": uuid.uuid4(), "visited_at": timezone.localtime(at)}
    if earlier is not None:
        initial |= {"visited_at": timezone.localtime(earlier.visited_at), "remarks": earlier.remarks}
        for answer in earlier.answers.all():
            key = f"item-{answer.item_id}" + (f"-{answer.section_id}" if answer.section_id else "")
            yes = {True: YES, False: NO}.get(answer.yes) if answer.yes is not None else None
            initial[key] = yes or answer.text or (None if answer.number is None else f"{answer.number.normalize():f}")
    return initial


def _label(question: Question, label: str) -> str:
    """Names the question where it stands alone, as in the error summary."""
    return _("%(place)s: %(question)s") % {"place": question.section, "question": label} if question.section else label


def _field(question: Question) -> forms.Field:
    item = question.item
    common: dict[str, Any] = {
        "label": _label(question, item.prompt),
        # The design value stands in the hint, which a screen reader reads out with the field.
        "help_text": item.help_text or design(question),
        "required": item.is_required,
        "error_messages": {"required": missing_message(item)},
    }
    match item.kind:
        case Kind.YES_NO:
            choices = [(YES, _("Yes")), (NO, _("No"))]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case Kind.PHOTO:
            return PhotoField(**common)
        case Kind.TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **common)
    return NumberField(**common)
