"""Money and other exact sums, equal on every database."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BigIntegerField, F, QuerySet, Sum
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext_lazy as _

# A single contract above 100 billion yuan is a slip of the keyboard, not an outsourced service.
LARGEST_AMOUNT = Decimal("100000000000.00")
SMALLEST_AMOUNT = Decimal("0.01")


class MoneyField(models.DecimalField):
    """Yuan (CNY) with two decimals; more than zero and at most LARGEST_AMOUNT."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.update(max_digits=16, decimal_places=2)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def validators(self) -> list:
        return [
            *super().validators,
            MinValueValidator(SMALLEST_AMOUNT, _("Enter an amount above zero.")),
            MaxValueValidator(
                LARGEST_AMOUNT, _("Enter an amount of at most 100 billion yuan. Is there a digit too many?")
            ),
        ]


def total(rows: QuerySet, field: str) -> Decimal:
    """The exact sum of a money column, in yuan.

    SQLite keeps decimals as floating point, so the sum is taken in whole fen.
    """
    fen = rows.aggregate(fen=Sum(Cast(Round(F(field) * 100), BigIntegerField())))["fen"]
    return Decimal(fen or 0) / 100
