"""The inspector's way with a phone: list, report, correction, bad line, receipt."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from inspections.actions import return_report
from inspections.actions.report import questions
from inspections.field.inputs import parse_number
from inspections.models import ChecklistItem, Evidence, FieldReport
from tests.browser.conftest import look, sign_in
from tests.factories import (
    PASSWORD,
    a_filed_report,
    a_photo,
    a_scheduled_inspection,
    a_user,
    an_active_contract,
    days,
    staff,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Kind = ChecklistItem.Kind


@pytest.fixture
def inspector():
    return a_user("inspector", password=PASSWORD, name_en="Lin Yue", name_zh_hans="林越")


@pytest.fixture
def canal(inspector, this_year, now):
    """A patrol of a canal, due soon, with a roadside and a remote section."""
    contract = an_active_contract(
        "irrigation",
        starts_on=this_year,
        title_en="East branch canal, lining and regrading",
        title_zh_hans="东干渠衬砌与整坡工程",
    )
    return a_scheduled_inspection(contract, inspectors=[inspector, a_user("inspector")], at=now)


@pytest.fixture
def inbox(canal, inspector, this_year, now):
    """Visits of every urgency, a report that was sent back and one that waits for its review."""
    hotline = an_active_contract(
        starts_on=this_year, title_en="12345 hotline, evening shift", title_zh_hans="12345热线夜班座席"
    )
    pair = [inspector, a_user("inspector")]
    due = [inspection.due_on for inspection in all_of(a_scheduled_inspection(hotline, inspectors=(), at=now))]
    past = [day for day in due if day < timezone.localdate(now)]
    a_scheduled_inspection(hotline, due_on=past[-1], inspectors=pair, at=now)
    returned = a_filed_report(
        a_scheduled_inspection(hotline, due_on=past[-2], inspectors=pair, at=now), by=inspector, at=now - days(2)
    )
    return_report(
        returned, by=staff("supervisor"), at=now - days(1), reason="Which number was called? Please add the time."
    )
    a_filed_report(
        a_scheduled_inspection(hotline, due_on=past[-3], inspectors=pair, at=now),
        by=inspector,
        at=now - days(4),
        failing=[1, 2],
    )


def all_of(inspection):
    return type(inspection).objects.filter(contract=inspection.contract).order_by("due_on")


def photo(name="rod.jpg"):
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_photo(size=(640, 480))}


def keys(inspection, kind):
    return [question.key for question in questions(inspection) if question.item.kind == kind]


def answer_all(page, inspection, depth="1.20"):
    for key in keys(inspection, Kind.MEASUREMENT):
        page.locator(f"#id_{key}").fill(depth)
    for key in keys(inspection, Kind.YES_NO):
        page.locator(f"#id_{key}_0").check()


def open_report(page, inspector, inspection):
    sign_in(page, inspector, "field:inbox")
    page.goto(reverse("field:report", args=[inspection.pk]))


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("zh-hans", True)], ids=["en-light", "zh-dark"])
def test_an_inspector_reports_from_a_phone(open_page, inspector, canal, inbox, language, dark):
    name = f"field-{{}}-{language}-{'dark' if dark else 'light'}".format
    page = open_page(language=language, dark=dark)
    sign_in(page, inspector, "field:inbox")
    assert page.locator("html").get_attribute("lang") == language
    look(page, name("inbox"))

    page.locator(f"a[href='{reverse('field:report', args=[canal.pk])}']").click()
    look(page, name("blank"))

    near, remote = keys(canal, Kind.MEASUREMENT)
    answer_all(page, canal)
    page.locator(f"#id_{remote}").fill("1.14")
    page.locator(f"#id_{near}").fill("")
    remote_item = page.locator(f"[data-question={remote}]")
    assert "60" in remote_item.locator(".result").inner_text()
    assert "40" in remote_item.locator(".result").inner_text()
    page.locator(f"#id_{remote}-photo_0").set_input_files(photo("rod.jpg"))
    page.locator(f"#id_{remote}-photo_0").set_input_files(photo("view.jpg"))
    assert remote_item.locator(".shot img").count() == 2
    look(page, name("answers"))

    page.locator("#report-send").click()
    page.locator("#report-errors a").wait_for()
    assert page.evaluate("document.activeElement.className") == "alert"
    assert page.locator(f"#id_{near}").get_attribute("aria-invalid") == "true"
    assert remote_item.locator(".shot img").count() == 2, "a correction costs no photo"
    look(page, name("corrections"))

    page.locator(f"#id_{near}").fill("1,21")
    page.locator("#report-send").click()
    page.wait_for_url("**/field/reports/*/")
    report = FieldReport.objects.get(inspection=canal)
    assert [finding.section.is_remote for finding in report.findings.all()] == [True]
    assert report.evidence.count() == 2
    assert page.evaluate("Object.keys(localStorage).length") == 0
    look(page, name("filed"))


def test_what_is_typed_survives_a_reload_and_photos_are_named(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    (first, *_others), (choice, *_more) = keys(canal, Kind.MEASUREMENT), keys(canal, Kind.YES_NO)
    sending_key = page.locator("[name=client_uuid]").input_value()
    page.locator(f"#id_{first}").fill("1.19")
    page.locator(f"#id_{choice}_1").check()
    page.locator(f"#id_{choice}-photo_0").set_input_files(photo("lining.jpg"))
    page.locator("#id_remarks").fill("Silted.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator(f"#id_{first}").input_value() == "1.19"
    assert page.locator(f"#id_{choice}_1").is_checked()
    assert page.locator("#id_remarks").input_value() == "Silted."
    assert page.locator("[name=client_uuid]").input_value() == sending_key
    assert "lining.jpg" in page.locator(f"[data-question={choice}]").inner_text()
    assert page.locator("#report-restored").is_visible()
    look(page, "field-restored")


def test_leaving_with_unsent_input_is_asked_about(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    page.locator("#id_remarks").press_sequentially("Silted.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(reverse("field:inbox"))
    assert asked == ["beforeunload"]


def test_starting_afresh_forgets_what_was_kept(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    page.locator("#id_remarks").fill("Silted.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("#report-restored button").click()
    page.locator("#report-restored").wait_for(state="hidden")
    assert page.locator("#id_remarks").input_value() == ""


def test_a_bad_line_costs_nothing(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    answer_all(page, canal)
    (name,) = keys(canal, Kind.PHOTO)
    page.locator(f"#id_{name}_1").set_input_files([photo("rod.jpg"), photo("view.jpg")])
    page.context.set_offline(True)
    page.locator("#report-send").click()
    page.get_by_text("there is no connection").wait_for()
    look(page, "field-no-signal")
    assert not FieldReport.objects.exists()
    page.context.set_offline(False)
    page.locator("#report-send").click()
    page.wait_for_url("**/field/reports/*/")
    assert Evidence.objects.filter(report=FieldReport.objects.get()).count() == 2


def test_an_answer_that_never_arrived_files_once(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    answer_all(page, canal)
    sent = []

    def lose_the_answer(route):
        sent.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route(
        "**/field/*/", lambda route: lose_the_answer(route) if route.request.method == "POST" else route.fallback()
    )
    page.locator("#report-send").click()
    page.get_by_text("there is no connection").wait_for()
    page.unroute_all()
    assert sent == [302]
    page.locator("#report-send").click()
    page.wait_for_url("**/field/reports/*/")
    assert FieldReport.objects.count() == 1


def test_an_expired_session_costs_nothing(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    answer_all(page, canal)
    page.context.clear_cookies(name="sessionid")
    page.locator("#report-send").click()
    page.get_by_text("You have been signed out").wait_for()
    with page.context.expect_page() as tab:
        page.locator("#report-errors a").click()
    tab.value.locator("#id_username").fill(inspector.username)
    tab.value.locator("#id_password").fill(PASSWORD)
    tab.value.locator("form button[type=submit].btn--main").click()
    tab.value.wait_for_url(lambda url: "/login/" not in url)
    page.locator("#report-send").click()
    page.wait_for_url("**/field/reports/*/")
    assert FieldReport.objects.count() == 1


def test_a_chosen_photo_can_be_taken_away_again(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    answer_all(page, canal)
    (name,) = keys(canal, Kind.PHOTO)
    page.locator(f"#id_{name}_1").set_input_files([photo("rod.jpg"), photo("hand.jpg")])
    page.get_by_role("button", name="Remove photo 2 (hand.jpg)").click()
    page.locator("#report-send").click()
    page.wait_for_url("**/field/reports/*/")
    assert Evidence.objects.count() == 1


def test_the_form_works_without_a_script(open_page, inspector, canal):
    page = open_page(java_script_enabled=False)
    open_report(page, inspector, canal)
    answer_all(page, canal)
    (name,) = keys(canal, Kind.PHOTO)
    page.locator(f"#id_{name}_0").set_input_files(photo())
    page.locator("#report-send").click()
    page.wait_for_url("**/field/reports/*/")
    assert FieldReport.objects.get().evidence.count() == 1


TYPED = [
    "1.2",
    "1.18",
    "1.1799",
    "1,21",
    "1.23",
    "１．１４",
    "1。19",
    "1,140",
    "1,200.5",
    "0,5",
    ".9",
    "1.1.1",
    "deep",
    "-1",
]


def test_the_phone_judges_as_the_portal_does(open_page, inspector, canal):
    page = open_page()
    open_report(page, inspector, canal)
    question = next(asked for asked in questions(canal) if asked.item.kind == Kind.MEASUREMENT)
    item = page.locator(f"[data-question={question.key}]")
    for typed in TYPED:
        item.locator(".measure input").fill(typed)
        result = item.locator(".result")
        shown = "result--ok" in result.get_attribute("class") if result.is_visible() else None
        assert shown == judged(question, typed), typed


def judged(question, typed):
    """True, False, or None where the portal would ask again."""
    try:
        number = parse_number(typed)
    except ValidationError:
        return None
    return question.design.passes(number) if number == round(number, 3) else None
