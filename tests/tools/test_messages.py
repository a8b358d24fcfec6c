"""Compiling and checking the catalogues."""

import gettext
from pathlib import Path

import polib
import pytest

from tools.check_messages import faults
from tools.compile_messages import compile_catalogues


def entry(msgid: str, msgstr: str = "", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def test_a_compiled_catalogue_translates(tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}
    catalogue.append(entry("Vendor", "供应商"))
    catalogue.save(str(folder / "django.po"))
    assert compile_catalogues(tmp_path) == [folder / "django.mo"]
    assert gettext.translation("django", str(tmp_path), ["zh_Hans"]).gettext("Vendor") == "供应商"


@pytest.mark.parametrize(
    "good",
    [
        entry("Vendor", "供应商"),
        entry("%(name)s is due on %(date)s.", "%(date)s 到期：%(name)s。"),
        entry("100%% of {total}", "{total} 的 100%%"),
        entry("One day late", msgid_plural="%(count)d days late", msgstr_plural={0: "迟 %(count)d 天"}),
        entry("Old text", obsolete=True),
    ],
)
def test_a_good_translation_passes(good: polib.POEntry) -> None:
    assert faults(good) == []


def test_a_missing_translation_is_found() -> None:
    assert faults(entry("Vendor")) == ["not translated"]


def test_a_missing_plural_form_is_found() -> None:
    assert faults(entry("One", msgid_plural="%(n)d", msgstr_plural={0: ""})) == ["not translated"]


def test_a_fuzzy_translation_is_found() -> None:
    assert faults(entry("Vendor", "厂商", flags=["fuzzy"])) == ["marked fuzzy: confirm or correct it"]


def test_a_lost_placeholder_is_named() -> None:
    assert faults(entry("Due on %(date)s.", "到期。")) == ["placeholders differ: %(date)s"]


def test_a_misspelt_placeholder_is_named() -> None:
    (fault,) = faults(entry("Due on %(date)s.", "%(data)s 到期。"))
    assert "%(date)s" in fault
    assert "%(data)s" in fault
