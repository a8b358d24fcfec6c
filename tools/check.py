"""`make check`: everything the build server runs. All steps run, so that one look shows all that is wrong."""

import os
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools import run_tests
from tools.upkeep import development_environment, status_of


def production_like(var: Path) -> dict[str, str]:
    """Settings as an office would have them behind its TLS proxy, in a folder of their own."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HTTPS": "1",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "oversight.example.gov",
        "VAR_DIR": str(var),
    }


def steps(python: str, var: Path) -> list[tuple[str, Callable[[], int]]]:
    def module(*arguments: str) -> Callable[[], int]:
        return lambda: status_of([python, "-m", *arguments], production_like(var))

    def manage(*arguments: str) -> Callable[[], int]:
        return lambda: status_of([python, "manage.py", *arguments], production_like(var))

    return [
        ("Format of Python", module("ruff", "format", "--check", "--output-format", "concise", ".")),
        ("Lint of Python", module("ruff", "check", "--output-format", "concise", ".")),
        ("Lint of templates", module("djlint", "--lint", "--quiet", "templates")),
        ("Types", module("mypy")),
        ("Settings for production", manage("check", "--deploy", "--fail-level", "WARNING")),
        ("Migrations complete", manage("makemigrations", "--check", "--dry-run")),
        ("Messages complete", module("tools.check_messages")),
        ("File lengths", module("tools.check_file_lengths")),
        ("Tests", run_tests.main),
    ]


def main() -> int:
    python = development_environment()
    failed = []
    with tempfile.TemporaryDirectory() as var:
        for name, work in steps(python, Path(var)):
            print(f"\n=== {name} ===", flush=True)
            started = time.monotonic()
            status = work()
            outcome = "ok" if status == 0 else "FAILED"
            print(f"=== {name}: {outcome}, {time.monotonic() - started:.1f} s ===", flush=True)
            if status:
                failed.append(name)
    if failed:
        print(f"\nmake check FAILED: {', '.join(failed)}")
    return 1 if failed else 0
