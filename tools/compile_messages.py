"""Compile locale/**/*.po to .mo in pure Python, so that running the product needs no gettext programs."""

from pathlib import Path

import polib

from tools.environment import ROOT


def compile_catalogues(folder: Path) -> list[Path]:
    """The .mo files written. Texts marked fuzzy are left out, as gettext does it."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_catalogues(ROOT / "locale"):
        print(path.relative_to(ROOT))
