"""The project's own Python environment (.venv) and what must be true before work starts.

Standard library only: it runs under the system's Python, before anything is installed.
"""

import errno
import hashlib
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
OLDEST_PYTHON = (3, 11)

# Runs a command to its end and raises Problem if it fails: how is the caller's business.
Runner = Callable[[Sequence[str]], None]


class Problem(Exception):
    """Something the reader has to put right; the text is one line that says how."""


def var_dir() -> Path:
    """The folder of everything made at run time: the same one the settings use."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def require_venv_modules(find: Callable[[str], object] = importlib.util.find_spec) -> None:
    """Debian and Ubuntu ship Python without the parts that make an environment."""
    if find("venv") is None or find("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Problem(
            f"This Python cannot make environments. On Debian or Ubuntu: sudo apt install python{version}-venv"
            " (elsewhere: install a complete Python), then run the command again."
        )


def port_from(environment: dict[str, str] | os._Environ[str]) -> int:
    text = environment.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Problem(f"PORT must be a number from 1 to 65535, not “{text}”. For example: make run PORT=8001")
    return int(text)


def require_free_port(port: int) -> None:
    """Look before the long work. A listener on another address of this computer counts as busy too."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Problem(
                f"Port {port} is busy: another program answers there. Choose another: make run PORT={port + 1}"
            )
    with socket.socket() as probe:
        # As the web server does: a port that only waits out old connections is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Problem(
                    f"Port {port} is reserved for the administrator. Choose one from 1024 up: make run PORT=8000"
                ) from error
            raise Problem(f"Port {port} is busy. Choose another: make run PORT={port + 1}") from error


def is_usable(venv: Path) -> bool:
    """False for a missing, half-made or too old environment: such a one is made again."""
    config = venv / "pyvenv.cfg"
    if not python_of(venv).exists() or not config.is_file():
        return False
    for line in config.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() in {"version", "version_info"}:
            found = tuple(int(part) for part in value.strip().split(".")[:2])
            return found >= OLDEST_PYTHON
    return False


def digest_of(paths: Iterable[Path]) -> str:
    """One SHA-256 over names and contents, in the order of names."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamp_of(venv: Path, requirements: Path) -> Path:
    """Lies inside the environment, so that it goes when the environment goes."""
    return venv / f".installed-{requirements.stem}"


def outdated(venv: Path, requirements: Iterable[Path]) -> list[Path]:
    """The requirement files whose present contents were not yet installed into the environment."""

    def installed(path: Path) -> bool:
        stamp = stamp_of(venv, path)
        return stamp.is_file() and stamp.read_text(encoding="ascii") == digest_of([path])

    return [path for path in requirements if not installed(path)]


def prepare(requirements: Sequence[Path], *, run: Runner, say: Callable[[str], None], venv: Path = VENV) -> None:
    """Make the environment and install exactly the pinned, hash-checked packages; nothing if that was done before."""
    if not is_usable(venv):
        require_venv_modules()
        say(f"Making the Python environment in {venv.name} …")
        run([sys.executable, "-m", "venv", "--clear", str(venv)])
    if missing := outdated(venv, requirements):
        say("Installing the pinned packages; the first time this takes a minute or two …")
        python = str(python_of(venv))
        if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
            run([python, "-m", "ensurepip"])
        pip = [python, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", *(part for path in missing for part in ("-r", str(path)))])
        for path in missing:
            stamp_of(venv, path).write_text(digest_of([path]), encoding="ascii")
