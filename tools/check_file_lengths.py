"""A file over 400 lines is several files: fails and names them."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools.environment import ROOT

LONGEST = 400
SUFFIXES = {".py", ".html", ".css", ".js"}
NOT_COUNTED = {"migrations", "vendor", "locale"}


def too_long(files: Iterable[Path]) -> list[tuple[int, Path]]:
    """Longest first."""
    found = []
    for path in files:
        if path.suffix in SUFFIXES and not NOT_COUNTED.intersection(path.parts) and path.is_file():
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST:
                found.append((lines, path))
    return sorted(found, reverse=True)


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listing.stdout.splitlines()]


def main() -> int:
    found = too_long(tracked_files())
    for lines, path in found:
        print(f"{path.relative_to(ROOT)}: {lines} lines, more than {LONGEST}: divide it by what it holds")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
