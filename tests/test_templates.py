"""Every template compiles, and none carries what the content security policy refuses."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

FOLDER = Path(__file__).resolve().parents[1] / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_the_template_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_template_has_nothing_inline(name):
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"<style\b", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", source, re.DOTALL))


def test_no_stylesheet_asks_another_host():
    for path in (FOLDER.parent / "static/house").glob("*.css"):
        assert "//" not in re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL), path.name
