"""A vendor's credit file: what proves something, what bars, what is waived."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.utils import translation

from contracts import actions
from contracts.models import AuditEvent, CreditQuery, VendorCertificate, VendorRestriction, VettingAnswer, VettingReview
from contracts.models.credit import CreditList
from contracts.refusals import Refused
from tests import factories
from tests.at_once import at_once, refusals
from tests.factories import NOW, TODAY, days
from tests.factories.files import a_pdf

pytestmark = pytest.mark.django_db
Kind = VendorCertificate.Kind


def refused(call):
    with pytest.raises(ValidationError) as refusal:
        call()
    return refusal.value.message_dict


# ---- certificates ----


def test_nothing_is_proved_of_days_to_come():
    vendor, tomorrow = factories.a_vendor(), TODAY + days(1)
    assert "covers_to" in refused(lambda: factories.a_certificate(vendor, covers_to=tomorrow))
    assert "covers_from" in refused(lambda: factories.a_certificate(vendor, Kind.LICENCE, covers_from=tomorrow))
    assert not VendorCertificate.objects.exists()


def test_a_licence_may_run_on_for_years():
    assert factories.a_certificate(kind=Kind.LICENCE, expires_on=date(2040, 1, 1)).expires_on.year == 2040


def test_a_payment_certificate_says_until_when():
    assert refused(lambda: factories.a_certificate(covers_to=None))


def test_a_certificate_needs_a_file_that_is_one():
    upload = factories.files.SimpleUploadedFile("certificate.pdf", b"just words")
    with pytest.raises(Refused, match="kind that is not kept"):
        factories.a_certificate(upload=upload)


def test_the_same_paper_is_not_entered_twice():
    vendor = factories.a_vendor()
    factories.a_certificate(vendor)
    with pytest.raises(Refused, match="already"):
        factories.a_certificate(vendor)


def test_a_paper_that_was_revoked_in_error_can_be_entered_again():
    certificate = factories.a_certificate()
    actions.revoke_certificate(certificate, reason="Read wrongly.", by=factories.staff(), at=NOW)
    again = factories.a_certificate(certificate.vendor)
    assert list(VendorCertificate.objects.standing()) == [again]


def test_a_certificate_is_valid_until_the_end_of_its_last_day():
    certificate = factories.a_certificate(kind=Kind.LICENCE, expires_on=TODAY)
    assert list(VendorCertificate.objects.valid(TODAY)) == [certificate]
    assert not VendorCertificate.objects.valid(TODAY + days(1)).exists()


# ---- the public lists ----


def test_a_vendor_that_is_listed_is_barred_with_the_query():
    query = factories.a_credit_query(credit_list=CreditList.TAX, listed=True, queried_on=TODAY - days(2))
    restriction = VendorRestriction.objects.get()
    assert restriction.vendor == query.vendor
    assert (restriction.level, restriction.origin) == ("block", "exclusion")
    assert restriction.starts_on == TODAY - days(2)
    assert "Serious tax offenders" in restriction.ground
    assert "2026-11-18" in restriction.source
    assert AuditEvent.objects.about(restriction).get().action == "restriction.placed"


def test_the_ground_that_the_portal_writes_reads_the_same_whoever_works_in_which_language():
    with translation.override("zh-hans"):
        factories.a_credit_query(listed=True)
    first = VendorRestriction.objects.get().ground
    with translation.override("en"):
        factories.a_credit_query(listed=True)
    assert {row.ground for row in VendorRestriction.objects.all()} == {first}


def test_a_second_look_at_the_same_list_bars_no_second_time():
    vendor = factories.a_vendor()
    factories.a_credit_query(vendor, listed=True, queried_on=TODAY - days(3))
    factories.a_credit_query(vendor, listed=True)
    factories.a_credit_query(vendor, CreditList.TAX, listed=True)
    assert VendorRestriction.objects.count() == 2


def test_a_clear_answer_bars_nobody():
    factories.a_credit_query()
    assert not VendorRestriction.objects.exists()


def test_a_query_that_is_refused_bars_nobody():
    vendor = factories.a_vendor()
    assert "queried_on" in refused(
        lambda: factories.a_credit_query(vendor, listed=True, queried_on=TODAY + days(1)),
    )
    assert not VendorRestriction.objects.exists()


# ---- restrictions ----


def test_a_restriction_stands_from_its_first_to_its_last_day():
    row = factories.a_restriction(starts_on=TODAY - days(5), ends_on=TODAY + days(5))
    standing = VendorRestriction.objects.standing
    assert [standing(TODAY + days(n)).exists() for n in (-6, -5, 5, 6)] == [False, True, True, False]
    actions.lift_restriction(row, reason="Decided anew.", by=factories.staff("legal_officer"), at=NOW)
    assert standing(TODAY - days(1)).exists()
    assert not standing(TODAY).exists()


def test_an_exclusion_by_law_cannot_be_a_mere_warning():
    assert "level" in refused(lambda: factories.a_restriction(origin="exclusion", level="warn"))


def test_a_restriction_is_not_dated_ahead():
    assert "starts_on" in refused(lambda: factories.a_restriction(starts_on=TODAY + days(1)))


# ---- waivers ----


def test_whoever_entered_the_contract_may_not_waive_the_bar():
    factories.staff("administrator")
    both = factories.a_user(["registrar", "administrator"])
    draft = factories.a_draft()
    fields = ("title_en", "agency", "vendor", "kind", "scope_item", "regime", "method", "amount", "signed_on")
    given = {name: getattr(draft, name) for name in (*fields, "starts_on", "ends_on")}
    own = actions.register_contract(reference="OWN", by=both, at=NOW, **given)
    bar = factories.a_restriction(own.vendor)
    with pytest.raises(PermissionDenied, match="registered this contract yourself"):
        actions.approve_waiver(own, bar, reason="Needed.", expires_on=TODAY, by=both, at=NOW)
    assert factories.a_waiver(own, bar)


def test_no_office_waives_an_exclusion_by_law():
    contract = factories.a_draft()
    factories.a_credit_query(contract.vendor, listed=True)
    with pytest.raises(Refused, match="No office can waive"):
        factories.a_waiver(contract, VendorRestriction.objects.get())


def test_a_waiver_ends_on_a_day_to_come_and_says_why():
    contract = factories.a_draft()
    bar = factories.a_restriction(contract.vendor)
    assert "expires_on" in refused(lambda: factories.a_waiver(contract, bar, expires_on=TODAY - days(1)))
    by = factories.staff("administrator")
    with pytest.raises(Refused, match="Say why"):
        actions.approve_waiver(contract, bar, reason=" ", expires_on=TODAY, by=by, at=NOW)


def test_a_draft_with_a_waiver_and_a_training_can_be_discarded():
    contract = factories.a_draft()
    factories.a_waiver(contract)
    factories.a_training(contract)
    actions.discard_contract(contract, by=factories.staff(), at=NOW)
    assert contract.pk is None


# ---- vetting ----


def test_a_review_is_passed_unless_a_decisive_question_fails():
    assert factories.a_review().passed
    assert factories.a_review(None, "references").passed
    assert not factories.a_review(None, "lists").passed


def test_answers_keep_the_wording_they_were_given_to():
    review = factories.a_review(None, "references")
    question = review.answers.get(question__code="references").question
    actions.change_reference(question, {"text_en": "Another question?"}, by=factories.root(), at=NOW)
    answer = VettingAnswer.objects.get(review=review, question=question)
    assert answer.wording_en == "Did earlier clients confirm its work?"
    assert answer.wording_zh_hans == "以往服务对象是否确认其履约情况？"
    assert (answer.is_yes, answer.note, answer.is_decisive) == (False, "Not so.", False)


def test_every_question_in_use_is_answered_and_no_other():
    vendor, answers = factories.a_vendor(), factories.checked()
    answers.pop("record")
    for wrong in (answers, {**factories.checked(), "other": actions.Checked(True)}, {}):
        with pytest.raises(Refused, match="unanswered"):
            actions.review_vendor(vendor, wrong, valid_until=TODAY + days(9), by=factories.staff(), at=NOW)
    assert not VettingReview.objects.exists()


def test_a_no_says_what_was_found():
    answers = factories.checked() | {"record": actions.Checked(False, " ")}
    with pytest.raises(Refused, match="Say what was found: Is its record free"):
        actions.review_vendor(factories.a_vendor(), answers, valid_until=TODAY + days(9), by=factories.staff(), at=NOW)


def test_a_vetting_holds_for_a_year_at_most():
    assert factories.a_review(valid_until=date(2027, 11, 20))
    assert "valid_until" in refused(lambda: factories.a_review(valid_until=date(2027, 11, 21)))


# ---- trainings ----


def test_a_training_counts_heads_that_can_be():
    contract = factories.a_draft()
    for wrong in ({"trained": 0, "assessed": 0, "passed": 0}, {"assessed": 13}, {"passed": 11}):
        with pytest.raises(ValidationError):
            factories.a_training(contract, **wrong)
    assert "held_on" in refused(lambda: factories.a_training(contract, held_on=TODAY + days(1)))


# ---- at once, and the factory ----


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_the_same_code_at_once_one_wins():
    code, by = factories.credit_code(), factories.staff()
    results = at_once(
        *[lambda n=n: actions.register_vendor(by=by, at=NOW, credit_code=code, name_en=f"Firm {n}") for n in (1, 2)]
    )
    assert refusals(results) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_lift_the_same_restriction_at_once_one_wins():
    row, by = factories.a_restriction(), factories.staff("legal_officer")

    def lift():
        return actions.lift_restriction(VendorRestriction.objects.get(), reason="Decided anew.", by=by, at=NOW)

    assert refusals(at_once(lift, lift)) == 1
    assert AuditEvent.objects.about(row).filter(action="restriction.lifted").count() == 1


def test_the_quick_credit_file_of_the_tests_is_what_the_actions_write():
    quick, slow = factories.vetted(factories.a_vendor()), factories.a_vendor()
    for kind in (Kind.SOCIAL_INSURANCE, Kind.TAX):
        factories.a_certificate(slow, kind, upload=a_pdf("credit file"))
    for name in CreditList:
        factories.a_credit_query(slow, name)
    factories.a_review(slow)
    for model, own in ((VendorCertificate, "stored"), (CreditQuery, "stored"), (VettingReview, "reviewer")):
        left_out = {"id", "vendor", own}
        names = [field.attname for field in model._meta.concrete_fields if field.name not in left_out]
        rows = [sorted(model.objects.filter(vendor=vendor).values_list(*names)) for vendor in (quick, slow)]
        shown = [[[str(cell).removesuffix(".pdf") for cell in row] for row in listed] for listed in rows]
        assert [len(listed) for listed in shown] == [len(shown[0])] * 2
        assert shown[0] == shown[1], model
    events = AuditEvent.objects.filter(action__regex=r"^(certificate|credit_query|vetting)\.")
    counts = events.values_list("action").annotate(count=Count("pk")).order_by("action")
    questions = 7
    assert dict(counts) == {
        "certificate.recorded": 2 * 2,
        "credit_query.recorded": 2 * 3,
        "vetting.answered": 2 * questions,
        "vetting.recorded": 2,
    }
