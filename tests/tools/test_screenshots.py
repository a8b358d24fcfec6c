"""The pictures of the README stay small."""

import io
import random

import pytest
from PIL import Image

from tools.environment import ROOT, Problem
from tools.screenshots import LARGEST, PICTURES, small


def noise(width: int, height: int) -> bytes:
    """A picture that cannot be compressed."""
    dots = random.Random(1).randbytes(width * height * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), dots).save(out, "PNG")
    return out.getvalue()


def test_a_picture_keeps_its_size_in_dots_and_loses_bytes() -> None:
    taken = noise(400, 400)
    written = small(taken)
    assert len(written) <= LARGEST < len(taken)
    assert Image.open(io.BytesIO(written)).size == (400, 400)


def test_a_picture_that_stays_too_large_is_refused() -> None:
    with pytest.raises(Problem, match="larger than 200 kB"):
        small(noise(1200, 1200))


def test_every_picture_is_there_in_both_languages_and_small() -> None:
    for picture in PICTURES:
        for language in ("en", "zh"):
            path = ROOT / "docs" / "screenshots" / f"{picture.name}-{language}.png"
            assert 0 < path.stat().st_size <= LARGEST, path.name
