"""The README's pictures, taken from a demonstration that is running: `make run` in one window, this in another.

Needs Chromium and what development needs (Playwright, Pillow), so `make screenshots` starts it in .venv.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools import programs
from tools.environment import ROOT, Problem, port_from

FOLDER = ROOT / "docs" / "screenshots"
LANGUAGES = {"en": ("en-GB", "en"), "zh": ("zh-CN", "zh-hans")}
LARGEST = 200_000  # bytes
COLOURS = (256, 128, 64, 32)


@dataclass(frozen=True)
class Picture:
    """``address`` with {language}; ``follow`` are the links to press from there, one after the other.

    ``fill`` is a field and what is typed into it; the picture shows its surroundings.
    """

    name: str
    address: str
    follow: tuple[str, ...] = ()
    user: str = ""
    width: int = 1280
    height: int = 1000
    scale: int = 1
    fill: tuple[str, str] | None = None


CANAL = "/admin/contracts/contract/?status__exact=active&q=K13%2B283"
PICTURES = (
    Picture("desk", "/admin/", user="he.min", height=1150),
    Picture("contract", CANAL, ("#result_list tbody th a",), "he.min", height=1450),
    # A remote section, dug too shallow
    Picture(
        "field",
        "/field/",
        ("main a:has-text('K13+283')",),
        "gao.yuan",
        390,
        844,
        2,
        ("[data-question] input[inputmode=decimal] >> nth=5", "1.09"),
    ),
    Picture("scorecard", "/{language}/vendors/?rating=bad", ("main td a[href*='/scorecards/']",), height=1300),
    Picture("vendors", "/{language}/vendors/"),
)


def main() -> int:
    root = f"http://127.0.0.1:{port_from(os.environ)}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _browser() as browser:
        for picture in PICTURES:
            for short, (locale, code) in LANGUAGES.items():
                path = FOLDER / f"{picture.name}-{short}.png"
                path.write_bytes(small(_taken(browser, picture, root, locale, code)))
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")
    return 0


@contextmanager
def _browser() -> Iterator[Browser]:
    chromium = programs.chromium()
    if chromium is None:
        raise Problem("No Chromium was found. Install one, or name it: CHROMIUM=/path/to/chromium make screenshots")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(programs.CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


def _taken(browser: Browser, picture: Picture, root: str, locale: str, code: str) -> bytes:
    size: Any = {"width": picture.width, "height": picture.height}
    context = browser.new_context(
        base_url=root, locale=locale, viewport=size, device_scale_factor=picture.scale, timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    if picture.user:
        _sign_in(page, picture)
    page.goto(picture.address.format(language=code))
    for link in picture.follow:
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")
    if picture.fill:
        field = page.locator(picture.fill[0])
        field.fill(picture.fill[1])
        field.evaluate("field => field.scrollIntoView({block: 'center', behavior: 'instant'})")
    taken = page.screenshot(animations="disabled")
    context.close()
    if refused:
        raise Problem(f"This could not be shown: {refused[0]}")
    return taken


def _sign_in(page: Page, picture: Picture) -> None:
    page.goto("/login/")
    page.locator("#id_username").fill(picture.user)
    page.locator("#id_password").fill(_password())
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "/login/" not in address)


def _password() -> str:
    # Imported here: the demonstration stands on models, which want Django set up first
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")
    django.setup()
    from oversight.demo import PASSWORD

    return PASSWORD


def small(taken: bytes) -> bytes:
    """The picture with as many colours of its own as fit into LARGEST bytes."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    for colours in COLOURS:
        written = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() <= LARGEST:
            return written.getvalue()
    raise Problem(f"A picture is larger than {LARGEST // 1000} kB even with {COLOURS[-1]} colours. Make it smaller.")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
