"""The report form: what is asked, what is accepted, and that nothing typed is lost."""

import re
import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.actions import assign_duty, close_contract
from contracts.models import AuditEvent, Duty
from inspections.actions import cancel_inspection, return_report
from inspections.actions.report import questions
from inspections.models import Answer, ChecklistItem, FieldReport
from tests.factories import (
    NOW,
    SHANGHAI,
    a_filed_report,
    a_photo,
    a_ready_draft,
    a_scheduled_inspection,
    a_section,
    a_user,
    activate,
    an_active_contract,
    staff,
)

pytestmark = pytest.mark.django_db
Kind = ChecklistItem.Kind


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def inspector(client):
    person = a_user("inspector")
    client.force_login(person)
    return person


@pytest.fixture
def canal(inspector):
    """A patrol of canal works with a roadside and a remote section."""
    return a_scheduled_inspection(an_active_contract("irrigation"), inspectors=[inspector, a_user("inspector")])


@pytest.fixture
def call(inspector):
    """A mystery call to a hotline."""
    return a_scheduled_inspection(inspectors=[inspector, a_user("inspector")])


def address(inspection):
    return reverse("field:report", args=[inspection.pk])


def filled(inspection, **changes):
    """What a browser sends when everything is answered and everything is as promised."""
    data = {"client_uuid": str(uuid.uuid4()), "visited_at": "2026-11-20T09:30", "remarks": ""}
    for question in questions(inspection):
        match question.item.kind:
            case Kind.YES_NO:
                data[question.key] = "yes"
            case Kind.MEASUREMENT:
                data[question.key] = str(question.design.value)
    return data | changes


def key(inspection, kind, number=0):
    return [question.key for question in questions(inspection) if question.item.kind == kind][number]


def picture(data=None, name="staff.jpg"):
    return SimpleUploadedFile(name, a_photo() if data is None else data, content_type="image/jpeg")


def text(response):
    return " ".join(response.content.decode().split())


# ---- what the form asks ----


def test_questions_are_grouped_by_section_with_the_works_as_a_whole_last(client, canal):
    groups = client.get(address(canal)).context["groups"]
    assert [(str(group.section), len(group.rows)) for group in groups] == [
        ("K0+000–K1+000", 2),
        ("K1+000–K2+000", 2),
        ("None", 4),
    ]


def test_a_section_shows_chainage_design_tolerance_lining_and_remoteness(client, canal):
    page = text(client.get(address(canal)))
    for words in ("K1+000–K2+000", "Section 2 of 2", "1.20 m", "± 20 mm", "C25 concrete", "1,500 m"):
        assert words in page
    assert page.count('tag--improve">Remote<') == 1


def test_the_design_value_stands_beside_its_input(client, canal):
    page = text(client.get(address(canal)))
    assert page.count("Design: 1.20 m ± 0.02 m") == 2


def test_a_limit_is_shown_as_one(client, call):
    assert "Design: at most 15 s" in text(client.get(address(call)))


def test_a_section_without_a_design_value_shows_none(client, inspector):
    draft = a_ready_draft("irrigation")
    a_section(draft, design_depth=None, depth_tolerance=None)
    inspection = a_scheduled_inspection(activate(draft), inspectors=[inspector, a_user("inspector")])
    page = text(client.get(address(inspection)))
    assert page.count("Design: ") == 2
    assert "Section 3 of 3" in page


def test_the_time_of_the_visit_is_now_by_the_clock_of_the_county(client, call):
    assert 'value="2026-11-20T10:00"' in text(client.get(address(call)))


def test_photos_come_from_the_camera_or_the_album(client, call):
    page = text(client.get(address(call)))
    assert 'accept="image/*" capture="environment"' in page
    assert re.search(r'accept="image/\*" multiple', page)


@pytest.mark.parametrize("sections", [2, 8])
def test_the_form_costs_the_same_for_two_sections_and_for_eight(client, inspector, django_assert_num_queries, sections):
    draft = a_ready_draft("irrigation")
    for _ in range(sections - 2):
        a_section(draft)
    inspection = a_scheduled_inspection(activate(draft), inspectors=[inspector, a_user("inspector")])
    with django_assert_num_queries(10):
        assert len(client.get(address(inspection)).context["groups"]) == sections + 1


# ---- who may ----


def test_an_inspection_of_somebody_else_does_not_exist(client, inspector):
    assert client.get(address(a_scheduled_inspection())).status_code == 404


def test_nobody_reports_on_the_inspection_of_somebody_else(client, inspector):
    inspection = a_scheduled_inspection()
    assert client.post(address(inspection), filled(inspection)).status_code == 404
    assert not FieldReport.objects.exists()


def test_whoever_is_no_inspector_cannot_send(client, call):
    client.force_login(a_user("supervisor"))
    assert client.post(address(call), filled(call)).status_code == 403


def test_an_inspector_who_has_a_duty_on_the_contract_by_now_is_told_so(client, inspector, call):
    assign_duty(call.contract, inspector, Duty.Role.SUPERVISOR, by=staff("official"), at=NOW)
    response = client.post(address(call), filled(call))
    assert response.status_code == 422
    assert "somebody else has to inspect it" in text(response)


