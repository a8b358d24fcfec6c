"""The line of what each value would cost or earn under a metric term. Values in, coordinates out; see charts.py."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from contracts.adjustments import NOTHING, consequence, examples
from contracts.charts import Label, coordinate
from contracts.models.indicator import Indicator
from contracts.models.terms import MetricTerm

HEIGHT, LEFT, RIGHT, HEAD, FOOT = 180, 46, 14, 16, 30
BEYOND = Decimal("0.15")  # of the span between the examples is shown on either side


@dataclass(frozen=True)
class Curve:
    """``points`` of a polyline, the nought line, where the target stands, what is written along the axes, the mark."""

    width: str
    height: str
    left: str
    right: str
    base: str
    points: str
    zero: str
    target: str
    values: tuple[Label, ...]
    amounts: tuple[Label, ...]
    mark: tuple[str, str] | None


def curve(term: MetricTerm, fmt: Callable[[Decimal], str], *, asked: Decimal | None = None, width: int = 480) -> Curve:
    """Straight between the example values, which are where it bends. ``asked`` is marked where it lies in sight."""
    bends = [value for value, _consequence in examples(term)]
    low, high = _sight(term, bends)
    shown = sorted({low, *bends, high})
    amounts = [consequence(term, value).amount for value in shown]
    bottom, top = min(*amounts, NOTHING), max(*amounts, NOTHING)
    plot, room = Decimal(width - LEFT - RIGHT), Decimal(HEIGHT - HEAD - FOOT)

    def x(value: Decimal) -> str:
        return coordinate(LEFT + plot * (value - low) / (high - low))

    def y(amount: Decimal) -> str:
        return coordinate(HEAD + room * (top - amount) / ((top - bottom) or 1))

    below = coordinate(HEIGHT - 8)
    return Curve(
        width=str(width),
        height=str(HEIGHT),
        left=coordinate(LEFT),
        right=coordinate(width - RIGHT),
        base=coordinate(HEIGHT - FOOT),
        points=" ".join(f"{x(value)},{y(amount)}" for value, amount in zip(shown, amounts, strict=True)),
        zero=y(NOTHING),
        target=x(term.target),
        values=tuple(Label(fmt(value), x(value), below) for value in sorted({min(bends), term.target, max(bends)})),
        amounts=tuple(
            Label(("+" if amount > 0 else "") + fmt(amount), coordinate(LEFT - 6), coordinate(Decimal(y(amount)) + 4))
            for amount in sorted({bottom, NOTHING, top})
        ),
        mark=(x(asked), y(consequence(term, asked).amount)) if asked is not None and low <= asked <= high else None,
    )


def _sight(term: MetricTerm, bends: list[Decimal]) -> tuple[Decimal, Decimal]:
    span = (max(bends) - min(bends)) or abs(term.target) or Decimal(1)
    low, high = max(min(bends) - span * BEYOND, NOTHING), max(bends) + span * BEYOND
    if term.indicator.unit == Indicator.Unit.PERCENT:
        high = min(high, Decimal(100))
    return (low, high) if low < high else (low, low + 1)
