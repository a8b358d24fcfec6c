"""Pages in Chromium against the live server: as each user sees them, in both languages, by day and by night."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.axe import violations
from tests.factories import PASSWORD
from tools import programs
from tools.environment import ROOT

# The browser's own loop runs in this thread while the tests read the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
SCREENSHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": programs.chromium(), "args": list(programs.CHROMIUM_ARGUMENTS)}


@pytest.fixture
def open_page(browser, live_server):
    """Makes pages of a width, language and theme. What the console complains of fails the test at its end."""
    contexts, complaints = [], []

    def open_one(width=390, height=844, language="en", dark=False, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if _is_complaint(line) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _is_complaint(line) -> bool:
    """A refused form is answered with a status of its own, which the console reports as a failure to load."""
    return line.type == "error" and "Failed to load resource" not in line.text


@pytest.fixture
def now():
    """The browser has the real clock, so the rows are made relative to it."""
    return timezone.now()


@pytest.fixture
def this_year(now):
    """The first day of a contract year in the middle of which today lies."""
    return (timezone.localdate(now).replace(day=1) - timedelta(days=170)).replace(day=1)


def sign_in(page, user, url_name):
    """Open a page as somebody who is asked to sign in first."""
    page.goto(reverse(url_name))
    page.locator("#id_username").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form button[type=submit].btn--main").click()
    page.wait_for_url(f"**{reverse(url_name)}")


def look(page, name):
    """Keep a screenshot and check accessibility and width."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    _whole_page(page, SCREENSHOTS / f"{name}.png")
    assert violations(page) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0, f"{name} is {overflow} px wider than the screen"


def _whole_page(page, path):
    """As if the screen were as long as the page, so that what sticks to its edges stands where it belongs."""
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=path, animations="disabled")
    page.set_viewport_size(size)