# ---- sending ----


def test_a_report_is_filed_with_every_answer(client, inspector, canal):
    failing = key(canal, Kind.MEASUREMENT, 1)
    remark = "Rain since the morning."
    response = client.post(address(canal), filled(canal, **{failing: "1.14", "remarks": remark}))
    report = FieldReport.objects.get()
    assert response.url == reverse("field:filed", args=[report.pk])
    assert (report.filed_by, report.filed_at, report.remarks) == (inspector, NOW, remark)
    assert report.visited_at == datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
    assert report.findings.get().answer.number == Decimal("1.14")
    assert AuditEvent.objects.filter(action="report.filed", actor=inspector).count() == 1


@pytest.mark.parametrize("typed", ["1,14", "１．１４", "1。14"])
def test_numbers_may_be_typed_in_every_habit(client, canal, typed):
    client.post(address(canal), filled(canal, **{key(canal, Kind.MEASUREMENT): typed}))
    assert Answer.objects.order_by("pk")[0].number == Decimal("1.14")


def test_no_becomes_a_finding(client, call):
    client.post(address(call), filled(call, **{key(call, Kind.YES_NO): "no"}))
    assert FieldReport.objects.get().findings.get().severity == "major"


def test_photos_are_kept_with_their_question(client, call):
    name = key(call, Kind.YES_NO)
    client.post(address(call), filled(call, **{name: "no", f"{name}-photo": [picture(), picture()]}))
    assert Answer.objects.get(yes=False).evidence.count() == 2


def test_camera_and_album_are_read_as_one(client, canal):
    client.post(address(canal), filled(canal, **{key(canal, Kind.PHOTO): [picture(), picture(), picture()]}))
    assert Answer.objects.get(item__kind=Kind.PHOTO).evidence.count() == 3


def test_the_same_key_sent_twice_leads_to_the_same_report(client, call):
    data = filled(call)
    first = client.post(address(call), data)
    second = client.post(address(call), data)
    assert first.url == second.url
    assert FieldReport.objects.count() == 1


def test_the_same_key_leads_to_the_report_even_when_sent_again_in_part(client, call):
    data = filled(call)
    first = client.post(address(call), data)
    second = client.post(address(call), {"client_uuid": data["client_uuid"]})
    assert second.url == first.url


def test_a_key_of_another_inspection_is_refused(client, inspector, call):
    taken = a_filed_report(a_scheduled_inspection(inspectors=[inspector, a_user("inspector")]), by=inspector)
    response = client.post(address(call), filled(call, client_uuid=str(taken.client_uuid)))
    assert response.status_code == 422
    assert "under a key that is already taken" in text(response)


# ---- what is not accepted ----


def test_everything_missing_is_said_at_once_with_links_and_beside_the_fields(client, canal):
    response = client.post(address(canal), {"client_uuid": str(uuid.uuid4()), "visited_at": "", "remarks": ""})
    page = text(response)
    assert response.status_code == 422
    number, choice = key(canal, Kind.MEASUREMENT), key(canal, Kind.YES_NO)
    assert f'<a href="#id_{number}">K0+000–K1+000: Depth of the canal: Enter a number.</a>' in page
    assert f'<a href="#id_{choice}_0">' in page
    assert '<a href="#id_visited_at">Time of the visit: Say when the visit was.</a>' in page
    assert f'id="id_{number}_error"' in page
    assert page.count("Choose yes or no.") == 2 * 4
    assert not FieldReport.objects.exists()


def test_errors_stand_in_the_order_of_the_page(client, canal):
    response = client.post(address(canal), {"client_uuid": str(uuid.uuid4()), "visited_at": ""})
    page = text(response)
    assert page.index("Depth of the canal: Enter") < page.index("Say when the visit was")


def test_nothing_typed_is_lost(client, canal):
    typed = filled(canal, remarks="The bed is silted.", visited_at="2026-11-19T16:05")
    wrong = key(canal, Kind.MEASUREMENT)
    typed[wrong] = "about 1.2"
    response = client.post(address(canal), typed)
    page = text(response)
    assert response.status_code == 422
    for kept in ('value="about 1.2"', "The bed is silted.", 'value="2026-11-19T16:05"', typed["client_uuid"]):
        assert kept in page
    assert page.count(" checked>") == 4


def test_photos_to_choose_again_are_named(client, canal):
    name = key(canal, Kind.PHOTO)
    typed = filled(canal, **{name: [picture(name="rod.jpg"), picture(name="view.jpg")]})
    typed[key(canal, Kind.MEASUREMENT)] = ""
    page = text(client.post(address(canal), typed))
    assert "2 photos have to be attached again" in page
    assert "Attach again: rod.jpg, view.jpg" in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"GET / HTTP/1.1", "“staff.jpg” is not a photo."),
        (b"", "“staff.jpg” is not a photo."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“staff.jpg” is not a photo."),
    ],
)
def test_what_is_no_photo_is_refused_beside_its_question(client, canal, data, message):
    name = key(canal, Kind.PHOTO)
    response = client.post(address(canal), filled(canal, **{name: picture(data)}))
    assert response.status_code == 422
    assert response.context["form"].errors[name] == [message + " Choose a JPEG, PNG or WebP picture."]
    assert not FieldReport.objects.exists()


