"""The line of a contract's scores over its periods. Geometry only: coordinates as text, in units of the viewBox."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from contracts.charts import Band, coordinate
from contracts.periods import Period
from oversight.public import words

HEIGHT, TOP, FOOT = 230, 22, 26
LEFT, RIGHT = 30, 78  # room for the figures of the scale, and for the rating words
LABEL_ROOM = 70  # the width of the longest label, "Q4 2026" or "2026年10月"


class Scored(Protocol):
    @property
    def period(self) -> Period: ...

    @property
    def score_bp(self) -> int | None: ...


@dataclass(frozen=True)
class Point:
    """One period. An unrated one is an open ring on the axis and breaks the line; it is never drawn as nought."""

    x: str
    y: str
    text: str
    text_y: str
    label: str
    rated: bool


@dataclass(frozen=True)
class Step:
    """Where a rating word begins: its rule, its figure and, in the middle of its stretch, the word."""

    start: object
    y: str
    text_y: str
    word: str
    word_y: str


@dataclass(frozen=True)
class Trend:
    width: int
    height: int
    left: str
    right: str
    word_x: str
    base: str
    foot: str
    top: Step
    steps: tuple[Step, ...]
    runs: tuple[str, ...]
    points: tuple[Point, ...]


def trend_of(cards: Sequence[Scored], bands: Sequence[Band], *, width: int) -> Trend:
    """``cards`` oldest first. Every label that would run into its neighbour is left out; the last one stays."""
    pitch = Decimal(width - LEFT - RIGHT - LABEL_ROOM) / max(len(cards) - 1, 1)
    every = max(1, -(-LABEL_ROOM // max(int(pitch), 1)))
    last = len(cards) - 1
    points = []
    runs: list[list[str]] = [[]]
    for place, card in enumerate(cards):
        x = LEFT + Decimal(LABEL_ROOM) / 2 + pitch * place
        y = _y(words.points(card.score_bp or 0))
        if card.score_bp is None:
            runs.append([])
        else:
            runs[-1].append(f"{coordinate(x)},{coordinate(y)}")
        shown = (last - place) % every == 0
        points.append(
            Point(
                x=coordinate(x),
                y=coordinate(y),
                text=words.points_text(card.score_bp) if card.score_bp is not None and shown else "",
                text_y=coordinate(y - 9),
                label=card.period.label if shown else "",
                rated=card.score_bp is not None,
            )
        )
    return Trend(
        width=width,
        height=HEIGHT,
        left=coordinate(LEFT),
        right=coordinate(width - RIGHT),
        word_x=coordinate(width - RIGHT + 8),
        base=coordinate(_y(0)),
        foot=coordinate(HEIGHT - 4),
        top=Step(100, coordinate(_y(100)), coordinate(_y(100) + 4), "", ""),
        steps=tuple(_step(band) for band in bands),
        runs=tuple(" ".join(run) for run in runs if len(run) > 1),
        points=tuple(points),
    )


def _step(band: Band) -> Step:
    middle = Decimal(band.start + band.end) / 2
    start = _y(band.start)
    return Step(band.start, coordinate(start), coordinate(start + 4), band.word, coordinate(_y(middle) + 4))


def _y(score: Decimal | int) -> Decimal:
    base = Decimal(HEIGHT - FOOT)
    return base - (base - TOP) * score / 100
