"""`make test`: the whole suite on SQLite, then again on a throw-away PostgreSQL."""

import os
import shlex
import sys
import time

from tools import programs
from tools.throwaway_postgres import throwaway_postgres
from tools.upkeep import development_environment, run_visibly, status_of

NOTHING_COLLECTED = 5


def run_suite(python: str, title: str, options: list[str], database: dict[str, str]) -> int:
    print(f"\n== Tests on {title} ==", flush=True)
    started = time.monotonic()
    status = status_of(
        [
            python,
            "-m",
            "pytest",
            "-n",
            "auto",
            "--dist",
            "loadgroup",
            *options,
            *shlex.split(os.environ.get("ARGS", "")),
        ],
        {**{name: value for name, value in os.environ.items() if name != "DATABASE_URL"}, **database},
    )
    print(
        f"== {title}: {'passed' if status == 0 else f'exit status {status}'}, {time.monotonic() - started:.0f} s ==",
        flush=True,
    )
    return status


def left_out() -> list[str]:
    """What this computer cannot test, in words."""
    missing = []
    if programs.postgresql_bin() is None:
        missing.append("PostgreSQL (no server program found; Debian: apt install postgresql)")
    if programs.redis_server() is None:
        missing.append("Redis as the broker (no redis-server found; Debian: apt install redis-server)")
    if programs.chromium() is None:
        missing.append("the pages in a browser (no Chromium found; Debian: apt install chromium fonts-noto-cjk)")
    return missing


def verdict(statuses: list[int], missing: list[str], *, in_ci: bool) -> int:
    """Exit status of the whole. A pass that collects nothing is fine if another one found tests."""
    failures = [status for status in statuses if status not in {0, NOTHING_COLLECTED}]
    if failures:
        return failures[0]
    if all(status == NOTHING_COLLECTED for status in statuses):
        return NOTHING_COLLECTED
    return 1 if missing and in_ci else 0


def main() -> int:
    python = development_environment()
    run_visibly([python, "-m", "tools.compile_messages"])
    missing = left_out()
    statuses = [run_suite(python, "SQLite", [], {})]
    if postgresql := programs.postgresql_bin():
        with throwaway_postgres(postgresql) as url:
            # The pages are the same on either database: one pass through the browser is enough.
            statuses.append(run_suite(python, "PostgreSQL", ["-m", "not browser"], {"DATABASE_URL": url}))
    for name in missing:
        print(f"NOT TESTED here: {name}")
    if missing and programs.in_ci():
        print("On the build server nothing may be left out, so this counts as a failure.", file=sys.stderr)
    return verdict(statuses, missing, in_ci=programs.in_ci())
