"""A decimal as people write it."""

from decimal import Decimal
from typing import Any

from django import forms


class ShortDecimal(forms.DecimalField):
    """Shows 95 where the database keeps 95.0000."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value
