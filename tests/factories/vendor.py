"""Vendors and their credit files: certificates, queries, restrictions, vetting; and what their staff were taught."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn import uscc

from contracts import actions, audit
from contracts.actions import Checked
from contracts.files import store_file
from contracts.models import (
    Contract,
    CreditQuery,
    User,
    Vendor,
    VendorCertificate,
    VendorRestriction,
    VendorTraining,
    VettingAnswer,
    VettingQuestion,
    VettingReview,
    Waiver,
)
from contracts.models.credit import CreditList
from contracts.periods import add_months
from tests.factories.clock import NOW, days, numbers, on
from tests.factories.files import a_pdf
from tests.factories.people import staff

PERIODIC = (VendorCertificate.Kind.SOCIAL_INSURANCE, VendorCertificate.Kind.TAX)


def credit_code(number: int | None = None) -> str:
    """Valid in form (GB 32100-2015 over GB 11714-1997), of division 990000, which is assigned to no place."""
    body = f"{next(numbers) if number is None else number:08d}"
    rest = -sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = f"91990000{body}{'X' if rest == 10 else rest}"
    return code + uscc.calc_check_digit(code)


def a_vendor(**fields: Any) -> Vendor:
    number = next(numbers)
    given = {"name_en": f"Vendor {number}", "name_zh_hans": f"供应商{number}", "credit_code": credit_code(), **fields}
    return actions.register_vendor(by=staff(), at=NOW, **given)


def a_certificate(
    vendor: Vendor | None = None,
    kind: str = VendorCertificate.Kind.SOCIAL_INSURANCE,
    *,
    by: User | None = None,
    at: datetime = NOW,
    upload: SimpleUploadedFile | None = None,
    **fields: Any,
) -> VendorCertificate:
    """Of the twelve months before, or valid for two years from the day."""
    month = at.date().replace(day=1)
    given: dict[str, Any] = {"issuer": "The competent office", "covers_from": add_months(month, -12)}
    if kind in PERIODIC:
        given["covers_to"] = month - days(1)
    else:
        given["expires_on"] = add_months(month, 24)
    given |= fields
    upload = upload or a_pdf(kind)
    return actions.record_certificate(vendor or a_vendor(), upload, kind=kind, by=by or staff(), at=at, **given)


def a_credit_query(
    vendor: Vendor | None = None,
    credit_list: str = CreditList.PROCUREMENT,
    *,
    listed: bool = False,
    queried_on: date | None = None,
    by: User | None = None,
    at: datetime = NOW,
) -> CreditQuery:
    return actions.record_credit_query(
        vendor or a_vendor(),
        a_pdf("the answer of the list"),
        credit_list=credit_list,
        queried_on=queried_on or at.date(),
        result=CreditQuery.Result.LISTED if listed else CreditQuery.Result.CLEAR,
        by=by or staff(),
        at=at,
    )


def checked(*failing: str) -> dict[str, Checked]:
    """An answer to every question in use: yes, but for those whose codes are named."""
    codes = VettingQuestion.objects.in_use().values_list("code", flat=True)
    return {code: Checked(False, "Not so.") if code in failing else Checked(True) for code in codes}


def a_review(
    vendor: Vendor | None = None,
    *failing: str,
    valid_until: date | None = None,
    by: User | None = None,
    at: datetime = NOW,
) -> VettingReview:
    until = valid_until or add_months(at.date(), 12)
    return actions.review_vendor(vendor or a_vendor(), checked(*failing), valid_until=until, by=by or staff(), at=at)


def vetted(vendor: Vendor, *moments: datetime) -> Vendor:
    """With a credit file that lets it have a contract on those days: proofs, clear lists, a review that it passed.

    Nearly every test needs one, so its rows and their events are written in few statements, the same ones that the
    actions write; tests/contracts/test_credit.py compares.
    """
    looked = set(vendor.credit_queries.values_list("queried_on", flat=True))
    seen_on = sorted({at.date() for at in moments or (NOW,)} - looked)
    if not seen_on:
        return vendor
    at, by = on(seen_on[0]), staff()
    stored, name = store_file(a_pdf("credit file"))
    first, last = add_months(seen_on[0].replace(day=1), -12), seen_on[-1].replace(day=1) - days(1)
    proof = {"issuer": "The competent office", "covers_from": first, "covers_to": last}
    shared = {"vendor": vendor, "stored": stored, "file_name": name}
    certificates = [VendorCertificate(kind=kind, **shared, **proof) for kind in PERIODIC]
    asked = {"result": CreditQuery.Result.CLEAR, "recorded_by": by, **shared}
    queries = [CreditQuery(credit_list=name, queried_on=day, **asked) for day in seen_on for name in CreditList]
    reviews = [
        VettingReview(vendor=vendor, reviewer=by, reviewed_on=day, valid_until=add_months(day, 12), passed=True)
        for day in seen_on
    ]
    answers = [
        VettingAnswer(
            review=review,
            question=question,
            wording_en=question.text_en,
            wording_zh_hans=question.text_zh_hans,
            is_decisive=question.is_decisive,
            is_yes=True,
        )
        for question in VettingQuestion.objects.in_use()
        for review in reviews
    ]
    VendorCertificate.objects.bulk_create(certificates)
    CreditQuery.objects.bulk_create(queries)
    VettingReview.objects.bulk_create(reviews)
    VettingAnswer.objects.bulk_create(answers)
    written = {
        "certificate.recorded": certificates,
        "credit_query.recorded": queries,
        "vetting.recorded": reviews,
        "vetting.answered": answers,
    }
    for event, rows in written.items():
        audit.each(event, [(row, None, "") for row in rows], by=by, at=at)
    return vendor


def a_restriction(vendor: Vendor | None = None, *, at: datetime = NOW, **fields: Any) -> VendorRestriction:
    """By decision of an agency, barring the vendor from the day on."""
    given = {
        "level": VendorRestriction.Level.BLOCK,
        "origin": VendorRestriction.Origin.DECISION,
        "ground": "Left two contracts unfinished.",
        "source": "Data Bureau, Decision No. 3",
        "starts_on": at.date(),
        **fields,
    }
    return actions.restrict_vendor(vendor or a_vendor(), by=staff("legal_officer"), at=at, **given)


def a_waiver(
    contract: Contract,
    restriction: VendorRestriction | None = None,
    *,
    expires_on: date | None = None,
    at: datetime = NOW,
) -> Waiver:
    return actions.approve_waiver(
        contract,
        restriction or a_restriction(contract.vendor, at=at),
        reason="No other vendor runs this line.",
        expires_on=expires_on or at.date() + days(30),
        by=staff("administrator", contract.agency),
        at=at,
    )


def a_training(contract: Contract, *, at: datetime = NOW, **fields: Any) -> VendorTraining:
    given = {"topic": "Handling of calls", "held_on": at.date(), "trained": 12, "assessed": 10, "passed": 9, **fields}
    return actions.record_training(contract, by=staff("contract_manager", contract.agency), at=at, **given)
