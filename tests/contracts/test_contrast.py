"""The tokens keep WCAG 2.2 AA contrast in both themes: text 4.5:1, borders of controls and marks 3:1."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static/house/tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken", "hover")
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3", "link", "bad") for ground in GROUNDS],
    *[(tone, f"{tone}-tint") for tone in ("good", "near", "improve", "bad", "none")],
    *[("ink", f"{tone}-tint") for tone in ("good", "near", "improve", "bad", "none", "brand")],
    *[("none", "surface"), ("improve", "surface"), ("good", "surface"), ("near", "surface"), ("ink-2", "bad-tint")],
    *[("on-brand", "brand"), ("on-brand", "brand-hover"), ("on-deep", "brand-deep"), ("on-deep-2", "brand-deep")],
]
MARK_PAIRS = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in GROUNDS],
    *[("brand", "surface"), ("brand", "brand-tint"), ("brand", "sunken"), ("bad", "sunken")],
    *[("focus-on-deep", "brand-deep")],
]


def themes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r"(:root[^{]*)\{([^{}]*)\}", TOKENS)
    found = {}
    for selector, body in blocks:
        values = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", body))
        found[selector.strip()] = values
    light = found[":root"]
    dark = found[':root[data-theme="dark"]']
    by_system = found[':root:not([data-theme="light"])']
    return {"light": light, "dark": {**light, **dark}, "dark by system": {**light, **by_system}}


def luminance(colour: str) -> Decimal:
    parts = []
    for start in (1, 3, 5):
        share = Decimal(int(colour[start : start + 2], 16)) / 255
        parts.append(
            share / Decimal("12.92")
            if share <= Decimal("0.04045")
            else ((share + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")
        )
    return Decimal("0.2126") * parts[0] + Decimal("0.7152") * parts[1] + Decimal("0.0722") * parts[2]


def contrast(one: str, other: str) -> Decimal:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + Decimal("0.05")) / (low + Decimal("0.05"))


def test_black_on_white_is_twenty_one_to_one():
    assert contrast("#000000", "#ffffff") == 21


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme, text, ground):
    values = themes()[theme]
    assert contrast(values[text], values[ground]) >= Decimal("4.5")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_borders_and_marks_can_be_seen_on_their_ground(theme, mark, ground):
    values = themes()[theme]
    assert contrast(values[mark], values[ground]) >= Decimal(3)


def test_both_ways_into_the_dark_theme_give_the_same_colours():
    found = themes()
    assert found["dark"] == found["dark by system"]
