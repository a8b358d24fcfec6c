"""Showing what an action refused in the very form that asked for it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.http import HttpRequest
from modeltranslation.utils import get_translation_fields


@dataclass(frozen=True)
class Refusal:
    """What was refused, by the form of the page: a row of an inline by its prefix, the page's own form by None."""

    errors: dict[str | None, ValidationError]


class RowRefused(ValidationError):
    """A refusal on its way out of an inline's row."""

    def __init__(self, error: ValidationError, prefix: str | None) -> None:
        super().__init__(error)
        self.refusal = Refusal({prefix: error})


def place(form: forms.BaseForm, error: ValidationError) -> None:
    """Put every message beside its field, or at the head of the form where the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = _field(form, name)
        form.add_error(field, errors if field or name == NON_FIELD_ERRORS else _named(form, name, errors))


def _field(form: forms.BaseForm, name: str) -> str | None:
    """The field itself, or the first of the fields a language that stand for it."""
    return next((field for field in (name, *get_translation_fields(name)) if field in form.fields), None)


def _named(form: Any, name: str, errors: list[ValidationError]) -> list[ValidationError]:
    """Messages on a field that this form does not show, each with the field's name before it."""
    try:
        label = form._meta.model._meta.get_field(name).verbose_name
    except (AttributeError, FieldDoesNotExist):
        return errors
    return [ValidationError(f"{label}: {message}") for error in errors for message in error.messages]


def showing_refusals(form: type[forms.ModelForm], request: HttpRequest) -> type[forms.ModelForm]:
    """The form class, made to fail with the refusal that stands on the request, if it is this form's."""

    class Showing(form):  # type: ignore[misc, valid-type]
        def _post_clean(self) -> None:
            super()._post_clean()
            refusal: Refusal | None = getattr(request, "refusal", None)
            if refusal is not None and self.prefix in refusal.errors:
                place(self, refusal.errors[self.prefix])

    Showing.__name__ = form.__name__
    return Showing
