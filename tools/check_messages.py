"""Is every text of the source in the Chinese catalogue, translated, with the same placeholders?

Works on a copy of the source, so that checking never changes the catalogue. Needs gettext's xgettext and msgmerge.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polib

from tools.environment import ROOT
from tools.programs import in_ci
from tools.upkeep import COLLECT_TEXTS, LOCALE

SOURCES = ("contracts", "inspections", "oversight", "templates", "static", "locale")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)%[sd]|\{(\w*)\}")


def placeholders(text: str) -> Counter[str]:
    return Counter(match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def faults(entry: polib.POEntry) -> list[str]:
    """What is wrong with the translation of one text."""
    if entry.obsolete:
        return []
    if "fuzzy" in entry.flags:
        return ["marked fuzzy: confirm or correct it"]
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(translations):
        return ["not translated"]
    # A plural's own wording may drop the number («one»), so the plural form is what counts.
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    return [
        f"placeholders differ: {', '.join((wanted - placeholders(text)) | (placeholders(text) - wanted))}"
        for text in translations
        if set(placeholders(text)) != set(wanted)
    ]


def collect_in_copy(folder: Path) -> list[Path]:
    """Collect the texts of a copy of the source into a copy of the catalogue; the resulting .po files."""
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "vendor"))
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "locale").mkdir(exist_ok=True)
    domains = ["django"]
    if any("gettext(" in path.read_text(encoding="utf-8") for path in (folder / "static").rglob("*.js")):
        domains.append("djangojs")
    for domain in domains:
        command = [sys.executable, "manage.py", *COLLECT_TEXTS, "--domain", domain]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"makemessages failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return sorted((folder / "locale" / LOCALE).rglob("*.po"))


def main() -> int:
    if shutil.which("xgettext") is None or shutil.which("msgmerge") is None:
        print("gettext is not installed, so the messages were not checked (Debian: apt install gettext)")
        return 1 if in_ci() else 0
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in collect_in_copy(Path(folder)):
            for entry in polib.pofile(str(path)):
                for fault in faults(entry):
                    found += 1
                    where = ", ".join(name for name, _ in entry.occurrences[:2])
                    print(f"{path.name}: {entry.msgid[:70]!r} ({where}): {fault}")
    if found:
        print(f"{found} message(s) to mend. `make messages` collects new texts into locale/.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
