"""What an inspector sees of a report once it is filed, and the photos in it."""

import hashlib
import io

import pytest
from django.urls import reverse
from PIL import ExifTags, Image

from inspections.actions import approve_report, return_report
from inspections.actions.report import AnswerGiven, questions
from inspections.models import ChecklistItem, Evidence
from inspections.photos import read_photo
from tests.factories import (
    NOW,
    a_filed_report,
    a_photo,
    a_scheduled_inspection,
    a_user,
    an_active_contract,
    answers,
    staff,
)

pytestmark = pytest.mark.django_db


def page_of(client, report):
    response = client.get(reverse("field:filed", args=[report.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def with_photo(inspection, data, name="staff.jpg"):
    """A filed report with one photo, and its evidence."""
    question = next(q for q in questions(inspection) if q.item.kind == ChecklistItem.Kind.PHOTO)
    given = answers(inspection) | {question.key: AnswerGiven(photos=(read_photo(data, name),))}
    report = a_filed_report(inspection, given=given)
    return report, report.evidence.get()


def with_gps():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (41, 7, 30)})
    return a_photo(exif=exif)


def test_it_says_what_was_filed_how_much_was_found_and_what_happens_next(client, canal):
    report = a_filed_report(canal, failing=[1, 3])
    page = page_of(client, report)
    assert f"Report {report.number} is filed" in page
    assert "<strong>3 findings</strong>" in page
    assert "Somebody who was not there reviews the report." in page


def test_a_report_without_findings_says_so(client, canal):
    assert "It records no findings." in page_of(client, a_filed_report(canal))


def test_a_failed_measurement_is_put_in_words(client, canal):
    depth = questions(canal)[0]
    given = answers(canal) | {depth.key: AnswerGiven(number=depth.design.value - 60 * depth.design.value / 1200)}
    page = page_of(client, a_filed_report(canal, given=given))
    assert "1.14 m" in page
    assert "60 mm below the design value, 40 mm beyond the tolerance." in page
    assert "Finding, severity: Major" in page


def test_a_returned_report_shows_the_note_and_the_way_to_the_next(client, canal):
    report = a_filed_report(canal)
    return_report(report, by=staff("supervisor"), at=NOW, reason="The rod cannot be read.")
    page = page_of(client, report)
    assert "was sent back" in page
    assert "The rod cannot be read." in page
    assert reverse("field:report", args=[canal.pk]) in page


def test_an_approved_report_says_so(client, canal):
    report = a_filed_report(canal)
    approve_report(report, by=staff("supervisor"), at=NOW)
    assert f"Report {report.number} is approved" in page_of(client, report)


def test_the_colleague_who_was_there_sees_it_too(client, canal):
    report = a_filed_report(canal)
    client.force_login(canal.inspectors.exclude(pk=report.filed_by_id).get())
    assert report.number in page_of(client, report)


def test_other_inspectors_do_not_see_it(client, canal):
    report = a_filed_report(canal)
    client.force_login(a_user("inspector"))
    assert client.get(reverse("field:filed", args=[report.pk])).status_code == 404


def test_a_report_costs_the_same_with_one_photo_and_with_six(client, inspector, django_assert_num_queries):
    for count in (1, 6):
        inspection = a_scheduled_inspection(
            an_active_contract("irrigation"), inspectors=[inspector, a_user("inspector")]
        )
        question = next(q for q in questions(inspection) if q.item.kind == ChecklistItem.Kind.PHOTO)
        photos = tuple(read_photo(a_photo(), "staff.jpg") for _ in range(count))
        report = a_filed_report(inspection, given=answers(inspection) | {question.key: AnswerGiven(photos=photos)})
        with django_assert_num_queries(9):
            page_of(client, report)


# ---- photos ----


def test_the_inspector_sees_the_copy_not_the_original(client, canal):
    report, evidence = with_photo(canal, with_gps())
    response = client.get(reverse("field:photo", args=[report.pk, evidence.pk]))
    shown = b"".join(response.streaming_content)
    assert response["Content-Type"] == "image/jpeg"
    assert shown == evidence.copy.read()
    assert shown != evidence.original.read()
    response.close()
    evidence.copy.close()
    evidence.original.close()


def test_the_place_is_gone_from_the_copy_and_still_in_the_sealed_original(canal):
    data = with_gps()
    _report, evidence = with_photo(canal, data)
    with evidence.original.open() as file:
        original = file.read()
    with evidence.copy.open() as file:
        copy = file.read()
    assert original == data
    assert hashlib.sha256(original).hexdigest() == evidence.sha256
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert not Image.open(io.BytesIO(copy)).getexif()


def test_a_photo_that_carries_a_program_is_encoded_anew(canal):
    _report, evidence = with_photo(canal, a_photo() + b"<?php system($_GET['c']); ?>")
    with evidence.copy.open() as file:
        assert b"<?php" not in file.read()
    assert evidence.copy.name.endswith(".jpg")


def test_photos_of_others_are_not_shown(client, canal):
    report, evidence = with_photo(canal, a_photo())
    client.force_login(a_user("inspector"))
    assert client.get(reverse("field:photo", args=[report.pk, evidence.pk])).status_code == 404


def test_a_photo_is_only_found_under_its_own_report(client, inspector, canal):
    _report, evidence = with_photo(canal, a_photo())
    other = a_filed_report(a_scheduled_inspection(inspectors=[inspector, a_user("inspector")]), by=inspector)
    assert client.get(reverse("field:photo", args=[other.pk, evidence.pk])).status_code == 404
    assert Evidence.objects.count() == 1
