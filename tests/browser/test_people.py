"""Who answered on a day, and what a value would mean: wide and narrow, by day and by night, in both languages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from contracts.admin.responsible import responsible_url
from contracts.admin_pages import page_url, step_url
from contracts.models import Duty
from tests import factories
from tests.browser.conftest import look, sign_in
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [
    pytest.param({"width": 1440, "height": 900}, id="wide"),
    pytest.param({"width": 375, "height": 812, "language": "zh-hans", "dark": True}, id="narrow, Chinese, dark"),
]


@pytest.fixture
def official(open_page):
    def open_as(screen, user):
        page = open_page(**screen)
        sign_in(page, user, "admin:index")
        return page

    return open_as


def _somebody(screen, role="contract_manager"):
    return factories.a_user(role, password=PASSWORD, is_staff=True, language=screen.get("language", ""))


@pytest.mark.parametrize("screen", SCREENS)
def test_who_was_responsible_on_a_day(official, screen):
    holder, today = _somebody(screen), timezone.localdate()
    duty = factories.a_duty(factories.a_draft(starts_on=today - timedelta(days=20)), holder)
    factories.delegate(duty, factories.a_user(), today, today + timedelta(days=5))
    page = official(screen, holder)
    page.goto(responsible_url(duty.contract))
    assert page.locator("tbody tr").count() == 1
    look(page, f"responsible-{screen['width']}")
    page.goto(page_url(duty))
    look(page, f"duty-{screen['width']}")
    page.goto(step_url(duty, "delegate"))
    look(page, f"delegate-{screen['width']}")


@pytest.mark.parametrize("screen", SCREENS)
def test_what_a_person_leaves_behind(official, screen):
    duty = factories.a_duty(factories.a_draft())
    page = official(screen, _somebody(screen, ("administrator", "contract_manager")))
    page.goto(step_url(duty.person, "close"))
    look(page, f"close-account-{screen['width']}")
    page.locator("main form button.btn--danger").click()
    page.locator("#load .alert").wait_for()
    look(page, f"load-{screen['width']}")


@pytest.mark.parametrize("screen", SCREENS)
def test_what_a_value_would_mean(official, screen):
    draft = factories.a_draft()
    agreed = {"deduction_rate": Decimal("0.5"), "deduction_cap": 5, "bonus_rate": Decimal("0.2"), "bonus_cap": 1}
    term = factories.a_metric_term(draft, "H3", target=Decimal(90), floor=Decimal(70), **agreed)
    page = official(screen, _somebody(screen))
    page.goto(page_url(term))
    page.locator("#id_value").fill("86")
    page.locator("#preview button").click()
    assert "86%" in page.locator("#preview [role=status]").inner_text()
    look(page, f"term-{screen['width']}")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_sum_of_the_weights_is_shown_while_one_types(official, screen):
    draft = factories.a_draft("irrigation")
    factories.a_metric_term(draft, "W1", weight_bp=6000)
    factories.a_section(draft)
    factories.a_duty(draft, role=Duty.Role.MANAGER)
    page = official(screen, _somebody(screen))
    page.goto(f"{page_url(draft)}#tab-terms")
    sum_of_weights = page.locator(".weights")
    assert "60" in sum_of_weights.inner_text()
    page.locator("#id_metric_terms-1-weight_bp").fill("4000")
    assert "100" in sum_of_weights.inner_text()
    look(page, f"terms-{screen['width']}")
