"""The pages of the evidence: inspectors named, reports read and reviewed, orders, readings and their import."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from time_machine import travel

from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import AuditEvent, User
from inspections.actions.report import AnswerGiven
from inspections.models import FieldReport, Finding, Inspection, Reading
from inspections.photos import read_photo
from tests import factories
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
IMPORT = "admin:inspections_reading_import"
HEADER = "contract,indicator,period,source,numerator,denominator,value"


@pytest.fixture
def _today():
    with travel(NOW, tick=False):
        yield


def _sign_in(client: Client, role: str, agency: Any = None) -> User:
    user = factories.a_user(role, agency, is_staff=True)
    client.force_login(user)
    return user


def _messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_inspectors_are_named_on_the_page_of_the_inspection(client: Client) -> None:
    inspection = factories.a_scheduled_inspection(inspectors=())
    people = [factories.a_user("inspector") for _ in range(2)]
    _sign_in(client, "supervisor")
    form = client.get(step_url(inspection, "assign")).context["form"]
    assert set(people) <= set(form.fields["inspectors"].queryset)
    answer = client.post(step_url(inspection, "assign"), {"inspectors": [p.pk for p in people]}, follow=True)
    assert "are named" in _messages(answer)
    assert set(inspection.inspectors.all()) == set(people)


def test_too_few_inspectors_are_refused_beside_the_field(client: Client) -> None:
    inspection = factories.a_scheduled_inspection(inspectors=())
    _sign_in(client, "supervisor")
    answer = client.post(step_url(inspection, "assign"), {"inspectors": [factories.a_user("inspector").pk]})
    assert "At least 2 inspectors must be named." in answer.context["form"].errors["inspectors"]


def test_an_inspection_is_called_off_with_a_reason(client: Client) -> None:
    inspection = factories.a_scheduled_inspection()
    _sign_in(client, "supervisor")
    client.post(step_url(inspection, "call-off"), {"reason": "The road is flooded."})
    inspection.refresh_from_db()
    assert (inspection.status, inspection.cancel_reason) == ("cancelled", "The road is flooded.")


def test_an_inspection_is_edited_by_nobody(client: Client) -> None:
    inspection = factories.a_scheduled_inspection()
    client.force_login(factories.root())
    assert client.post(page_url(inspection), {"due_on": "2030-01-01"}).status_code == 403
    assert client.get(add_url(Inspection)).status_code == 403


def test_a_report_is_shown_answer_by_answer_and_approved(client: Client) -> None:
    report = factories.a_filed_report(failing=[2])
    _sign_in(client, "supervisor")
    page = client.get(page_url(report))
    assert [panel["id"] for panel in page.context["panels"]] == ["answers"]
    assert "1 of" in page.content.decode()
    client.post(step_url(report, "approve"), {"note": "Seen."})
    report.refresh_from_db()
    assert (report.status, report.review_note) == (FieldReport.Status.APPROVED, "Seen.")


def test_a_report_is_returned_with_a_reason(client: Client) -> None:
    report = factories.a_filed_report()
    _sign_in(client, "supervisor")
    assert client.post(step_url(report, "return"), {"reason": ""}).context["form"].errors["reason"]
    client.post(step_url(report, "return"), {"reason": "Two photos are missing."})
    report.refresh_from_db()
    assert report.status == FieldReport.Status.RETURNED


def test_whoever_took_part_is_told_that_somebody_else_reviews(client: Client) -> None:
    both = factories.a_user(["inspector", "supervisor"], is_staff=True)
    inspection = factories.a_scheduled_inspection(inspectors=[both, factories.a_user("inspector")])
    report = factories.a_filed_report(inspection)
    client.force_login(both)
    approve = client.get(page_url(report)).context["transitions"][0]
    assert "Somebody else has to review" in approve["why"]
    answer = client.post(step_url(report, "approve"), {"note": ""}, follow=True)
    assert "Somebody else has to review" in _messages(answer)
    report.refresh_from_db()
    assert report.status == FieldReport.Status.FILED


def test_rectification_is_ordered_on_the_finding_and_verified_on_the_order(client: Client) -> None:
    finding = factories.a_finding()
    _sign_in(client, "supervisor")
    answer = client.post(step_url(finding, "order"), {"working_days": "10"}, follow=True)
    order = Finding.objects.get(pk=finding.pk).order
    assert answer.redirect_chain[-1][0] == page_url(order)
    client.post(step_url(order, "verify"), {"note": "The lining is whole again."})
    order.refresh_from_db()
    assert order.status == "verified"


@pytest.mark.parametrize(("working_days", "is_told"), [("10", False), ("40", True)])
def test_a_deadline_into_a_year_without_holidays_on_record_says_so(
    client: Client, working_days: str, is_told: bool
) -> None:
    finding = factories.a_finding()
    _sign_in(client, "supervisor")
    answer = client.post(step_url(finding, "order"), {"working_days": working_days}, follow=True)
    assert ("The holiday table has no data for 2027" in answer.content.decode()) is is_told


def test_an_order_without_end_is_refused_beside_the_field(client: Client) -> None:
    finding = factories.a_finding()
    _sign_in(client, "supervisor")
    answer = client.post(step_url(finding, "order"), {"working_days": "100000"})
    assert answer.context["form"].errors["working_days"]
    assert not hasattr(Finding.objects.get(pk=finding.pk), "order")


# ---- photos ----


def _report_with_a_photo() -> FieldReport:
    inspection = factories.a_scheduled_inspection()
    given = factories.answers(inspection)
    first = next(iter(given))
    photo = read_photo(factories.a_photo(), "canal.jpg")
    given[first] = AnswerGiven(**{**vars(given[first]), "photos": (photo,)})
    return factories.a_filed_report(inspection, given=given)


def _photo_url(report: FieldReport) -> str:
    return reverse("admin:inspections_evidence_photo", args=[report.evidence.get().pk])


def test_a_reviewer_sees_the_copy_of_a_photo(client: Client) -> None:
    report = _report_with_a_photo()
    _sign_in(client, "supervisor")
    assert _photo_url(report) in client.get(page_url(report)).content.decode()
    answer = client.get(_photo_url(report))
    assert answer.headers["Content-Type"] == "image/jpeg"
    with report.evidence.get().copy.open() as copy:
        assert b"".join(answer.streaming_content) == copy.read()


def test_a_photo_is_shown_to_nobody_of_another_agency(client: Client) -> None:
    report = _report_with_a_photo()
    _sign_in(client, "supervisor", factories.an_agency())
    assert client.get(_photo_url(report)).status_code == 404


def test_a_photo_is_shown_to_nobody_who_has_not_signed_in(client: Client) -> None:
    assert client.get(_photo_url(_report_with_a_photo())).status_code == 302


# ---- readings ----


def test_a_reading_is_recorded_for_the_period_chosen(client: Client) -> None:
    due = factories.a_reading_due()
    _sign_in(client, "contract_manager")
    page = client.get(add_url(Reading, due=due.pk))
    assert str(page.context["adminform"].form["due"].value()) == str(due.pk)
    given = {"due": due.pk, "source": "vendor", "numerator": "962", "denominator": "1000"}
    assert client.post(add_url(Reading), given).status_code == 302
    assert str(due.readings.get().value) == "96.2000"


def test_a_numerator_above_the_denominator_is_refused_beside_its_field(client: Client) -> None:
    due = factories.a_reading_due()
    _sign_in(client, "contract_manager")
    given = {"due": due.pk, "source": "vendor", "numerator": "1000", "denominator": "962"}
    answer = client.post(add_url(Reading), given)
    assert "Are they swapped?" in str(answer.context["adminform"].form.errors["numerator"])
    assert not Reading.objects.exists()


def test_a_reading_is_revised_and_never_changed(client: Client) -> None:
    reading = factories.a_reading()
    _sign_in(client, "contract_manager")
    assert client.post(page_url(reading), {"value": "1"}).status_code == 403
    form = client.get(step_url(reading, "revise")).context["form"]
    assert set(form.fields) == {"numerator", "denominator", "reason"}
    given = {"numerator": "90", "denominator": "100", "reason": "Counted again."}
    answer = client.post(step_url(reading, "revise"), given, follow=True)
    newest = Reading.objects.current().get()
    assert answer.redirect_chain[-1][0] == page_url(newest)
    assert (str(newest.value), newest.revision) == ("90.0000", 2)
    assert not client.get(page_url(reading)).context["transitions"][0]["allowed"]


def _table(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("readings.csv", "\n".join([HEADER, *lines]).encode(), "text/csv")


def test_a_table_is_checked_first_and_then_imported(client: Client) -> None:
    due = factories.a_reading_due()
    line = f"{due.contract.reference},{due.term.indicator.code},2026-10,vendor,962,1000,"
    _sign_in(client, "contract_manager")
    answer = client.post(reverse(IMPORT), {"table": _table(line), "dry_run": "on"})
    assert "1 row" in answer.content.decode()
    assert not Reading.objects.exists()
    answer = client.post(reverse(IMPORT), {"table": _table(line)}, follow=True)
    assert "1 reading is recorded." in _messages(answer)
    assert Reading.objects.count() == 1
    assert AuditEvent.objects.filter(action="reading.imported").count() == 1


def test_every_wrong_entry_of_a_table_is_listed_and_nothing_is_loaded(client: Client) -> None:
    due = factories.a_reading_due()
    good = f"{due.contract.reference},{due.term.indicator.code},2026-10,vendor,962,1000,"
    _sign_in(client, "contract_manager")
    answer = client.post(
        reverse(IMPORT), {"table": _table(good, "XX,H1,2026-10,vendor,1,2,", "YY,H1,soon,vendor,1,2,")}
    )
    text = answer.content.decode()
    assert "Line 3, column contract" in text
    assert "Line 4, column period" in text
    assert not Reading.objects.exists()


def test_a_table_is_imported_only_by_somebody_who_may_enter_readings(client: Client) -> None:
    _sign_in(client, "supervisor")
    assert client.get(reverse(IMPORT)).status_code == 403


def test_the_list_of_readings_leads_to_the_import(client: Client) -> None:
    _sign_in(client, "contract_manager")
    assert reverse(IMPORT) in client.get(list_url(Reading)).content.decode()
