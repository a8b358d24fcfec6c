"""What a reading would cost or earn the vendor under a metric term: pure, exact, and capped both ways."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.models.indicator import Indicator
from contracts.models.terms import MetricTerm

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Consequence:
    """``amount`` is below zero for a deduction, above for a bonus; in points or percent of the period's fee.

    ``distance`` is by how much the target is surpassed (above zero) or missed (below), in units of the indicator.
    """

    distance: Decimal
    amount: Decimal
    is_capped: bool


def consequence(term: MetricTerm, value: Decimal) -> Consequence:
    """Rate times distance from the target, at most the cap. Without a rate nothing is taken or given."""
    higher_is_better = term.indicator.direction == Indicator.Direction.UP
    distance = value - term.target if higher_is_better else term.target - value
    rate, cap = (term.bonus_rate, term.bonus_cap) if distance > 0 else (term.deduction_rate, term.deduction_cap)
    if rate is None or cap is None or not distance:
        return Consequence(distance, NOTHING, False)
    uncapped = abs(distance) * rate
    amount = min(uncapped, cap)
    return Consequence(distance, amount if distance > 0 else -amount, uncapped > cap)


def examples(term: MetricTerm) -> list[tuple[Decimal, Consequence]]:
    """Values worth showing beside a term: where each cap is reached, the floor, halfway, and the target itself."""
    better = 1 if term.indicator.direction == Indicator.Direction.UP else -1
    values = {term.target}
    if term.deduction_rate and term.deduction_cap:
        reach = term.deduction_cap / term.deduction_rate
        values |= {term.target - better * reach, term.target - better * reach / 2}
    if term.bonus_rate and term.bonus_cap:
        values.add(term.target + better * (term.bonus_cap / term.bonus_rate))
    if term.floor is not None:
        values.add(term.floor)
    shown = {value.quantize(Decimal("0.01")) for value in values if _possible(term, value)}
    return [(value, consequence(term, value)) for value in sorted(shown)]


def _possible(term: MetricTerm, value: Decimal) -> bool:
    """No percentage below 0 or above 100, no negative count."""
    return value >= 0 and (term.indicator.unit != Indicator.Unit.PERCENT or value <= 100)
