"""The vendors' credit files: official papers, queries of the lists, vetting, restrictions and a waiver."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max

from contracts import actions
from contracts.actions import Checked
from contracts.models import Contract, CreditQuery, Vendor, VendorCertificate, VendorRestriction, VettingQuestion
from contracts.models.credit import CreditList
from contracts.periods import add_months
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days, moment
from oversight.demo.photos import draw_paper
from oversight.demo.plans import ContractPlan
from oversight.models import Scorecard

Kind = VendorCertificate.Kind
ISSUERS = {
    Kind.LICENCE: bilingual("Qinghe market regulation office", "青禾县市场监督管理局"),
    Kind.TAX: bilingual("Qinghe tax office", "青禾县税务局"),
    Kind.SOCIAL_INSURANCE: bilingual("Qinghe social insurance office", "青禾县社会保险中心"),
    Kind.SAFETY: bilingual("Qinghe emergency management office", "青禾县应急管理局"),
}
TOPICS = {
    "hotline": bilingual("Handling of calls and requests", "话务与诉求受理"),
    "social_media": bilingual("Three-step review and replies", "三审三校与留言回复"),
    "online_service": bilingual("Guides and first responses", "办事指南与首次响应"),
}
MONTHS_OF_PROOF = 24
# What a visitor should find
WITHOUT_INSURANCE, GAP = "liuxi", (4, 5)  # months ago, counted from the last one proved
LICENCE_RUNS_OUT, RUNS_OUT_IN = "shitan", days(20)
WAIVED = "reception-5"
BARRED = "chenjian"


def enter(county: County, plans: Mapping[str, ContractPlan]) -> None:
    """Note in the diary what happens to credit files between the contracts."""
    county.diary.enter(moment(county.working_days_ago(8), 9), partial(keep_up, county))
    county.diary.enter(moment(county.working_days_ago(5), 15), partial(bar, county, BARRED))
    if WAIVED not in plans:
        return  # a test plays some of the contracts only
    first = plans[WAIVED].first_day(county.today)
    # After the award, which nobody could have got who is barred already
    county.diary.enter(moment(first - days(5), 9), partial(bar, county, plans[WAIVED].vendor))
    county.diary.enter(moment(first - days(3), 10), partial(waive, county, plans[WAIVED]))


def prepare(county: County, plan: ContractPlan, at: datetime) -> None:
    """Before a contract: proofs, a look at the lists, the checklist, and the staff taught."""
    contract, by = county.contracts[plan.key], county.people[plan.clerk]
    vendor = contract.vendor
    if not vendor.certificates.exists():
        _licences(county, plan, vendor, at)
    for kind in (Kind.SOCIAL_INSURANCE, Kind.TAX):
        _prove(county, vendor, kind, by_username=plan.clerk, at=at)
    for name in CreditList:
        upload = _upload("list.jpg", str(name.value), "not listed")
        asked = {"credit_list": name, "queried_on": at.date(), "result": CreditQuery.Result.CLEAR}
        actions.record_credit_query(vendor, upload, **asked, by=by, at=at)
    answers = {code: Checked(True) for code in VettingQuestion.objects.in_use().values_list("code", flat=True)}
    actions.review_vendor(vendor, answers, valid_until=add_months(at.date(), 12), by=by, at=at)
    if plan.kind in TOPICS:
        _train(county, plan, contract, at)


def _licences(county: County, plan: ContractPlan, vendor: Vendor, at: datetime) -> None:
    by = county.people[plan.clerk]
    since = vendor.founded_on or at.date()
    given = {"kind": Kind.LICENCE, "issuer": ISSUERS[Kind.LICENCE], "number": vendor.credit_code, "covers_from": since}
    actions.record_certificate(vendor, _upload("licence.jpg", "licence", vendor.credit_code), **given, by=by, at=at)
    if plan.kind == "irrigation":
        ends = county.today + RUNS_OUT_IN if plan.vendor == LICENCE_RUNS_OUT else add_months(at.date(), 30)
        given = {"kind": Kind.SAFETY, "issuer": ISSUERS[Kind.SAFETY], "covers_from": add_months(ends, -36)}
        upload = _upload("safety.jpg", "work safety", vendor.credit_code)
        actions.record_certificate(vendor, upload, **given, expires_on=ends, by=by, at=at)


def _prove(
    county: County,
    vendor: Vendor,
    kind: VendorCertificate.Kind,
    *,
    by_username: str,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
) -> None:
    """A certificate of the months since the last one, up to the last full month."""
    month = at.date().replace(day=1)
    last = vendor.certificates.standing().filter(kind=kind).aggregate(last=Max("covers_to"))["last"]
    earliest = max(add_months(month, -MONTHS_OF_PROOF), (vendor.founded_on or date.min).replace(day=1))
    covers_from = since or max(earliest, last + days(1) if last else earliest)
    covers_to = until or month - days(1)
    if covers_from > covers_to:
        return
    upload = _upload(f"{kind}.jpg", str(kind.value), f"{covers_from:%Y-%m} - {covers_to:%Y-%m}")
    given = {"kind": kind, "issuer": ISSUERS[kind], "covers_from": covers_from, "covers_to": covers_to}
    actions.record_certificate(vendor, upload, **given, by=county.people[by_username], at=at)


def _train(county: County, plan: ContractPlan, contract: Contract, at: datetime) -> None:
    trained = 8 + plan.number % 20
    counts = {"trained": trained, "assessed": trained - 1, "passed": trained - 2}
    held: dict[str, Any] = {"topic": TOPICS[plan.kind], "held_on": at.date(), **counts}
    actions.record_training(contract, **held, by=county.people[plan.clerk], at=at)


def keep_up(county: County, at: datetime) -> None:
    """Every vendor with a contract in force brings its newest proofs; one of them was without insurance for a while."""
    month = at.date().replace(day=1)
    for key, vendor in county.vendors.items():
        if not Contract.objects.active().filter(vendor=vendor).exists():
            continue
        prove = partial(_prove, county, vendor, by_username="he.min", at=at)
        prove(Kind.TAX)
        if key == WITHOUT_INSURANCE:
            nearest, farthest = GAP
            prove(Kind.SOCIAL_INSURANCE, until=add_months(month, -farthest) - days(1))
            prove(Kind.SOCIAL_INSURANCE, since=add_months(month, 1 - nearest))
        else:
            prove(Kind.SOCIAL_INSURANCE)


def bar(county: County, key: str, at: datetime) -> None:
    """What follows from a published scorecard that is bad. Without one nobody is barred."""
    vendor = county.vendors[key]
    below = (Scorecard.Band.BAD, Scorecard.Band.IMPROVE)
    cards = Scorecard.objects.published().filter(contract__vendor=vendor, band__in=below)
    card = cards.order_by("score_bp", "-period_end", "pk").select_related("contract").first()
    if card is None:
        return
    actions.restrict_vendor(
        vendor,
        level=VendorRestriction.Level.BLOCK,
        origin=VendorRestriction.Origin.SCORECARD,
        ground=bilingual("A published scorecard is far below its target.", "已公布的评分卡远低于目标。"),
        source=f"{card.contract.reference}, {card.period_start:%Y-%m} – {card.period_end:%Y-%m}",
        starts_on=at.date(),
        ends_on=add_months(at.date(), 24),
        by=county.automation,
        at=at,
    )


def waive(county: County, plan: ContractPlan, at: datetime) -> None:
    contract = county.contracts[plan.key]
    for restriction in contract.vendor.restrictions.blocking(at.date()):
        actions.approve_waiver(
            contract,
            restriction,
            reason=bilingual(
                "Awarded before the bar, and no other vendor could take over the line in time; for one year only.",
                "定标在限制之前，且无其他供应商可及时承接，仅限一年。",
            ),
            expires_on=add_months(at.date(), 3),
            by=county.people["lin.tao"],
            at=at,
        )


@cache
def _drawn(title: str, line: str) -> bytes:
    return draw_paper(title, line)


def _upload(name: str, title: str, line: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, _drawn(title, line))
