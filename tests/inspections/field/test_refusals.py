"""What the form does not accept: clear messages beside the questions, nothing filed, nothing typed lost."""

import uuid

import pytest
from django.urls import reverse

from inspections.actions import cancel_inspection
from inspections.models import ChecklistItem, FieldReport
from tests import factories
from tests.factories import NOW, a_filed_report, a_photo, staff
from tests.inspections.field.sending import address, filled, key, picture, text

pytestmark = pytest.mark.django_db
Kind = ChecklistItem.Kind


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
    factories.close(call.contract, reason="Ended early.")
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
