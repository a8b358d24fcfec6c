"""Geometry of the house charts: values in, coordinates out. No markup, no database, no floats.

Coordinates are strings in the units of the drawing's viewBox, rounded to a tenth, so that a template
can print them without the language's digit grouping. ``None`` always means "not reported": it gets
a drawing of its own and never a bar of no height.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
Number = Decimal | int
Format = Callable[[Number], str]


@dataclass(frozen=True)
class Bar:
    """One bar. ``kind`` is "open" (first series), "full" (second) or "missing"; x, y is its top left corner."""

    kind: str
    x: str
    y: str
    width: str
    height: str
    text: str
    text_x: str
    text_y: str
    strong: bool


@dataclass(frozen=True)
class Label:
    """A word at a place; ``at`` is the matching line's coordinate across the axis (a tick or a group's rule)."""

    text: str
    x: str
    y: str
    at: str = ""


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw grouped bars; left and right bound the rules, base is the axis."""

    width: str
    height: str
    left: str
    right: str
    base: str
    bars: tuple[Bar, ...]
    groups: tuple[Label, ...]
    ticks: tuple[Label, ...]


@dataclass(frozen=True)
class Group:
    """One group of bars, as a year or a month: its label and one value for each series."""

    label: str
    values: tuple[Number | None, ...]


