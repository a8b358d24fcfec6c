"""What the page of a row showed when it was opened, carried along in its form and signed.

When the form comes back the values are compared with those of the day, so that whoever saves second is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import Model, QuerySet
from django.forms import Field
from django.utils import timezone

NAME = "_as_read"  # of the hidden field
OWN = ""  # stands for the page's own form, where a formset has its prefix

Value = str | list[str]
Values = dict[str, Value]
Page = dict[str, dict[str, Values]]  # prefix of the formset, key of the row, name of the field


@dataclass(frozen=True)
class Reading:
    """The values a page showed, and when."""

    page: Page
    at: datetime


def values_of_page(form: Any, formsets: Iterable[Any]) -> Page:
    """What the form and its rows show as long as nobody types: from the database, whatever was posted."""
    row: Any = form.instance
    own = {name: plain(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
    return {OWN: {str(row.pk): own}} | {formset.prefix: _rows(formset) for formset in formsets}


def _rows(formset: Any) -> dict[str, Values]:
    shown = fields_of_rows(formset)
    return {
        str(row.pk): {
            column.name: plain(column.value_from_object(row))
            for column in row._meta.concrete_fields
            if column.name in shown
        }
        for row in formset.get_queryset()
    }


def fields_of_rows(formset: Any) -> dict[str, Field]:
    """The fields of a row's form that are columns of its own: neither its key nor its tie to the page's row."""
    columns = {column.name for column in formset.model._meta.concrete_fields} - {formset.fk.name}
    fields: dict[str, Field] = formset.form.base_fields
    return {name: field for name, field in fields.items() if name in columns}


def plain(value: Any) -> Value:
    """A value as text that is equal when the value is, and that its own control can show."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set | QuerySet):
        return sorted(str(plain(one)) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).replace("\r\n", "\n")


def signed(page: Page, row: Model, at: datetime) -> str:
    return signing.dumps({"page": page, "at": at.isoformat()}, salt=_salt(row), compress=True)


def read(text: str, row: Model) -> Reading | None:
    """None: the form came without it, or with one that was not written for this row."""
    try:
        kept = signing.loads(text, salt=_salt(row))
    except signing.BadSignature:
        return None
    return Reading(kept["page"], datetime.fromisoformat(kept["at"]))


def _salt(row: Model) -> str:
    return f"as-read:{row._meta.label_lower}:{row.pk}"
