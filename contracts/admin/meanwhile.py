"""Somebody else saved the page while it stood open: what to tell the second saver, and what the form then shows.

Nothing is written. What the second saver entered stays; what they left alone takes the other's new values, so that
saving once more, with open eyes, writes only what they themselves changed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.forms import Field, FileField, ModelChoiceField, MultiValueField, MultiWidget
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contracts.admin.as_read import OWN, Page, Value, Values, fields_of_rows, plain
from contracts.admin.refusal import Refusal
from contracts.admin.values import in_words
from contracts.models import AuditEvent, User
from contracts.templatetags.house import language_label

Row = dict[str, list[str]]  # what was posted for one row of a formset: its fields without their prefix


class SavedMeanwhile(Exception):
    """On its way out of the transaction. ``page`` is what the database holds now, ``data`` what the form shows next.

    Without ``page`` there was nothing to compare with.
    """

    def __init__(self, refusal: Refusal, page: Page | None, data: QueryDict) -> None:
        super().__init__()
        self.refusal, self.page, self.data = refusal, page, data


def by_whom(event: AuditEvent | None, reader: User) -> str:
    """The first sentence: who saved, and when. ``event`` is the newest since the page was read, if any is on record."""
    if event is None:
        return _("Somebody else saved this page while you had it open.")
    when = {"time": _clock(event.recorded_at)}
    if event.actor_id == reader.pk:
        return _("You saved this page at %(time)s in another window.") % when
    return _("%(person)s saved this page at %(time)s, while you had it open.") % {"person": event.actor, **when}


def _clock(at: datetime) -> str:
    local = timezone.localtime(at)
    today = local.date() == timezone.localdate()
    return date_format(local, "TIME_FORMAT" if today else "SHORT_DATETIME_FORMAT")


class Comparison:
    """One posted form against what its page showed (``was``) and what the database holds (``now``)."""

    def __init__(self, form: Any, formsets: Iterable[Any], was: Page, now: Page) -> None:
        self.form, self.formsets, self.was, self.now = form, list(formsets), was, now
        self.data: QueryDict = form.data.copy()
        self.head: list[str] = []
        self.beside: dict[str | None, dict[str, list[str]]] = {}

    def refused(self, first_sentence: str) -> SavedMeanwhile:
        """The refusal with every difference, and the form's data with the other's values taken over."""
        rule = _(
            "Nothing of yours has been saved. What you entered is kept; what you left alone shows the new values. "
            "Look through it and save again."
        )
        self._own_form()
        for formset in self.formsets:
            if self.was.get(formset.prefix, {}) != self.now[formset.prefix]:
                self._rows(formset)
        errors = {prefix: ValidationError(fields) for prefix, fields in self.beside.items()}
        own = self.beside.get(None, {})
        errors[None] = ValidationError({**own, "__all__": [f"{first_sentence} {rule}", *self.head]})
        return SavedMeanwhile(Refusal(errors), self.now, self.data)

    def _own_form(self) -> None:
        ((key, now),) = self.now[OWN].items()
        was = self.was.get(OWN, {}).get(key, {})
        for name, field in self.form.fields.items():
            if was.get(name) == now[name]:
                continue
            label, value = _label(field, name), _words(self._column(self.form._meta.model, name), field, now[name])
            if _is_touched(field, self.data, self.form.add_prefix(name), was.get(name)):
                self._beside(None, name, value)
            else:
                _put(self.data, self.form.add_prefix(name), field, now[name])
                self.head.append(_("%(field)s: now “%(value)s”.") % {"field": label, "value": value})

    def _beside(self, prefix: str | None, name: str, value: str) -> None:
        text = _("Changed meanwhile: it is now “%(value)s”. What you entered still stands here.") % {"value": value}
        self.beside.setdefault(prefix, {})[name] = [text]

    def _rows(self, formset: Any) -> None:
        """Lay the posted rows out anew: those of the database in their order, then what was to be added."""
        fields = fields_of_rows(formset)
        was, now = self.was.get(formset.prefix, {}), self.now[formset.prefix]
        mine, added = _taken_out(self.data, formset)
        laid: list[Row] = []
        for key, values in now.items():
            if key in mine:
                row = mine.pop(key)
                self._row(formset, row, was.get(key, {}), values, f"{formset.prefix}-{len(laid)}")
            else:
                row = _fresh(formset, key, values)
                self._say(formset, _("%(kind)s: “%(row)s” was added."), values)
            laid.append(row)
        for key, row in mine.items():
            self._say(formset, _("%(kind)s: “%(row)s” was removed."), was.get(key, {}))
            posted = _as_data(row)
            before = was.get(key, {})
            touched = any(_is_touched(field, posted, name, before.get(name)) for name, field in fields.items())
            if touched and "DELETE" not in row:
                added.append({name: texts for name, texts in row.items() if name != formset.model._meta.pk.name})
        _put_back(self.data, formset, laid, added)

    def _row(self, formset: Any, row: Row, was: Values, now: Values, prefix: str) -> None:
        posted = _as_data(row)
        for name, field in fields_of_rows(formset).items():
            if was.get(name) == now[name]:
                continue
            value = _words(self._column(formset.model, name), field, now[name])
            if _is_touched(field, posted, name, was.get(name)):
                self._beside(prefix, name, value)
            else:
                _put(posted, name, field, now[name])
                said = {"row": self._name(formset, now), "field": _label(field, name), "value": value}
                self.head.append(_("%(row)s, %(field)s: now “%(value)s”.") % said)
        row.clear()
        row.update({name: posted.getlist(name) for name in posted})

    def _say(self, formset: Any, sentence: str, values: Values) -> None:
        kind = capfirst(str(formset.model._meta.verbose_name))
        self.head.append(sentence % {"kind": kind, "row": self._name(formset, values)})

    def _name(self, formset: Any, values: Values) -> str:
        """A row by the first of its fields, as the page shows it."""
        for name, field in fields_of_rows(formset).items():
            if values.get(name):
                return _words(self._column(formset.model, name), field, values[name])
        return ""

    @staticmethod
    def _column(model: Any, name: str) -> Any:
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:
            return None


def _label(field: Field, name: str) -> str:
    return language_label(capfirst(str(field.label or name)))


def _words(column: Any, field: Field, value: Value) -> str:
    if isinstance(value, list):
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        return ", ".join(labels.get(one, one) for one in value) or _("none")
    if column is not None and column.related_model is not None and value:
        return str(column.related_model._base_manager.filter(pk=value).first() or value)
    return in_words(column, value) or _("blank")


def _is_touched(field: Field, data: QueryDict, html_name: str, was: Value | None) -> bool:
    """Whether what was posted differs from what the page showed. A file has to be chosen anew in any case."""
    if isinstance(field, FileField):
        return False
    raw = field.widget.value_from_datadict(data, {}, html_name)
    if isinstance(field, ModelChoiceField) or (isinstance(raw, list) and not isinstance(field, MultiValueField)):
        return plain(raw) != was
    try:
        return plain(field.clean(raw) if isinstance(field, MultiValueField) else field.to_python(raw)) != was
    except ValidationError:
        return True


def _put(data: QueryDict, html_name: str, field: Field, value: Value) -> None:
    if isinstance(field, FileField):
        return
    if isinstance(field.widget, MultiWidget):
        several: Any = field.widget
        parts = several.decompress(datetime.fromisoformat(value) if isinstance(value, str) and value else None)
        for widget, suffix, part in zip(several.widgets, several.widgets_names, parts, strict=True):
            data[f"{html_name}{suffix}"] = widget.format_value(part) or ""
    elif isinstance(value, list):
        data.setlist(html_name, value)
    elif value:
        data[html_name] = value
    else:
        data.pop(html_name, None)


def _as_data(row: Row) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, texts in row.items():
        data.setlist(name, texts)
    return data


def _taken_out(data: QueryDict, formset: Any) -> tuple[dict[str, Row], list[Row]]:
    """The posted rows by the key of the row they stand for, and those that stand for none; gone from ``data``."""
    mine: dict[str, Row] = {}
    added: list[Row] = []
    for _number, row in sorted(_numbered(data, f"{formset.prefix}-")):
        key = row.get(formset.model._meta.pk.name, [""])[0]
        if key:
            mine[key] = row
        else:
            added.append(row)
    return mine, added


def _numbered(data: QueryDict, prefix: str) -> Iterator[tuple[int, Row]]:
    rows: dict[int, Row] = {}
    for name in [name for name in data if name.startswith(prefix)]:
        number, dash, field = name.removeprefix(prefix).partition("-")
        if dash and number.isdecimal():
            rows.setdefault(int(number), {})[field] = data.getlist(name)
            del data[name]
    return iter(rows.items())


def _put_back(data: QueryDict, formset: Any, laid: list[Row], added: list[Row]) -> None:
    for number, row in enumerate([*laid, *added]):
        for name, texts in row.items():
            data.setlist(f"{formset.prefix}-{number}-{name}", texts)
    data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(laid))
    data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(laid) + len(added))


def _fresh(formset: Any, key: str, values: Values) -> Row:
    """A row that somebody else added, as the form would have posted it."""
    data = QueryDict(mutable=True)
    for name, field in fields_of_rows(formset).items():
        _put(data, name, field, values[name])
    data[formset.model._meta.pk.name] = key
    data[formset.fk.name] = str(formset.instance.pk)
    return {name: data.getlist(name) for name in data}
