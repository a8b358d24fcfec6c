"""What a column of a register table is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import override

from contracts.models import User
from contracts.templatetags.house import language_label

LANGUAGES = ("en", "zh-hans")


class Pointer:
    """How a cell names a row of another table."""

    def find(self, texts: Iterable[str], by: User) -> Mapping[str, Model]:
        """The rows these texts name, of those the person may use. One query however many texts there are."""
        raise NotImplementedError

    missing: str | Promise = ""


@dataclass(frozen=True)
class Column:
    """``name`` stands in the header and is the model's field; either language's label may stand there instead."""

    name: str
    label: str | Promise
    cell: forms.Field
    example: str = ""
    note: str | Promise = ""
    pointer: Pointer | None = None

    @property
    def is_needed(self) -> bool:
        return self.cell.required

    def names(self) -> set[str]:
        """Everything that may stand in the header for this column, in small letters."""
        names = {self.name}
        for language in LANGUAGES:
            with override(language):
                names.add(self.shown())
        return {name.casefold() for name in names}

    def shown(self) -> str:
        """The label in the language of the moment."""
        return language_label(self.label)


@dataclass(frozen=True)
class Kind:
    """One kind of table. Rows are recognised by ``key``."""

    code: str
    label: str | Promise
    model: type[Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    event: str  # what happens to each row is called so: "contract.registered", "contract.changed"
    verbs: tuple[str, str] = ("registered", "changed")
    column_of: dict[str, Column] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.column_of.update({column.name: column for column in self.columns})

    def names(self) -> set[str]:
        names = {self.code}
        for language in LANGUAGES:
            with override(language):
                names.add(str(self.label))
        return {name.casefold() for name in names}

    def header(self, titles: Iterable[str]) -> list[str]:
        """The columns' own names in place of what stands in the header; what is not known stays as it is."""
        known = {name: column.name for column in self.columns for name in column.names()}
        return [known.get(title.casefold(), title) for title in titles]

    def needed(self) -> list[str]:
        return [column.name for column in self.columns if column.is_needed]

    def key_of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values[name] for name in self.key)
