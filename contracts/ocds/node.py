"""A part of a release with its place: typed reading that notes what it cannot use instead of guessing."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Unmapped:
    """What of the file has no place in the register: where it stands, what stands there, and why."""

    path: str
    value: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}" + (f" ({self.value})" if self.value else "")


@dataclass
class Notes:
    """Everything that could not be mapped."""

    unmapped: list[Unmapped] = field(default_factory=list)

    def add(self, path: str, value: Any, why: str) -> None:
        shown = "" if value is None or isinstance(value, dict | list) else str(value)
        self.unmapped.append(Unmapped(path, shown[:120], why))


class Node:
    """An object of the release. Reading a value returns None where it is missing or unusable; the latter is noted."""

    def __init__(self, value: Any, path: str, notes: Notes) -> None:
        self.path, self.notes = path, notes
        if value is not None and not isinstance(value, dict):
            notes.add(path, value, _("An object was expected."))
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}

    def __bool__(self) -> bool:
        return bool(self.value)

    def refuse(self, key: str, why: str) -> None:
        self.notes.add(f"{self.path}.{key}" if key else self.path, self.value.get(key) if key else None, why)

    def child(self, key: str) -> "Node":
        return Node(self.value.get(key), f"{self.path}.{key}", self.notes)

    def children(self, key: str) -> Iterator["Node"]:
        rows = self.value.get(key)
        if rows is not None and not isinstance(rows, list):
            self.refuse(key, _("A list was expected."))
            return
        for number, row in enumerate(rows or []):
            yield Node(row, f"{self.path}.{key}[{number}]", self.notes)

    def text(self, key: str) -> str:
        value = self.value.get(key)
        if value is None:
            return ""
        if not isinstance(value, str | int) or isinstance(value, bool):
            self.refuse(key, _("A text was expected."))
            return ""
        return str(value).strip()

    def in_languages(self, key: str) -> dict[str, str]:
        """{"en": …, "zh_hans": …} from the text itself, by its script, and from its translations (title_zh)."""
        found = {}
        text = self.text(key)
        if text:
            found["zh_hans" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"] = text
        for code, suffixes in (("en", ("en",)), ("zh_hans", ("zh", "zh-hans", "zh_hans", "zh_CN", "zh-CN"))):
            for suffix in suffixes:
                if translated := self.text(f"{key}_{suffix}"):
                    found[code] = translated
        return found

    def day(self, key: str) -> datetime.date | None:
        """A date-time of any offset as the day it was here."""
        text = self.text(key)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None:
            self.refuse(key, _("A date and time with its offset was expected, as 2026-01-05T09:00:00+08:00."))
            return None
        if timezone.is_naive(moment):
            self.refuse(key, _("The offset is missing, so the day is not known: 2026-01-05T09:00:00+08:00."))
            return None
        return timezone.localdate(moment)

    def yuan(self, key: str) -> Decimal | None:
        """An OCDS value, in yuan."""
        if self.value.get(key) is None:
            return None
        value = self.child(key)
        amount, currency = value.value.get("amount"), value.text("currency")
        if not value or amount is None:
            return None
        if currency != "CNY":
            value.refuse("currency", _("Only amounts in CNY are taken over; nothing is converted."))
            return None
        if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
            value.refuse("amount", _("A number was expected."))
            return None
        return Decimal(amount)