def coordinate(value: Number) -> str:
    """A tenth of a unit is finer than any screen; trailing noughts go."""
    rounded = Decimal(value).quantize(TENTH, rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return str(int(whole)) if rounded == whole else str(rounded)


def nice_step(top: Number, steps: int = 4) -> Decimal:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that reaches ``top`` in at most ``steps`` steps."""
    need = Decimal(top) / steps
    if need <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(need.adjusted())
    for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)):
        if factor * power >= need:
            return factor * power
    return power * 10


def ticks_to(top: Number, steps: int = 4, whole: bool = False) -> list[Decimal]:
    """Round values from nought to the first at or above ``top``; ``whole`` for counts, which have no halves."""
    step = nice_step(top, steps)
    if whole:
        step = max(step.to_integral_value(rounding="ROUND_CEILING"), Decimal(1))
    values = [Decimal(0)]
    while values[-1] < top or len(values) == 1:
        values.append(values[-1] + step)
    return values


def _top(groups: Sequence[Group]) -> Number:
    return max((value for group in groups for value in group.values if value is not None), default=0)


def _kind(series: int, value: Number | None) -> str:
    if value is None:
        return "missing"
    return "open" if series == 0 else "full"


def upright(
    groups: Sequence[Group], fmt: Format, *, missing: str, tick: Format, whole: bool = False, width: int = 640
) -> Drawing:
    """Columns side by side, for wide screens. ``missing`` is the word written in place of an unreported value."""
    height, left, right, head, foot = 224, 44, 4, 24, 26
    base = height - foot
    values = ticks_to(_top(groups), whole=whole)
    plot = Decimal(base - head)
    pitch = Decimal(width - left - right) / max(len(groups), 1)
    count = max((len(group.values) for group in groups), default=1)
    bar = min(Decimal(44), pitch * Decimal("0.78") / count)
    bars, labels = [], []
    for place, group in enumerate(groups):
        middle = left + pitch * place + pitch / 2
        start = middle - (bar * count + 2 * (count - 1)) / 2
        for series, value in enumerate(group.values):
            tall = Decimal(96) if value is None else plot * Decimal(value) / values[-1]
            x = start + (bar + 2) * series
            bars.append(
                Bar(
                    kind=_kind(series, value),
                    x=coordinate(x),
                    y=coordinate(base - tall),
                    width=coordinate(bar),
                    height=coordinate(tall),
                    text=missing if value is None else fmt(value),
                    text_x=coordinate(x + bar / 2),
                    text_y=coordinate(base - tall / 2 if value is None else base - tall - 6),
                    strong=series > 0,
                )
            )
        labels.append(Label(group.label, coordinate(middle), coordinate(height - 6)))
    ticks = []
    for value in values:
        y = base - plot * value / values[-1]
        ticks.append(Label(tick(value), coordinate(left - 6), coordinate(y + 4), at=coordinate(y)))
    return Drawing(
        width=str(width),
        height=str(height),
        left=coordinate(left),
        right=coordinate(width - right),
        base=coordinate(base),
        bars=tuple(bars),
        groups=tuple(labels),
        ticks=tuple(ticks),
    )


def lying(groups: Sequence[Group], fmt: Format, *, missing: str, width: int = 340) -> Drawing:
    """The same bars lying down, for phones: every value keeps a readable label at the end of its bar."""
    row, head, gap, reserve = 18, 18, 12, 74
    values = ticks_to(_top(groups))
    plot = Decimal(width - reserve)
    bars, labels, y = [], [], Decimal(0)
    for group in groups:
        labels.append(Label(group.label, "0", coordinate(y + 13), at=coordinate(y)))
        y += head
        for series, value in enumerate(group.values):
            long = Decimal(44) if value is None else plot * Decimal(value) / values[-1]
            bars.append(
                Bar(
                    kind=_kind(series, value),
                    x="0",
                    y=coordinate(y + 2),
                    width=coordinate(long),
                    height=coordinate(row - 4),
                    text=missing if value is None else fmt(value),
                    text_x=coordinate(long + 6),
                    text_y=coordinate(y + 13),
                    strong=series > 0,
                )
            )
            y += row
        y += gap
    return Drawing(str(width), coordinate(y), "0", str(width), coordinate(y), tuple(bars), tuple(labels), ())


@dataclass(frozen=True)
class Band:
    """A stretch of the score from ``start`` up to ``end``: half-open, the last one closed."""

    start: int
    end: int
    tone: str
    word: str


@dataclass(frozen=True)
class BandBox:
    """A band as drawn: its box, its word and the tick at its start."""

    band: Band
    here: bool
    x: str
    width: str
    middle: str
    tick_x: str


@dataclass(frozen=True)
class Scale:
    """The whole score scale; ``mark`` is the x of the marker, or empty where there is no score."""

    width: int
    end: str
    boxes: tuple[BandBox, ...]
    mark: str
    mark_points: str
    text_x: str
    text_before: bool


def band_of(score: Number, bands: Sequence[Band]) -> Band:
    """The band that holds a score; half-open, so that 75 is in the upper of two, and 100 in the last."""
    return next((band for band in bands if band.start <= score < band.end), bands[-1])


def scale(score: Number | None, bands: Sequence[Band], width: int) -> Scale:
    """Bands in proportion on one line, nought to a hundred, and a marker at the score."""
    unit = Decimal(width - 2) / 100
    here = None if score is None else band_of(score, bands)
    boxes = tuple(
        BandBox(
            band=band,
            here=band is here,
            x=coordinate(1 + unit * band.start),
            width=coordinate(unit * (band.end - band.start) - 2),
            middle=coordinate(1 + unit * (band.start + band.end) / 2 - 1),
            tick_x=coordinate(max(unit * band.start, Decimal(1))),
        )
        for band in bands
    )
    if score is None:
        return Scale(width, coordinate(width - 2), boxes, "", "", "", False)
    x = unit * Decimal(score)
    before = x > width - 60
    points = f"{coordinate(x - 6)},10 {coordinate(x + 6)},10 {coordinate(x)},20"
    return Scale(
        width, coordinate(width - 2), boxes, coordinate(x), points, coordinate(x - 11 if before else x + 11), before
    )


@dataclass(frozen=True)
class Spark:
    """A sparkline: the unbroken runs of known values, the target's height and the last known point."""

    width: int
    height: int
    runs: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    target_y: str
    last_x: str
    last_y: str
    missed: bool


def misses(value: Number, target: Number, higher_is_better: bool) -> bool:
    """Reaching the target exactly is not missing it, whichever way is better."""
    return value < target if higher_is_better else value > target


def spark(
    values: Sequence[Number | None], target: Number | None = None, higher_is_better: bool = True, width: int = 112
) -> Spark:
    """A line of values; a month without a reading breaks the line instead of being bridged or drawn as nought."""
    height, pad = 28, 4
    known = [value for value in values if value is not None]
    span = known if target is None else [*known, target]
    low, high = min(span, default=Decimal(0)), max(span, default=Decimal(0))
    room = Decimal(height - 2 * pad)

    def y_of(value: Number) -> Decimal:
        if high == low:
            return Decimal(height) / 2
        return Decimal(height - pad) - room * (Decimal(value) - low) / (Decimal(high) - low)

    pitch = Decimal(width - 2 * pad) / max(len(values) - 1, 1)
    runs: list[list[tuple[str, str]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((coordinate(pad + pitch * place), coordinate(y_of(value))))
    points = [run for run in runs if run]
    last = points[-1][-1] if points else ("", "")
    return Spark(
        width=width,
        height=height,
        runs=tuple(" ".join(f"{x},{y}" for x, y in run) for run in points if len(run) > 1),
        dots=tuple(run[0] for run in points if len(run) == 1 and run[0] != last),
        target_y="" if target is None else coordinate(y_of(target)),
        last_x=last[0],
        last_y=last[1],
        missed=bool(known) and target is not None and misses(known[-1], target, higher_is_better),
    )
