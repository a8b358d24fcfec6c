"""How a vendor was found: the official's page and the public's, wide and narrow."""

import pytest
from django.urls import reverse
from django.utils import translation

from contracts import actions
from contracts.admin_pages import list_url, page_url, step_url
from contracts.models import Tender
from tests import factories
from tests.browser.conftest import look, sign_in
from tests.factories import NOW, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"wide": 1280, "narrow": 375}
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def contract():
    """Of an awarded tender whose award notice never came."""
    tender = factories.an_awarded_tender(award_notice_on=None)
    contract = factories.an_active_contract(**factories.of_tender(tender))
    return actions.publish_contract(contract, by=factories.staff(), at=NOW)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_officials_pages_of_tenders_are_accessible_and_fit(open_page, contract, language, width):
    official = factories.a_user("contract_manager", password=PASSWORD, is_staff=True)
    bid = factories.a_bid()
    page = open_page(width=WIDTHS[width], height=900, language=language)
    sign_in(page, official, "admin:index")
    addresses = {
        "tenders": list_url(Tender),
        "tender": page_url(contract.tender),
        "tender-bids": page_url(bid.tender),
        "award": step_url(bid.tender, "award"),
        "bid": page_url(bid),
    }
    for title, address in addresses.items():
        page.goto(address)
        for folded in page.locator("main .block details").all():
            folded.evaluate("part => part.open = true")
        look(page, f"{title}-{language}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_sees_the_steps_that_came_late_or_never(open_page, contract, language, width):
    page = open_page(width=WIDTHS[width], height=900, language=language)
    with translation.override(language):
        page.goto(reverse("contract_detail", args=[contract.public_id]))
    missing = "Missing" if language == "en" else "尚缺"
    drawn = ".steps--drawn .chart" if width == "wide" else "ol.steps"
    assert page.locator(drawn).is_visible()
    assert page.locator(".steps--narrow").is_visible() is (width == "narrow")
    page.locator("#tender-h ~ details summary").click()
    assert page.locator("#tender-h ~ details").get_by_text(missing).first.is_visible()
    look(page, f"public-tender-{language}-{width}")
