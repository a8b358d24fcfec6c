"""Field reports: filed once by who was there, judged by what was promised, reviewed by somebody else."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts.models import AuditEvent, WorkSection
from contracts.refusals import Refused
from inspections import actions
from inspections.actions import AnswerGiven
from inspections.actions.report import questions
from inspections.models import Answer, ChecklistItem, FieldReport, Finding, Inspection
from inspections.photos import read_photo
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, SHANGHAI, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspection():
    return factories.a_scheduled_inspection()


@pytest.fixture
def canal():
    """Two sections, 1.200 m deep with a tolerance of 20 mm; the second one is remote."""
    return factories.a_scheduled_inspection(factories.an_active_contract("irrigation"))


def refused(inspection, given=None, **fields):
    with nothing_written(), pytest.raises(Refused) as refusal:
        factories.a_filed_report(inspection, given=given, **fields)
    return refusal.value


def photo(data=None):
    return read_photo(data or factories.a_photo(), "a.jpg")


# ---- who and when ----


def test_sending_twice_over_a_bad_line_files_once(inspection):
    key = uuid.uuid4()
    first = factories.a_filed_report(inspection, client_uuid=key)
    with nothing_written():
        assert factories.a_filed_report(inspection, client_uuid=key) == first


def test_a_key_that_another_report_has_is_refused(inspection):
    key = uuid.uuid4()
    factories.a_filed_report(inspection, client_uuid=key)
    other = factories.a_scheduled_inspection()
    assert "Open the form again" in str(refused(other, client_uuid=key))
    colleague = inspection.inspectors.order_by("pk")[1]
    assert "Open the form again" in str(refused(inspection, by=colleague, client_uuid=key))


def test_an_inspector_who_was_not_named_cannot_report(inspection):
    stranger = factories.a_user("inspector", inspection.contract.agency)
    with nothing_written(), pytest.raises(PermissionDenied, match="Only the inspectors named"):
        factories.a_filed_report(inspection, by=stranger)


def test_who_was_given_a_duty_meanwhile_cannot_report_any_more(inspection):
    person = inspection.inspectors.order_by("pk")[0]
    factories.a_duty(inspection.contract, person, "supervisor", acknowledged=False)
    with nothing_written(), pytest.raises(PermissionDenied, match="hold a duty"):
        factories.a_filed_report(inspection, by=person)


def test_a_visit_in_the_future_is_refused(inspection):
    error = refused(inspection, visited_at=NOW + timedelta(minutes=1))
    assert "lies in the future" in error.message_dict["visited_at"][0]


@pytest.mark.parametrize("moment", [datetime(1970, 1, 1, tzinfo=SHANGHAI), datetime(2025, 12, 31, 23, tzinfo=SHANGHAI)])
def test_a_visit_before_the_contract_began_is_refused(inspection, moment):
    assert "before the contract began" in refused(inspection, visited_at=moment).message_dict["visited_at"][0]


def test_a_visit_on_the_first_morning_counts_by_the_clock_of_the_county(inspection):
    report = factories.a_filed_report(inspection, visited_at=datetime(2026, 1, 1, 0, 30, tzinfo=SHANGHAI))
    assert report.status == FieldReport.Status.FILED


def test_a_second_report_of_the_same_visit_is_refused(inspection):
    factories.a_filed_report(inspection)
    stale = Inspection.objects.get(pk=inspection.pk)
    assert "Reported" in str(refused(stale))


def test_a_report_on_a_closed_contract_is_refused_with_a_message(inspection):
    factories.close(inspection.contract)
    assert "not in force" in str(refused(Inspection.objects.get(pk=inspection.pk)))


def test_a_contract_closed_while_the_photos_were_on_their_way_gets_no_report(inspection):
    """The inspection was read before the photos were decoded, which takes a while."""
    read_before = Inspection.objects.select_related("contract__agency", "term").get(pk=inspection.pk)
    factories.close(inspection.contract)
    assert refused(read_before).code == "stale"


# ---- answers ----


def test_every_missing_answer_is_named_at_once(inspection):
    error = refused(inspection, given={})
    wanted = {question.key for question in questions(inspection) if question.item.is_required}
    assert set(error.message_dict) == wanted
    assert {message for messages in error.message_dict.values() for message in messages} == {
        "Enter a number.",
        "Choose yes or no.",
    }


def test_a_word_in_place_of_yes_or_no_is_no_answer(inspection):
    given = factories.answers(inspection)
    veto = next(question for question in questions(inspection) if question.item.is_veto)
    given[veto.key] = AnswerGiven(text="Difficult to say.", photos=(photo(),))
    assert set(refused(inspection, given=given).message_dict) == {veto.key}


@pytest.mark.parametrize(
    ("number", "message"),
    [("-1", "cannot be negative"), ("1e9", "too large"), ("1.2345", "at most three decimals")],
)
def test_a_number_that_cannot_be_is_refused(canal, number, message):
    given = factories.answers(canal)
    key = questions(canal)[0].key
    given[key] = AnswerGiven(number=Decimal(number))
    assert message in refused(canal, given=given).message_dict[key][0]


def test_an_answer_to_a_question_that_is_not_asked_is_refused(inspection):
    given = {**factories.answers(inspection), "item-0": AnswerGiven(yes=True)}
    assert "checklist has changed" in str(refused(inspection, given=given))


def test_a_question_asked_once_a_section_is_answered_for_each(canal):
    report = factories.a_filed_report(canal)
    assert report.answers.filter(section__isnull=False).count() == 4
    assert [str(a.section) for a in report.answers.filter(item__position=1)] == ["K0+000–K1+000", "K1+000–K2+000"]


@pytest.mark.parametrize(
    ("depth", "passed"),
    [("1.200", True), ("1.180", True), ("1.220", True), ("1.179", False), ("1.221", False), ("0", False)],
)
def test_a_measured_depth_is_judged_by_the_design_of_its_section(canal, depth, passed):
    given = factories.answers(canal)
    remote = questions(canal)[1]
    given[remote.key] = AnswerGiven(number=Decimal(depth))
    report = factories.a_filed_report(canal, given=given)
    answer = report.answers.get(item=remote.item, section=remote.section)
    assert answer.passed is passed
    assert (answer.design_value, answer.tolerance) == (Decimal("1.200"), Decimal("0.020"))
    assert answer.deviation == Decimal(depth) - Decimal("1.200")
    assert report.findings.filter(section=remote.section).exists() is not passed


def test_a_depth_without_a_design_value_is_recorded_and_not_judged():
    draft = factories.a_ready_draft("irrigation")
    section = factories.a_section(draft)
    canal = factories.a_scheduled_inspection(factories.activate(draft))
    # As a contract may have it that is older than the gate
    WorkSection.objects.filter(pk=section.pk).update(design_depth=None, depth_tolerance=None)
    report = factories.a_filed_report(canal)
    answer = report.answers.get(item__position=1, section__design_depth__isnull=True)
    assert (answer.passed, answer.deviation) == (None, None)


def test_a_failed_answer_becomes_a_finding_with_the_weight_of_its_question(inspection):
    report = factories.a_filed_report(inspection, failing=[1, 4])
    minor, veto = report.findings.order_by("answer__item__position")
    assert (minor.severity, minor.is_veto) == ("minor", False)
    assert (veto.severity, veto.is_veto) == ("critical", True)
    assert not Finding.objects.standing().exists(), "it stands only when the report is approved"


def test_the_wording_is_copied_so_that_a_new_edition_changes_no_history(inspection):
    report = factories.a_filed_report(inspection, failing=[2])
    ChecklistItem.objects.filter(checklist=inspection.checklist).update(prompt_en="Otherwise?", prompt_zh_hans="另？")
    answer = report.answers.get(item__position=2)
    assert (answer.prompt_en, answer.prompt_zh_hans) == ("Was the answer correct?", "答复是否正确？")
    assert answer.finding.summary == "Was the answer correct?"


def test_an_optional_question_left_blank_leaves_no_answer(inspection):
    report = factories.a_filed_report(inspection)
    assert report.answers.count() == len([q for q in questions(inspection) if q.item.is_required])


def test_the_questions_take_two_queries_however_many_sections(canal, django_assert_num_queries):
    inspection = Inspection.objects.select_related("contract", "checklist").get(pk=canal.pk)
    with django_assert_num_queries(2):
        questions(inspection)


# ---- review ----


@pytest.mark.parametrize(
    "review",
    [
        lambda report, by: actions.approve_report(report, by=by, at=NOW),
        lambda report, by: actions.return_report(report, by=by, at=NOW, reason="No photo."),
    ],
)
def test_nobody_reviews_a_visit_they_took_part_in(review):
    both = factories.a_user(["inspector", "supervisor"])
    report = factories.a_filed_report(
        factories.a_scheduled_inspection(inspectors=[both, factories.a_user("inspector")])
    )
    with nothing_written(), pytest.raises(PermissionDenied, match="Somebody else"):
        review(report, both)
    assert report not in FieldReport.objects.reviewable_by(both)
    assert report in FieldReport.objects.reviewable_by(factories.a_user("supervisor"))


def test_findings_stand_once_the_report_is_approved():
    report = factories.a_filed_report(failing=[2])
    assert not Finding.objects.standing().exists()
    actions.approve_report(report, by=factories.staff("supervisor"), at=NOW, note="Clear photos.")
    assert Finding.objects.standing().get().report == report
    assert AuditEvent.objects.about(report).get(action="report.approved").note == "Clear photos."


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_report_is_returned_with_a_reason(reason):
    report = factories.a_filed_report()
    supervisor = factories.staff("supervisor")
    with nothing_written(), pytest.raises(Refused, match="Say what is missing"):
        actions.return_report(report, by=supervisor, at=NOW, reason=reason)


def test_a_returned_report_stays_and_a_second_one_takes_its_place(inspection):
    first = factories.a_filed_report(inspection, failing=[2])
    actions.return_report(first, by=factories.staff("supervisor"), at=NOW, reason="No photo.")
    inspection.refresh_from_db()
    assert inspection.status == Inspection.Status.SCHEDULED
    assert inspection in Inspection.objects.to_report_by(first.filed_by)
    second = factories.an_approved_report(inspection, at=NOW + days(1))
    assert [*inspection.reports.standing()] == [second]
    assert [*inspection.reports.returned()] == [first]
    assert not Finding.objects.standing().exists()
    assert Answer.objects.filter(report=first).exists()


def test_two_reviewers_at_once_decide_once():
    report = factories.a_filed_report()
    stale = FieldReport.objects.get(pk=report.pk)
    supervisor = factories.staff("supervisor")
    actions.approve_report(report, by=supervisor, at=NOW)
    with nothing_written(), pytest.raises(ValidationError) as refusal:
        actions.return_report(stale, by=supervisor, at=NOW, reason="No photo.")
    assert refusal.value.code == "stale"
