"""The commands by name. Each returns its exit status."""

import sys

from tools import check, run, run_tests, upkeep
from tools.environment import Problem

COMMANDS = {
    "run": run.main,
    "test": run_tests.main,
    "check": check.main,
    "format": upkeep.format_source,
    "messages": upkeep.collect_messages,
    "lock": upkeep.lock_requirements,
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print("usage: python3 -m tools " + "|".join(COMMANDS), file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]]()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
