"""Form fields for cells: what people write in spreadsheets is forgiven where it can mean only one thing.

Full-width digits, letters and blanks are read as ordinary ones in everything but names and titles. An amount may have
its thousands set apart, a day may be written in four ways. Nothing is rounded: an amount of three decimals is refused.
"""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
CHAINAGE = re.compile(r"K?(\d{1,4})\+(\d{3})", re.IGNORECASE)


def plain(text: str) -> str:
    """Full-width signs as ordinary ones, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


class CodeCell(forms.CharField):
    """A code, a reference, an account: letters and digits, exactly as they are kept."""

    def to_python(self, value: Any) -> str:
        return super().to_python(plain(str(value or ""))) or ""


class NumberCell(forms.DecimalField):
    default_error_messages = {"invalid": gettext_lazy("Expected a number such as 12 or 12.5.")}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the framework's own does as well
        return super().to_python(_ungrouped(plain(str(value or ""))))


class WholeNumberCell(forms.IntegerField):
    default_error_messages = {"invalid": gettext_lazy("Expected a whole number such as 12.")}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_ungrouped(plain(str(value or ""))))


class AmountCell(NumberCell):
    """Yuan, exactly. How much is too much says the model."""

    default_error_messages = {
        "invalid": gettext_lazy("Expected an amount in yuan such as 1348000 or 1,348,000.50."),
        "max_decimal_places": gettext_lazy("An amount has at most two decimals. Round it yourself, to the fen."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(plain(str(value or "")).lstrip("¥").removesuffix("元").strip())


class DayCell(forms.Field):
    default_error_messages = {"invalid": gettext_lazy("Expected a day such as 2026-01-05 or 2026年1月5日.")}

    def to_python(self, value: Any) -> datetime.date | None:
        text = plain(str(value or ""))
        if not text:
            return None
        found = DAY.fullmatch(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return datetime.date(*(int(part) for part in found.groups()))
        except ValueError:
            raise ValidationError(_("There is no such day in the calendar.")) from None


class ChainageCell(WholeNumberCell):
    """Metres, or K2+350 as engineers write it."""

    default_error_messages = {"invalid": gettext_lazy("Expected a chainage in metres, such as 2350 or K2+350.")}

    def to_python(self, value: Any) -> int | None:
        found = CHAINAGE.fullmatch(plain(str(value or "")))
        return int(found[1]) * 1000 + int(found[2]) if found else super().to_python(value)


class ChoiceCell(forms.Field):
    """One of a few words: its code, or what it is called in either language."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = list(choices)
        self.values: dict[str, Any] = {}

    def known(self) -> dict[str, Any]:
        if not self.values:
            for language in ("en", "zh-hans"):
                with override(language):
                    self.values |= {str(label).casefold(): value for value, label in self.choices}
            self.values |= {str(value).casefold(): value for value, _label in self.choices}
        return self.values

    def to_python(self, value: Any) -> Any:
        text = plain(str(value or "")).casefold()
        if not text:
            return None
        if text not in self.known():
            raise ValidationError(
                _("Expected one of: %(codes)s.") % {"codes": ", ".join(str(value) for value, _label in self.choices)}
            )
        return self.values[text]


def _ungrouped(text: str) -> str:
    return text.replace(",", "") if GROUPED.fullmatch(text) else text
