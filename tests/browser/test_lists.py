"""Lists in a browser: choosers and filters by keyboard, the way out as a table; wide and narrow, by day and night."""

import pytest
from django.urls import reverse

from contracts.admin_pages import add_url, list_url
from contracts.models import Contract
from tests import factories
from tests.browser.conftest import look, sign_in
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [
    pytest.param({"width": 1440, "height": 900}, id="wide"),
    pytest.param({"width": 375, "height": 812, "language": "zh-hans", "dark": True}, id="narrow, Chinese, dark"),
]


@pytest.fixture
def lead():
    return factories.a_user(name_en="Zhou Xiaolan", name_zh_hans="周晓岚")


@pytest.fixture
def listed(open_page, lead):
    factories.an_agency("Water Station", parent=factories.the_agency(), code="station")
    factories.an_active_contract(reference="QH-2026-001", lead=lead)
    factories.an_active_contract(reference="QH-2026-002")

    def open_list(screen, address):
        page = open_page(**screen)
        official = factories.a_user(password=PASSWORD, is_staff=True, language=screen.get("language", ""))
        sign_in(page, official, "admin:index")
        page.goto(address)
        return page

    return open_list


@pytest.mark.parametrize("screen", SCREENS)
def test_a_row_is_chosen_by_keyboard_alone(listed, screen):
    page = listed(screen, add_url(Contract))
    box = page.locator("#id_agency + .select2 [role=combobox]")
    label = page.locator("label[for=id_agency]").inner_text()
    assert box.get_attribute("aria-label").startswith(label), "with the own agency, which is filled in"
    assert box.bounding_box()["height"] >= (44 if screen["width"] < 600 else 24)
    box.press("Enter")
    search = page.locator(".select2-container--open .select2-search__field")
    assert search.evaluate("box => box === document.activeElement")
    page.keyboard.type("station")
    page.locator(".select2-results__option:only-child:not(.loading-results)", has_text="station").wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator(f"#{search.get_attribute('aria-activedescendant')}").is_visible()
    look(page, f"chooser-open-{screen['width']}")
    page.keyboard.press("Enter")
    assert "station" in box.get_attribute("aria-label")
    assert page.locator("#id_agency option:checked").inner_text().endswith("· station")
    look(page, f"chooser-chosen-{screen['width']}")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_list_is_narrowed_by_agency_and_person_and_taken_away(listed, screen, lead):
    page = listed(screen, list_url(Contract))
    fold = page.locator(".list__filters > summary")
    if fold.is_visible():
        fold.click()
    look(page, f"list-filters-{screen['width']}")
    page.locator("#filter_person + .select2 [role=combobox]").press("Enter")
    page.locator(".select2-container--open .select2-search__field").fill(lead.username)
    page.locator(".select2-results__option:only-child:not(.loading-results)").wait_for()
    look(page, f"list-person-{screen['width']}")
    page.keyboard.press("Enter")
    page.locator(".filter__form:has(#filter_person) button").press("Enter")
    page.wait_for_url(f"**?person={lead.pk}")
    assert page.locator("#result_list tbody tr").count() == 1
    page.locator(".export > summary").press("Enter")
    look(page, f"list-export-{screen['width']}")
    with page.expect_download() as download:
        page.locator(".export [value=csv]").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "QH-2026-001" in text
    assert "QH-2026-002" not in text


def test_the_agency_is_chosen_without_script(listed, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    official = factories.a_user(password=PASSWORD, is_staff=True)
    listed({"width": 1280, "height": 800}, reverse("admin:index"))
    sign_in(page, official, "admin:index")
    page.goto(list_url(Contract))
    page.locator(".list__filters > summary").click()
    page.locator("#filter_agency").select_option("station")
    page.locator(".filter__form:has(#filter_agency) button").click()
    page.wait_for_url("**?agency=station")
    context.close()
