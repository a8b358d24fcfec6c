"""Rules about the project's own files."""

import re
from pathlib import Path

import pytest

from tools.check_file_lengths import too_long
from tools.environment import ROOT

REQUIREMENT = re.compile(r"[A-Za-z][\w.-]*(\[[\w,-]+\])?")


def required(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [match.group(0) for line in lines if (match := REQUIREMENT.match(line))]


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_has_its_reason(name: str) -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [entry for entry in required(name) if f"| {entry} |" not in reasons] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_dependency_is_pinned_with_hashes(name: str) -> None:
    pinned = (ROOT / f"{name}.txt").read_text(encoding="utf-8").lower()
    for entry in required(f"{name}.in"):
        line = re.compile(rf"^{re.escape(entry.lower().split('[')[0]).replace('_', '-')}(\[[\w,-]+\])?==\S+ \\$", re.M)
        assert line.search(pinned), entry


def test_a_file_of_400_lines_passes_and_one_more_does_not(tmp_path: Path) -> None:
    fits, over, minutes = tmp_path / "fits.py", tmp_path / "over.py", tmp_path / "minutes.md"
    fits.write_text("x\n" * 400)
    over.write_text("x\n" * 401)
    minutes.write_text("x\n" * 900)
    assert too_long([fits, over, minutes]) == [(401, over)]


@pytest.mark.parametrize("folder", ["migrations", "vendor", "locale"])
def test_what_is_generated_or_foreign_does_not_count(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "long.js"
    path.parent.mkdir()
    path.write_text("x\n" * 500)
    assert too_long([path]) == []