def test_a_truncated_photo_is_refused_beside_its_question(client, call):
    name = key(call, Kind.YES_NO)
    data = a_photo(size=(400, 300))
    response = client.post(address(call), filled(call, **{f"{name}-photo": picture(data[: len(data) // 2])}))
    assert "damaged or incomplete" in response.context["form"].errors[f"{name}-photo"][0]


def test_the_same_photo_for_two_questions_is_refused(client, call):
    data = a_photo()
    names = [f"{key(call, Kind.YES_NO, number)}-photo" for number in (0, 1)]
    response = client.post(address(call), filled(call, **{name: picture(data) for name in names}))
    assert response.status_code == 422
    assert "The same photo is attached twice" in text(response)


def test_a_visit_in_the_future_is_refused_beside_its_field(client, call):
    response = client.post(address(call), filled(call, visited_at="2026-11-20T10:01"))
    assert response.context["form"].errors["visited_at"] == ["The visit lies in the future. Check date and time."]


def test_a_date_that_is_none_is_refused(client, call):
    response = client.post(address(call), filled(call, visited_at="yesterday"))
    assert "Enter date and time" in response.context["form"].errors["visited_at"][0]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "A measurement cannot be negative."),
        ("1.2345", "Enter at most three decimals."),
        ("123456789", "This number is too large. Check the decimal point."),
        ("1,140", "“1,140” can be read in two ways. Write 1.140 or 1140."),
        ("9" * 60, "Ensure this value has at most 40 characters (it has 60)."),
    ],
)
def test_a_number_that_cannot_be_is_refused_beside_its_question(client, canal, typed, message):
    name = key(canal, Kind.MEASUREMENT)
    response = client.post(address(canal), filled(canal, **{name: typed}))
    assert response.context["form"].errors[name] == [message]


def test_a_choice_that_is_not_offered_is_refused(client, call):
    response = client.post(address(call), filled(call, **{key(call, Kind.YES_NO): "perhaps"}))
    assert response.status_code == 422


def test_a_photo_alone_is_no_answer_to_yes_or_no(client, call):
    name = key(call, Kind.YES_NO)
    typed = filled(call, **{f"{name}-photo": picture()})
    del typed[name]
    assert client.post(address(call), typed).context["form"].errors[name] == ["Choose yes or no."]


def test_a_question_that_is_asked_no_longer_is_said_and_nothing_is_filed(client, call):
    response = client.post(address(call), filled(call, **{"item-999999": "yes"}))
    assert "The checklist has changed" in text(response)
    assert not FieldReport.objects.exists()


def test_a_form_without_its_key_is_refused(client, call):
    response = client.post(address(call), filled(call, client_uuid="no key"))
    assert response.status_code == 422
    assert not FieldReport.objects.exists()


# ---- inspections that are closed to reports ----


def test_a_closed_contract_takes_no_report(client, call):
    close_contract(call.contract, by=staff("official"), at=NOW, reason="Ended early.")
    response = client.post(address(call), filled(call))
    assert response.status_code == 409
    assert "This contract is not in force" in text(response)
    assert not FieldReport.objects.exists()


def test_an_inspection_called_off_says_why(client, call):
    cancel_inspection(call, by=staff("supervisor"), at=NOW, reason="Flood.")
    assert "This inspection was called off: Flood." in text(client.get(address(call)))


def test_an_inspection_already_reported_leads_to_that_report(client, call):
    report = a_filed_report(call)
    for response in (client.get(address(call)), client.post(address(call), filled(call))):
        assert "A report on this inspection has been filed already." in text(response)
        assert reverse("field:filed", args=[report.pk]) in text(response)
    assert FieldReport.objects.count() == 1


# ---- after a report was sent back ----


def test_a_returned_report_lends_its_answers_to_the_next_one(client, inspector, canal):
    failing = key(canal, Kind.MEASUREMENT)
    client.post(address(canal), filled(canal, **{failing: "1.14", "remarks": "Silted."}))
    earlier = FieldReport.objects.get()
    return_report(earlier, by=staff("supervisor"), at=NOW, reason="Add a photo of the rod.")
    response = client.get(address(canal))
    page = text(response)
    assert "Add a photo of the rod." in page
    assert 'value="1.14"' in page
    assert "Silted." in page
    assert page.count(" checked>") == 4
    assert f'name="client_uuid" value="{earlier.client_uuid}"' not in page


def test_the_next_report_after_a_returned_one_is_another(client, canal):
    client.post(address(canal), filled(canal))
    first = FieldReport.objects.get()
    return_report(first, by=staff("supervisor"), at=NOW, reason="Add a photo.")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        client.force_login(first.filed_by)
        client.post(address(canal), filled(canal))
    assert [report.status for report in FieldReport.objects.order_by("pk")] == ["returned", "filed"]
