"""`make bench`: the measurements on SQLite, then again on a throw-away PostgreSQL; or where DATABASE_URL says."""

import os
import shlex

from tools import programs
from tools.throwaway_postgres import throwaway_postgres
from tools.upkeep import development_environment, run_visibly, status_of


def measure(python: str, database: dict[str, str]) -> int:
    argv = [python, "-m", "tests.benchmarks", *shlex.split(os.environ.get("ARGS", ""))]
    return status_of(argv, {**os.environ, **database})


def main() -> int:
    python = development_environment()
    run_visibly([python, "-m", "tools.compile_messages"])
    status = measure(python, {})
    if status or os.environ.get("DATABASE_URL"):
        return status
    postgresql = programs.postgresql_bin()
    if postgresql is None:
        print("\nNOT MEASURED here: PostgreSQL (no server program found; Debian: apt install postgresql)")
        return 0
    print("\nA PostgreSQL that does not wait for its disk (fsync=off):", flush=True)
    with throwaway_postgres(postgresql) as url:
        return measure(python, {"DATABASE_URL": url})
