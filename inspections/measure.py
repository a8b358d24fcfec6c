"""Judging a measurement. Pure: no ORM, no clock, exact decimals."""

from dataclasses import dataclass
from decimal import Decimal

AT_LEAST, AT_MOST, WITHIN = "at_least", "at_most", "within"


@dataclass(frozen=True)
class Design:
    """The design value and its tolerance, both in the unit of the measurement. No rule: recorded, not judged."""

    value: Decimal | None
    tolerance: Decimal | None = None
    rule: str = WITHIN

    @property
    def lowest(self) -> Decimal | None:
        """The smallest value that passes, or None if there is no such limit."""
        if self.value is None or self.rule == AT_MOST:
            return None
        return self.value - (self.tolerance or 0)

    @property
    def highest(self) -> Decimal | None:
        if self.value is None or self.rule == AT_LEAST:
            return None
        return self.value + (self.tolerance or 0)

    def passes(self, measured: Decimal) -> bool | None:
        """True or False; None without a design value, since nothing was promised that could be missed."""
        if self.value is None:
            return None
        return (self.lowest is None or measured >= self.lowest) and (self.highest is None or measured <= self.highest)
