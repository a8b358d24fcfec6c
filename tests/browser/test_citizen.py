"""The citizen's way: from the home page to a vendor, its scorecard and the text behind it; wide and narrow."""

import hashlib
import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command

import contracts
from tests import factories
from tests.browser.conftest import look
from tests.factories import Q2
from tests.oversight import judged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [(1280, "wide"), (390, "narrow")]
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def county():
    """A canal that went wrong, a good hotline with a history, one vendor not rated and one correction."""
    factories.an_agency("Qinghe County (fictional)", is_demonstration=True)
    vendor = factories.a_vendor(name_en="Qinghe Chengqu Irrigation Works", name_zh_hans="青禾成渠水利工程有限公司")
    bad = judged.a_troubled_card(
        vendor=vendor, title_en="East branch canal, lining and regrading", title_zh_hans="东干渠衬砌与整坡工程"
    )
    good = factories.an_active_contract(
        published=True,
        vendor=factories.a_vendor(name_en="Qinghe Hepan Hotline Services", name_zh_hans="青禾河畔热线服务有限公司"),
        title_en="12345 hotline",
        title_zh_hans="12345热线",
    )
    judged.a_card_of("near", 7940, good, Q2)
    judged.a_card_of("good", 8810, good)
    judged.an_unrated_card()
    old, new = judged.a_corrected_card()
    return {"bad": bad, "old": old, "new": new, "good": good}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_wide_and_narrow(county, open_page, language):
    bad, good = county["bad"], county["good"]
    addresses = {
        "home": "",
        "vendors": "vendors/",
        "vendors-wrong": "vendors/?rating=x&kind=y",
        "vendor": f"vendors/{good.vendor.public_id}/",
        "contracts": "contracts/",
        "contract": f"contracts/{bad.contract.public_id}/",
        "scorecard": f"scorecards/{bad.public_id}/",
        "scorecard-superseded": f"scorecards/{county['old'].public_id}/",
        "rules": "rules/",
        "methodology": "methodology/",
        "accessibility": "accessibility/",
    }
    look_at_all(open_page, language, addresses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reported_cases_are_accessible_and_fit_wide_and_narrow(open_page, language):
    for table in ("reported_contracts.csv", "reported_metrics.csv"):
        call_command("load_reported", Path(contracts.__path__[0]) / "reference" / table, stdout=io.StringIO())
    look_at_all(open_page, language, {"reported": "reported/"})


def look_at_all(open_page, language, addresses):
    """With everything unfolded, since what is folded is looked at by some reader too."""
    for width, name in WIDTHS:
        page = open_page(width=width, language=language)
        for title, address in addresses.items():
            page.goto(f"/{language}/{address}")
            for folded in page.locator("main details:not(.filters-fold)").all():
                folded.evaluate("part => part.open = true")
            look(page, f"public-{title}-{language}-{name}")


def test_by_night(county, open_page):
    page = open_page(width=1280, dark=True)
    page.goto(f"/en/scorecards/{county['bad'].public_id}/")
    look(page, "public-scorecard-en-dark")
    page.goto("/en/vendors/")
    look(page, "public-vendors-en-dark")


@pytest.mark.parametrize(("width", "name"), WIDTHS)
def test_a_citizen_finds_a_vendor_and_checks_its_scorecard(county, open_page, width, name):
    page = open_page(width=width)
    page.goto("/")
    page.get_by_role("searchbox").fill("chengqu")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Qinghe Chengqu Irrigation Works", exact=True).wait_for()

    page.get_by_role("link", name="Vendors", exact=True).click()
    if name == "narrow":
        page.get_by_text("Filter and sort").click()
    page.get_by_label("Inadequate").check()
    page.get_by_role("button", name="Apply").click()
    assert page.get_by_role("heading", name="1 vendor").is_visible()

    page.get_by_role("link", name="Qinghe Chengqu Irrigation Works", exact=True).click()
    page.get_by_role("link", name="Q3 2026").first.click()
    assert "missed its promise" in page.locator(".why").inner_text()
    page.get_by_text("How this was computed").click()
    assert page.get_by_role("table", name="From the components to the score").is_visible()

    digest = re.sub(r"\s", "", page.locator(".digest").inner_text())
    answer = page.request.get(page.get_by_role("link", name=".json").get_attribute("href"))
    assert hashlib.sha256(answer.body()).hexdigest() == digest

    page.get_by_role("link", name="中文").click()
    page.wait_for_url(f"**/zh-hans/scorecards/{county['bad'].public_id}/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.get_by_role("heading", name="青禾成渠水利工程有限公司").is_visible()


def test_the_page_works_with_the_keyboard_alone(county, open_page):
    page = open_page(width=1280)
    page.goto("/en/vendors/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_label("Name, credit code or contract reference").focus()
    page.keyboard.type("hepan")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=hepan**")
    assert page.get_by_role("heading", name="1 vendor").is_visible()


def test_the_api_page_draws_itself_within_the_content_policy(county, open_page):
    page = open_page(width=1280)
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url) if "localhost" not in request.url else None)
    page.goto("/api/v1/docs/")
    page.get_by_text("/api/v1/vendors/", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response-col_status", has_text="200").first.wait_for()
    assert not [url for url in elsewhere if not url.startswith(("data:", "blob:"))]
