"""Chores of development: formatting, collecting texts, taking pictures, pinning requirements."""

import signal
import subprocess
from collections.abc import Mapping, Sequence

from tools import environment
from tools.environment import DEVELOPMENT, ROOT, RUNTIME, VENV, Problem, python_of

LOCALE = "zh_Hans"
NOT_THE_PRODUCT = (".venv", "var", "tests", "tools")
# File names without line numbers keep the differences of the catalogue small.
COLLECT_TEXTS = ["makemessages", "--locale", LOCALE, "--no-obsolete", "--add-location", "file"]
COLLECT_TEXTS += [part for folder in NOT_THE_PRODUCT for part in ("--ignore", f"{folder}/*")]


def status_of(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command on this terminal. If we are asked to end, it is given the time to end in order first."""
    process = subprocess.Popen(argv, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except BaseException as reason:
        if not isinstance(reason, KeyboardInterrupt):  # Ctrl-C has reached it already
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def run_visibly(argv: Sequence[str]) -> None:
    if status := status_of(argv):
        raise Problem(f"This failed with status {status}: {' '.join(argv[:6])}")


def development_environment() -> str:
    """Make or refresh .venv with what developing needs; the path of its Python."""
    environment.prepare([RUNTIME, DEVELOPMENT], run=run_visibly, say=print)
    return str(python_of(VENV))


def format_source() -> int:
    python = development_environment()
    run_visibly([python, "-m", "ruff", "check", "--select", "I", "--fix", "."])
    run_visibly([python, "-m", "ruff", "format", "."])
    return 0


def collect_messages() -> int:
    """New and changed texts into locale/, for the translator. Needs gettext."""
    run_visibly([development_environment(), "manage.py", *COLLECT_TEXTS])
    return 0


def take_screenshots() -> int:
    """The README's pictures anew, from the demonstration that is running on PORT."""
    run_visibly([development_environment(), "-m", "tools.screenshots"])
    return 0


def lock_requirements() -> int:
    uv = [development_environment(), "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes"]
    for path in (RUNTIME, DEVELOPMENT):
        source = path.with_suffix(".in").name
        run_visibly([*uv, "--python-version", "3.11", source, "-o", path.name])
    return 0
