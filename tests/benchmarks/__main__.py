"""`python -m tests.benchmarks`: makes a throw-away database, measures, prints one table."""

import argparse
import multiprocessing
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from types import FrameType
from typing import TYPE_CHECKING

import django

from tests.benchmarks.database import OfficeData, own_database
from tests.benchmarks.figures import HEADER, Figure, line, peak_memory

if TYPE_CHECKING:
    from tests.benchmarks.rows import Size

NAMES = ("import", "seal", "list", "search", "gates", "csv", "xlsx")


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, _end)
    asked = set(options.only or NAMES)
    with tempfile.TemporaryDirectory(prefix="oversight-bench-") as folder:
        try:
            with own_database(os.environ.get("DATABASE_URL", "")) as url:
                _set_up(folder, url)
                _measure(asked, options.rows, options.contracts, "PostgreSQL" if url else "SQLite")
        except OfficeData as refusal:
            print(refusal, file=sys.stderr)
            return 1
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, so that no database outlives the run."""
    raise SystemExit(128 + number)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measure imports, lists, exports, gates and seals in a throw-away database: a file of SQLite, or "
        "a new database on the PostgreSQL server that DATABASE_URL names.",
    )
    parser.add_argument("--rows", type=_count, default=10_000, help="rows to import, 20,000 at most (10,000)")
    parser.add_argument("--contracts", type=_count, default=100_000, help="contracts in the lists (100,000)")
    parser.add_argument("--only", action="append", choices=NAMES, help="this part only; may be given several times")
    return parser.parse_args()


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("one at least")
    return count


def _set_up(folder: str, url: str) -> None:
    os.environ |= {"VAR_DIR": folder, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
    os.environ.pop("DATABASE_URL", None)
    if url:
        os.environ["DATABASE_URL"] = url
    django.setup()


def _measure(asked: set[str], rows: int, contracts: int, database: str) -> None:
    from tests.benchmarks.parts import PARTS
    from tests.benchmarks.rows import Size

    machine = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    print(f"{database}, {machine}; a process that has done nothing holds {peak_memory()} MB.\n")
    print(line(HEADER), flush=True)
    for part in PARTS:
        if not part.asked_by or part.asked_by & asked:
            for figure in _in_own_process(part.measure, Size(rows, contracts)):
                print(line(figure.cells()), flush=True)


Measure = Callable[["Size"], Iterator[Figure]]


def _in_own_process(measure: Measure, size: "Size") -> Iterator[Figure]:
    """Forked from this one, which has opened no connection: so its peak of memory is that of this part alone."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(measure, size, sender))
    process.start()
    sender.close()
    try:
        while True:
            yield receiver.recv()
    except EOFError:
        process.join()
    finally:
        process.terminate()
        process.join()
    if process.exitcode:
        raise SystemExit(f"“{measure.__name__}” failed, see above.")


def _send(measure: Measure, size: "Size", sender: Connection) -> None:
    for figure in measure(size):
        sender.send(figure)
    sender.close()


if __name__ == "__main__":
    sys.exit(main())
