"""Finds the server programs that some tests need, and says what goes untested without them."""

import os
import re
import shutil
from pathlib import Path

# Where distributions keep the PostgreSQL server programs, which are usually not on the PATH.
POSTGRESQL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Headless, in a container as well, and without calls of its own to the outside
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _version_in(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[0]) if numbers else 0


def postgresql_bin() -> Path | None:
    """The folder with initdb and pg_ctl, the newest if there are several."""
    folders = [path for pattern in POSTGRESQL_FOLDERS for path in Path("/").glob(pattern.lstrip("/"))]
    folders.sort(key=_version_in, reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def redis_server() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def chromium() -> str | None:
    """CHROMIUM names one; else a browser of the system; else the one Playwright has downloaded."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return found or _playwright_chromium()


def _playwright_chromium() -> str | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    builds = sorted(folder.glob("chromium-*/chrome-linux*/chrome"), key=_version_in)
    return str(builds[-1]) if builds else None


def in_ci() -> bool:
    """On the build server nothing may be left out quietly."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
