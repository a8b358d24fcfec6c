"""Lists as tables to take away: which columns, and how a value stands in CSV and in XLSX."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from html import unescape
from itertools import islice
from typing import IO, Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from contracts.models.money import MoneyField
from contracts.templatetags.house import language_label

CHUNK = 1_000  # rows in memory at a time
XLSX_ROWS = 1_048_575  # what a sheet holds below its header
# What tells a row from others, and what it is called; a row pointed at is written as both.
KEYS = ("reference", "credit_code", "code", "username")
NAMES = ("title", "name")
# A spreadsheet that opens a CSV file takes these as the beginning of a formula.
# Chinese and Japanese editions take the full-width signs as well.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
MONEY = Decimal("0.01")


@dataclass(frozen=True)
class Column:
    """A heading, and what a row has under it: text, a number, a date, a time, True, False or None."""

    label: str | Promise
    value: Callable[[Any], Any]
    relations: tuple[str, ...] = ()  # what has to be read together with the row


# ---- which columns ----


def columns_of(page: Any, names: Sequence[str | Column]) -> list[Column]:
    """The columns of an admin page for names of fields, of fields of other rows (``contract__reference``), of the
    page's own columns, or for columns as they are."""
    found: list[Column] = []
    for name in names:
        found += [name] if isinstance(name, Column) else _columns(page, name)
    return found


def _columns(page: Any, name: str) -> list[Column]:
    if name == "state":
        return [Column(_heading(page, name), lambda row: (page.state_of(row) or ("", ""))[1])]
    if hasattr(page, name):
        method = getattr(page, name)
        return [Column(_heading(page, name), lambda row: plain(method(row)))]
    try:
        fields = _way(page.model, name)
    except FieldDoesNotExist:  # a property of the row
        return [Column(_heading(page, name), lambda row: plain(getattr(row, name)))]
    *relations, field = fields
    path = tuple(step.name for step in relations)
    about = capfirst(relations[-1].verbose_name) if relations else ""
    if not field.is_relation:
        return [_field_column(path, field, about)]
    target = field.related_model
    path, about = (*path, field.name), capfirst(field.verbose_name)
    has = {column.name for column in target._meta.concrete_fields}
    columns = [_field_column(path, target._meta.get_field(key), about) for key in KEYS if key in has][:1]
    title = next((name for name in NAMES if name in has), None)
    if title:
        return [*columns, _field_column(path, target._meta.get_field(title), label=about)]
    return [*columns, Column(about, lambda row: _text(_follow(row, path)), ("__".join(path),))]


def _way(model: Any, name: str) -> list[Any]:
    """The fields one after the other that a name leads through."""
    way = []
    for step in name.split("__"):
        field = model._meta.get_field(step)
        way.append(field)
        model = field.related_model
    return way


def _field_column(path: tuple[str, ...], field: Any, about: str = "", label: str = "") -> Column:
    name = language_label(capfirst(field.verbose_name))
    heading = label or (_("%(row)s: %(field)s") % {"row": about, "field": name} if about else name)
    return Column(heading, partial(_field_value, path, field), ("__".join(path),) if path else ())


def _field_value(path: tuple[str, ...], field: Any, row: Any) -> Any:
    owner = _follow(row, path)
    if owner is None:
        return None
    if field.choices:
        return str(getattr(owner, f"get_{field.name}_display")())
    value = getattr(owner, field.name)
    if isinstance(field, MoneyField) and value is not None:
        return Decimal(value).quantize(MONEY)
    return value


def _follow(row: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        row = None if row is None else getattr(row, step)
    return row


def _text(row: Any) -> str:
    return "" if row is None else str(row)


def _heading(page: Any, name: str) -> str:
    return capfirst(str(label_for_field(name, page.model, page)))


# ---- what a page shows, as a value ----

TIME = re.compile(r'<time datetime="([^"]+)">[^<]*</time>')


def plain(value: Any) -> Any:
    """What a list shows in a cell, without its markup; the second line of a cell stands after a slash."""
    if isinstance(value, SafeString):
        only_time = TIME.fullmatch(value)
        if only_time:
            return _moment(only_time[1])
        text = TIME.sub(lambda found: found[1], value).replace("<small>", " / ")
        return unescape(strip_tags(text)).strip().removesuffix(" /")
    return _text(value) if isinstance(value, Model | Promise) else value


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


# ---- how a value is written ----


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """A table for spreadsheets and programs alike: UTF-8 with its mark, ISO dates, a point in decimals."""
    yield "\ufeff" + _csv([[csv_cell(str(column.label)) for column in columns]])
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield _csv([[csv_cell(column.value(row)) for column in columns] for row in chunk])


def _csv(lines: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue()


def csv_cell(value: Any) -> str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return _local(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return _digits(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _digits(value: int | Decimal) -> str:
    """Two decimals stay as they are; of more, the noughts at the end go."""
    if isinstance(value, int) or value.as_tuple().exponent == MONEY.as_tuple().exponent:
        return f"{value}"
    return f"{value.normalize():f}"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def write_xlsx(file: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """A workbook of one sheet, written row by row. Numbers and dates are numbers and dates, text is never a formula."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(sheet, str(column.label)) for column in columns])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, column.value(row)) for column in columns])
    book.save(file)


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return _formatted(sheet, _local(value).replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss")
    if isinstance(value, date):
        return _formatted(sheet, value, "yyyy-mm-dd")
    if isinstance(value, Decimal):
        return _formatted(sheet, value, "0.00" if _digits(value) == f"{value}" and "." in f"{value}" else "General")
    if isinstance(value, int):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _formatted(sheet: Any, value: Any, style: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = style
    return cell


def relations_of(columns: Iterable[Column]) -> list[str]:
    return sorted({relation for column in columns for relation in column.relations})
