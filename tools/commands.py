"""The commands by name. Each returns its exit status."""

import signal
import sys
from types import FrameType

from tools import bench, check, run, run_tests, upkeep
from tools.environment import Problem

COMMANDS = {
    "run": run.main,
    "test": run_tests.main,
    "check": check.main,
    "bench": bench.main,
    "format": upkeep.format_source,
    "messages": upkeep.collect_messages,
    "lock": upkeep.lock_requirements,
    "screenshots": upkeep.take_screenshots,
}


def _end(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, so that no server of a test outlives it."""
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print("usage: python3 -m tools " + "|".join(COMMANDS), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    try:
        return COMMANDS[arguments[0]]()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
