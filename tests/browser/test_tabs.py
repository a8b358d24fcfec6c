"""The tabs of a row's page: by mouse, by keyboard, by address, without script and on paper."""

import pytest
from playwright.sync_api import expect

from contracts.admin_pages import add_url, page_url
from contracts.models import Contract
from tests import factories
from tests.browser.conftest import look, sign_in
from tests.factories import PASSWORD, a_metric_term, a_ready_draft, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def official():
    return a_user("contract_manager", password=PASSWORD, is_staff=True, name_en="He Min", name_zh_hans="何敏")


@pytest.fixture
def draft():
    return a_ready_draft(title_en="Water service hotline", title_zh_hans="供水服务热线")


def opened(open_page, official, address, **options):
    page = open_page(**{"width": 1280, "height": 900} | options)
    sign_in(page, official, "admin:index")
    page.goto(address)
    return page


def tab(page, code):
    return page.locator(f"[role=tab][href='#tab-{code}']")


def chosen(page):
    return page.locator("[role=tab][aria-selected=true]").get_attribute("href").removeprefix("#tab-")


def codes(page):
    return [link.get_attribute("href").removeprefix("#tab-") for link in page.locator(".tabs > a").all()]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 1280), ("en", 375), ("zh-hans", 375)])
def test_every_tab_is_accessible_and_fits(open_page, official, draft, language, width, dark):
    page = opened(open_page, official, page_url(draft), width=width, language=language, dark=dark)
    for code in codes(page):
        tab(page, code).click()
        assert chosen(page) == code
        look(page, f"tabs-{code}-{language}-{width}{'-dark' if dark else ''}")


def test_only_the_chosen_tab_is_seen(open_page, official, draft):
    page = opened(open_page, official, page_url(draft))
    expect(page.locator("#id_reference")).to_be_visible()
    expect(page.locator("#metric_terms-group")).not_to_be_visible()
    tab(page, "terms").click()
    expect(page.locator("#id_reference")).not_to_be_visible()
    expect(page.locator("#metric_terms-group")).to_be_visible()
    assert page.locator("[role=tabpanel]").get_attribute("aria-labelledby") == "terms-tab"


def test_the_keyboard_goes_from_tab_to_tab(open_page, official, draft):
    page = opened(open_page, official, page_url(draft))
    order = codes(page)
    tab(page, order[0]).focus()
    for key, code in (
        ("ArrowRight", order[1]),
        ("ArrowRight", order[2]),
        ("ArrowLeft", order[1]),
        ("End", order[-1]),
        ("ArrowRight", order[0]),
        ("ArrowLeft", order[-1]),
        ("Home", order[0]),
    ):
        page.keyboard.press(key)
        assert chosen(page) == code
        expect(tab(page, code)).to_be_focused()
    assert page.locator("[role=tab][tabindex='0']").count() == 1, "one stop for the key Tab"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    while page.evaluate("!!document.activeElement.closest('.anchors')"):
        page.keyboard.press("Tab")
    expect(page.locator("[role=tabpanel]")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-tab]').dataset.tab") == order[1]


@pytest.mark.parametrize(
    ("anchor", "code"),
    [("#tab-terms", "terms"), ("#terms", "terms"), ("#metric_terms-group", "terms"), ("#history", "history")],
)
def test_an_address_leads_to_its_tab(open_page, official, draft, anchor, code):
    page = opened(open_page, official, page_url(draft) + anchor)
    assert chosen(page) == code


def test_an_address_leads_to_a_field_within_a_tab(open_page, official, draft):
    page = opened(open_page, official, page_url(draft) + "#id_metric_terms-0-target")
    assert chosen(page) == "terms"
    expect(page.locator("#id_metric_terms-0-target")).to_be_focused()


def test_an_address_to_nothing_leaves_the_first_tab(open_page, official, draft):
    assert chosen(opened(open_page, official, page_url(draft) + "#nothing")) == "overview"


