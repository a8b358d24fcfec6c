"""The official's way: desk, vendor, draft with its terms, lead, activation, publication, history; wide and narrow."""

import pytest
from django.urls import reverse

from contracts.admin_pages import add_url, history_url, list_url, page_url, step_url
from contracts.models import AuditEvent, Contract, Duty, Indicator, ServiceKind, Vendor
from inspections.models import Inspection, Reading
from oversight.models import Flag
from tests import factories
from tests.browser.choosers import choose
from tests.browser.conftest import look, sign_in
from tests.factories import PASSWORD, a_draft, a_duty, a_metric_term, a_scheduled_inspection, a_user, days
from tests.factories.files import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"wide": 1280, "narrow": 375}
LANGUAGES = ["en", "zh-hans"]


def an_official(**fields):
    return a_user("contract_manager", password=PASSWORD, is_staff=True, **fields)


@pytest.fixture
def official():
    return an_official(name_en="He Min", name_zh_hans="何敏")


@pytest.fixture
def lead():
    return an_official(name_en="Zhou Xiaolan", name_zh_hans="周晓岚")


@pytest.fixture
def works(this_year, now, lead):
    """A contract in force, with a visit that is overdue, one that failed, readings and a flag."""
    contract = factories.an_active_contract(
        "irrigation",
        starts_on=this_year,
        lead=lead,
        title_en="East branch canal, lining and regrading",
        title_zh_hans="东干渠衬砌与整坡工程",
    )
    a_scheduled_inspection(contract, at=now)
    visits = Inspection.objects.filter(contract=contract, due_on__lt=now.date()).order_by("-due_on")
    visit = a_scheduled_inspection(contract, due_on=visits[1].due_on, at=now)
    factories.a_finding(factories.an_approved_report(visit, at=now - days(3), failing=[1]))
    last_month = now.date().replace(day=1) - days(1)
    factories.a_reading(factories.a_reading_due(contract, month=f"{last_month:%Y-%m}", at=now), at=now)
    factories.swept("INSPECTION_OVERDUE", at=now)
    return contract


@pytest.fixture
def draft(official, this_year):
    """Of which one thing is missing after the other; its lead is asked to acknowledge."""
    draft = a_draft(
        starts_on=this_year, title_en="12345 hotline, sixth year", title_zh_hans="12345热线受理平台（第六年）"
    )
    a_metric_term(draft, "H1", weight_bp=6000)
    a_duty(draft, official, acknowledged=False)
    return draft


def press(page, row, step):
    page.locator(f"form[action='{step_url(row, step)}'] button").click()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_official_works_with_is_accessible_and_fits(open_page, official, works, draft, language, width):
    page = open_page(width=WIDTHS[width], height=900, language=language)
    sign_in(page, official, "admin:index")
    addresses = {
        "desk": reverse("admin:index"),
        "contracts": list_url(Contract, status__exact=Contract.Status.ACTIVE),
        "flags": list_url(Flag),
        "contract": page_url(works),
        "draft": page_url(draft),
        "assign": step_url(draft, "assign-duty"),
        "close": step_url(works, "close"),
        "history": history_url(works),
        "import": reverse("admin:inspections_reading_import"),
        "reading": add_url(Reading),
    }
    for title, address in addresses.items():
        page.goto(address)
        for folded in page.locator("main details:not(.list__filters)").all():
            folded.evaluate("part => part.open = true")
        look(page, f"admin-{title}-{language}-{width}")
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize(("language", "width"), [("en", "wide"), ("zh-hans", "narrow")])
def test_a_contract_from_its_vendor_to_the_public(
    open_page, official, lead, works, draft, this_year, now, language, width
):
    def name(title):
        return f"admin-way-{title}-{language}-{width}"

    page = open_page(width=WIDTHS[width], height=900, language=language)
    sign_in(page, official, "admin:index")
    _acknowledges_from_the_desk(page, draft)
    vendor = _registers_a_vendor(page, name)
    contract = _registers_a_draft(page, vendor, this_year)
    look(page, name("gates"))
    _corrects_the_weights(page, contract)
    factories.vetted(vendor, now)  # its credit file has a test of its own
    factories.a_training(contract, at=now)
    _adds_the_papers(page, contract, name)
    _names_the_lead(page, contract, lead)

    other = open_page(width=WIDTHS[width], height=900, language=language)
    sign_in(other, lead, "admin:index")
    press_on_desk(other, contract)

    page.goto(page_url(contract))
    press(page, contract, "activate")
    press(page, contract, "publish")
    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE
    assert contract.published_on is not None
    assert page.locator("#id_reference").count() == 0, "what is in force is not edited"
    look(page, name("published"))

    page.locator("[role=tab][href='#tab-history']").click()
    page.locator(f"a[href='{history_url(contract)}']").click()
    assert page.locator(".log > li").count() == AuditEvent.objects.of_contract(contract).count()
    page.goto(f"/{language}/contracts/{contract.public_id}/")
    assert contract.reference in page.locator("main").inner_text()


def _acknowledges_from_the_desk(page, draft):
    page.locator(".queues a[href='#duties']").click()
    assert page.evaluate("location.hash") == "#duties"
    press_on_desk(page, draft)


def press_on_desk(page, contract):
    duty = contract.duties.get()
    page.locator(f"form[action^='{step_url(duty, 'acknowledge')}'] button").click()
    page.locator(".message--success").wait_for()
    duty.refresh_from_db()
    assert duty.acknowledged_at is not None
    assert page.url.endswith(reverse("admin:index")), "back to the rest of the work"


