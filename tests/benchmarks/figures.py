"""A figure that was measured, how it is measured, and how it stands in the table.

Django is imported where it is needed only: the table is printed by a process that has not set it up.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

REPEATS = 5
HEADER = ("what", "rows", "time", "rows/s", "CPU", "queries", "peak MB")
WIDTHS = (62, 8, 9, 8, 9, 8, 8)


@dataclass
class Figure:
    """``seconds`` by the clock, ``cpu`` of this process alone; a median where something was done REPEATS times.

    ``memory`` is the most that the process had held when the work was done, in MB of a million bytes, Python and
    Django included. A figure of a page has no rows a second: it shows a few of the ``rows`` that it finds.
    """

    what: str
    rows: int | None = None
    seconds: float = 0
    cpu: float = 0
    queries: int = 0
    memory: int = 0
    is_page: bool = False

    def cells(self) -> tuple[str, ...]:
        rate = "" if self.is_page or not self.rows else f"{self.rows / self.seconds:,.0f}"
        rows = "" if self.rows is None else f"{self.rows:,}"
        return self.what, rows, _time(self.seconds), rate, _time(self.cpu), f"{self.queries:,}", f"{self.memory:,}"


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 2 else f"{seconds * 1000:.0f} ms"


def line(cells: tuple[str, ...]) -> str:
    first, *rest = zip(cells, WIDTHS, strict=True)
    return first[0].ljust(first[1]) + "".join(cell.rjust(width) for cell, width in rest)


def peak_memory() -> int:
    """In MB. Linux counts in kilobytes, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000)


@contextmanager
def measured(what: str, rows: int | None = None, *, is_page: bool = False) -> Iterator[Figure]:
    """The block's time and queries. The block may correct how many rows it was about."""
    from django.db import connection

    figure = Figure(what, rows, is_page=is_page)

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        # Counted, not kept: the text of ten thousand rows would count as memory
        figure.queries += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        cpu, clock = time.process_time(), time.perf_counter()
        yield figure
        figure.seconds, figure.cpu = time.perf_counter() - clock, time.process_time() - cpu
    figure.memory = peak_memory()


def median(figures: list[Figure]) -> Figure:
    """One for all: the same work done several times."""
    first, last = figures[0], figures[-1]
    return Figure(
        first.what,
        last.rows,
        statistics.median(figure.seconds for figure in figures),
        statistics.median(figure.cpu for figure in figures),
        max(figure.queries for figure in figures),
        last.memory,
        first.is_page,
    )