def test_the_chosen_tab_survives_a_save(open_page, official, draft):
    page = opened(open_page, official, page_url(draft))
    tab(page, "terms").click()
    page.locator("#id_metric_terms-0-grace_days").fill("7")
    page.locator("[name=_save]").click()
    page.locator(".message--success").wait_for()
    assert chosen(page) == "terms"
    expect(page.locator("#id_metric_terms-0-grace_days")).to_have_value("7")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_tab_with_an_error_opens_and_says_how_many(open_page, official, draft, width):
    page = opened(open_page, official, page_url(draft), width=width)
    tab(page, "terms").click()
    page.locator("#id_metric_terms-0-target").fill("")
    page.locator("#id_metric_terms-0-weight_bp").fill("")
    tab(page, "people").click()
    page.locator("[name=_save]").click()
    page.locator(".alert").wait_for()
    assert chosen(page) == "terms"
    assert "2 errors" in tab(page, "terms").inner_text()
    look(page, f"tabs-errors-{width}")
    tab(page, "history").click()
    page.locator(".alert a[href='#id_metric_terms-0-weight_bp']").click()
    assert chosen(page) == "terms"
    expect(page.locator("#id_metric_terms-0-weight_bp")).to_be_focused()


def test_a_search_within_the_page_opens_the_tab(open_page, official, draft):
    page = opened(open_page, official, page_url(draft))
    part = page.locator("[data-tab=history]")
    assert part.get_attribute("hidden") == "until-found"
    part.evaluate("part => part.dispatchEvent(new Event('beforematch', {bubbles: true}))")
    assert chosen(page) == "history"


def test_on_paper_every_tab_is_shown(open_page, official, draft):
    page = opened(open_page, official, page_url(draft))
    page.emulate_media(media="print")
    for code in codes(page):
        for part in page.locator(f"[data-tab={code}]").all():
            expect(part.locator(":scope > *").first).to_be_visible()


def test_without_script_the_sections_stand_one_below_the_other(open_page, official, draft):
    page = opened(open_page, official, page_url(draft), java_script_enabled=False)
    assert page.locator("[role=tab]").count() == 0
    expect(page.locator("#id_reference")).to_be_visible()
    expect(page.locator("#id_metric_terms-0-target")).to_be_visible()
    expect(page.locator("#history")).to_be_visible()
    page.locator(".tabs a[href='#tab-terms']").click()
    assert page.url.endswith("#tab-terms")


def test_a_page_with_few_sections_has_no_tabs(open_page, official):
    page = opened(open_page, official, add_url(Contract))
    assert page.locator(".tabs").count() == 0


@pytest.mark.parametrize("width", [1280, 375])
def test_the_second_saver_sees_both_values(open_page, official, draft, width):
    term = draft.metric_terms.first() or a_metric_term(draft)
    page = opened(open_page, official, page_url(draft), width=width)
    other = opened(open_page, a_user("contract_manager", password=PASSWORD, is_staff=True), page_url(draft))
    for who, target, title in ((other, "91", "Theirs"), (page, "92", "")):
        tab(who, "terms").click()
        who.locator("#id_metric_terms-0-target").fill(target)
        if title:
            tab(who, "overview").click()
            who.locator("#id_title_en").fill(title)
        who.locator("[name=_save]").click()
        who.locator(".message--success, .alert").first.wait_for()
    assert chosen(page) == "terms"
    assert "it is now “91”" in page.locator("#metric_terms-0").inner_text()
    expect(page.locator("#id_metric_terms-0-target")).to_have_value("92")
    expect(page.locator("#id_title_en")).to_have_value("Theirs")
    look(page, f"tabs-second-saver-{width}")
    page.locator("[name=_save]").click()
    page.locator(".message--success").wait_for()
    term.refresh_from_db()
    draft.refresh_from_db()
    assert (int(term.target), draft.title_en) == (92, "Theirs")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 375)])
def test_the_sheet_is_accessible_and_fits(open_page, official, language, width):
    contract = factories.an_active_contract()
    page = opened(open_page, official, page_url(contract), language=language, width=width)
    page.locator(".anchors__more a").first.click()
    expect(page.locator("[data-print]")).to_be_visible()
    look(page, f"sheet-{language}-{width}")
