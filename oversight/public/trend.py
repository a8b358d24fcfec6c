"""The line of a contract's scores over its periods. Geometry only: coordinates as text, in units of the viewBox."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from contracts.charts import coordinate
from contracts.periods import Period
from oversight.public import words

HEIGHT, TOP, FOOT = 200, 16, 26
LEFT, RIGHT = 30, 14
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
class Trend:
    width: int
    height: int
    left: str
    right: str
    base: str
    ticks: tuple[tuple[int, str, str], ...]
    runs: tuple[str, ...]
    points: tuple[Point, ...]


def trend_of(cards: Sequence[Scored], *, width: int) -> Trend:
    """``cards`` oldest first. Every label that would run into its neighbour is left out; the last one stays."""
    base = Decimal(HEIGHT - FOOT)
    plot = base - TOP
    pitch = Decimal(width - LEFT - RIGHT - LABEL_ROOM) / max(len(cards) - 1, 1)
    every = max(1, -(-LABEL_ROOM // max(int(pitch), 1)))
    last = len(cards) - 1
    points, runs = [], [[]]  # type: ignore[var-annotated]
    for place, card in enumerate(cards):
        x = LEFT + Decimal(LABEL_ROOM) / 2 + pitch * place
        rated = card.score_bp is not None
        y = base - plot * words.points(card.score_bp or 0) / 100
        if rated:
            runs[-1].append(f"{coordinate(x)},{coordinate(y)}")
        else:
            runs.append([])
        points.append(
            Point(
                x=coordinate(x),
                y=coordinate(y),
                text="" if card.score_bp is None else words.points_text(card.score_bp),
                text_y=coordinate(y - 9),
                label=card.period.label if (last - place) % every == 0 else "",
                rated=rated,
            )
        )
    return Trend(
        width=width,
        height=HEIGHT,
        left=coordinate(LEFT),
        right=coordinate(width - RIGHT),
        base=coordinate(base),
        ticks=tuple(
            (mark, coordinate(base - plot * mark / 100), coordinate(base - plot * mark / 100 + 4))
            for mark in (0, 25, 50, 75, 100)
        ),
        runs=tuple(" ".join(run) for run in runs if len(run) > 1),
        points=tuple(points),
    )