def _registers_a_vendor(page, name):
    code = factories.credit_code()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    page.goto(add_url(Vendor))
    page.locator("#id_name_en").fill("Qinghe Yunling Call Services Co., Ltd.")
    page.locator("#id_name_zh_hans").fill("青禾云岭话务服务有限公司")
    page.locator("#id_credit_code").fill(wrong)
    page.locator("[name=_save]").click()
    page.locator(".alert a[href='#id_credit_code']").wait_for()
    assert page.locator("#id_credit_code").input_value() == wrong
    look(page, name("vendor-wrong"))
    page.locator("#id_credit_code").fill(code)
    page.locator("[name=_save]").click()
    page.locator(".message--success").wait_for()
    return Vendor.objects.get(credit_code=code)


def _registers_a_draft(page, vendor, this_year):
    """With weights that come to 90% only."""
    page.goto(add_url(Contract))
    choose(page, "id_agency", factories.the_agency(), typing="the-agency")
    choose(page, "id_vendor", vendor, typing=vendor.credit_code)
    choose(page, "id_scope_item", factories.a_scope_item(), typing="hotline-it")
    choices = {
        "kind": ServiceKind.objects.get(code="hotline").pk,
        "regime": Contract.Regime.SERVICE_PURCHASE,
        "method": Contract.Method.OPEN,
    }
    texts = {
        "reference": "QH-2026-099",
        "title_en": "Water service hotline",
        "title_zh_hans": "供水服务热线",
        "amount": "1428816.00",
        "budget_line": "2010399",
        "no_tender_ground": "Government Procurement Law, art. 31",
        "agreed_staff": "24",
        "managing_staff": "2",
        "signed_on": (this_year - days(14)).isoformat(),
        "starts_on": this_year.isoformat(),
        "ends_on": (this_year + days(364)).isoformat(),
    }
    for field, value in choices.items():
        page.locator(f"#id_{field}").select_option(str(value))
    for field, value in texts.items():
        page.locator(f"#id_{field}").fill(value)
    assert "1,428,816.00" in page.locator("output[for=id_amount]").inner_text()
    page.locator("#metric_terms-group .add-row a").click()
    for row, (code, weight) in enumerate({"H1": "6000", "H3": "3000"}.items()):
        term = f"#id_metric_terms-{row}-"
        page.locator(f"{term}indicator").select_option(str(Indicator.objects.get(code=code).pk))
        page.locator(f"{term}target").fill("95")
        page.locator(f"{term}weight_bp").fill(weight)
    page.locator("#id_inspection_terms-0-method").select_option("mystery_call")
    page.locator("[name=_save]").click()
    page.locator(".gates").wait_for()
    assert "90" in page.locator(".gates").inner_text()
    assert page.locator("[aria-describedby=why-activate]").get_attribute("aria-disabled") == "true"
    return Contract.objects.get(reference="QH-2026-099")


def _corrects_the_weights(page, contract):
    page.locator("[role=tab][href='#tab-terms']").click()
    for row in (0, 1):
        weight = page.locator(f"#id_metric_terms-{row}-weight_bp")
        if weight.input_value() == "3000":
            weight.fill("4000")
    page.locator("[name=_save]").click()
    page.locator(".message--success").wait_for()
    assert contract.metric_terms.weight() == 10_000


def _adds_the_papers(page, contract, name):
    for kind in ("contract", "rulebook"):
        page.goto(step_url(contract, "add-document"))
        page.locator("#id_kind").select_option(kind)
        page.locator("#id_title").fill(f"The {kind}")
        upload = a_pdf(kind)
        page.locator("#id_upload").set_input_files(
            {"name": upload.name, "mimeType": "application/pdf", "buffer": upload.read()}
        )
        look(page, name(f"document-{kind}"))
        page.locator("main form .btn--main").click()
        page.locator(".message--success").wait_for()
    assert contract.documents.standing().count() == 2


def _names_the_lead(page, contract, lead):
    page.locator(f"a.btn[href='{step_url(contract, 'assign-duty')}']").click()
    page.locator("#id_role").select_option(Duty.Role.LEAD)
    choose(page, "id_person", lead, typing=lead.username)
    page.locator("main form .btn--main").click()
    page.locator(".message--success").wait_for()
    assert contract.duties.get().is_pending


def test_a_filter_is_opened_and_taken_away_by_keyboard(open_page, official, works, draft):
    page = open_page(width=1280, height=900)
    sign_in(page, official, "admin:index")
    page.goto(list_url(Contract))
    assert page.locator("#result_list tbody tr").count() == 2
    page.locator(".list__filters > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#changelist-filter a[href*='status__exact=draft']").focus()
    page.keyboard.press("Enter")
    page.locator(".chip").wait_for()
    assert page.locator("#result_list tbody tr").count() == 1
    look(page, "admin-filtered")
    page.locator(".chip").focus()
    page.keyboard.press("Enter")
    page.locator(".chip").wait_for(state="detached")
    assert page.locator("#result_list tbody tr").count() == 2


def test_a_refused_page_says_what_to_do(open_page, official):
    page = open_page(width=375, height=800)
    sign_in(page, official, "admin:index")
    page.goto(reverse("admin:contracts_user_add"))
    look(page, "admin-refused")
    page.locator("a[href='/admin/']").click()
    page.wait_for_url(f"**{reverse('admin:index')}")
