"""The report form: what is asked, what is accepted, and that nothing typed is lost."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from contracts.actions import assign_duty
from contracts.models import AuditEvent, Duty, WorkSection
from inspections.actions import return_report
from inspections.models import Answer, ChecklistItem, FieldReport
from tests.factories import (
    NOW,
    SHANGHAI,
    a_filed_report,
    a_ready_draft,
    a_scheduled_inspection,
    a_section,
    a_user,
    activate,
    staff,
)
from tests.inspections.field.sending import address, filled, key, picture, text

pytestmark = pytest.mark.django_db
Kind = ChecklistItem.Kind


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
    assert page.count("Required: 1.20 m ± 0.02 m") == 2


def test_a_limit_is_shown_as_one(client, call):
    assert "Required: at most 15 s" in text(client.get(address(call)))


def test_a_section_without_a_design_value_shows_none(client, inspector):
    draft = a_ready_draft("irrigation")
    section = a_section(draft)
    contract = activate(draft)
    # As a contract may have it that is older than the gate
    WorkSection.objects.filter(pk=section.pk).update(design_depth=None, depth_tolerance=None)
    inspection = a_scheduled_inspection(contract, inspectors=[inspector, a_user("inspector")])
    page = text(client.get(address(inspection)))
    assert page.count("Required: ") == 2
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
    assign_duty(call.contract, inspector, Duty.Role.SUPERVISOR, by=staff("contract_manager"), at=NOW)
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
