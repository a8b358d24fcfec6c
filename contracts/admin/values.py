"""A value of a column as people read it: money, per cent, dates, choices and yes or no, in the reader's language."""

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, Field, IntegerField, JSONField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models.money import MoneyField
from contracts.templatetags.house import money, percent, short_number

BASIS_POINTS = "_bp"  # how the columns are called that hold ten-thousandths
POINTS = ("score_bp", "_from_bp")  # of which these are points of a score, not shares


def in_words(field: Field | None, value: Any) -> str:
    """``value`` may be the column's own or its text, as the audit trail keeps it. Nothing stays nothing."""
    if value is None or value == "":
        return ""
    if field is not None and field.choices:
        return str({str(key): label for key, label in field.flatchoices}.get(str(value), value))
    if isinstance(value, bool) or isinstance(field, BooleanField):
        return _("yes") if value in (True, "True", "on") else _("no")
    if isinstance(field, DecimalField | IntegerField):
        return _number(field, value)
    if isinstance(field, JSONField):
        return _entries(value)
    if isinstance(field, DateField) or field is None:
        return _moment(str(value))
    return str(value)


def _entries(value: Any) -> str:
    """What a program reads is only counted; the row itself has it."""
    try:
        count = len(json.loads(value) if isinstance(value, str) else value)
    except (ValueError, TypeError):
        return str(value)
    return ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}


def _number(field: Field, value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if field.name.endswith(POINTS):
        return short_number(number / 100)
    if field.name.endswith(BASIS_POINTS):
        return percent(int(number))
    if isinstance(field, DecimalField):
        return money(number) if _is_money(field) else short_number(number)
    return str(value)  # a year has no thousands


def _is_money(field: DecimalField) -> bool:
    """Sums that may be negative are no MoneyField, and just as wide."""
    return isinstance(field, MoneyField) or (field.max_digits, field.decimal_places) == (16, 2)


def _moment(text: str) -> str:
    """Dates and times as the reader writes them; every other text as it stands."""
    for read, style in ((date.fromisoformat, "SHORT_DATE_FORMAT"), (datetime.fromisoformat, "SHORT_DATETIME_FORMAT")):
        if len(text) < 10 or text[4] != "-":
            continue
        try:
            moment: Any = read(text)
        except ValueError:
            continue
        if isinstance(moment, datetime) and timezone.is_aware(moment):
            moment = timezone.localtime(moment)
        return date_format(moment, style)
    return text
