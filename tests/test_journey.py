"""The whole story, once, from the contract to the public page: the first file to read.

A county has its hotline run by a company. Every step below is an action that a named person takes on a certain day;
what a person enters is called the promise (contracts), what is seen the evidence (inspections), and what follows from
it the judgement (oversight).
"""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from contracts import actions as promise
from contracts import gates
from contracts.models import (
    AuditEvent,
    Contract,
    Duty,
    Indicator,
    InspectionTerm,
    MetricTerm,
    ScopeItem,
    ServiceKind,
    Tender,
    Vendor,
)
from contracts.models.credit import CreditList
from contracts.periods import Period
from contracts.procurement import Procedure, RuleBook, Step, steps
from contracts.refusals import Refused
from contracts.workdays import WorkingCalendar
from inspections import actions as evidence
from inspections.models import FieldReport, Inspection, ReadingDue
from oversight import actions as judgement
from oversight.models import Flag
from oversight.rules import RULES
from oversight.sweep import sweep_rule
from tests import factories
from tests.factories import on
from tests.factories.files import a_pdf

SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture
def people(db) -> SimpleNamespace:
    """One bureau and the people in it. Nobody may do everything."""
    bureau = factories.an_agency("Data Bureau")
    roles = {"official": "contract_manager", "lead": "contract_manager", "anna": "inspector", "boris": "inspector"}
    roles |= {"supervisor": "supervisor", "analyst": "analyst", "publisher": "publisher"}
    staff = {name: factories.a_user(role, bureau, name_en=f"Ms {name.title()}") for name, role in roles.items()}
    return SimpleNamespace(bureau=bureau, clock=factories.automation(), **staff)


def test_one_contract_goes_all_the_way(people: SimpleNamespace, client: Client) -> None:
    # ---- The promise: who does what for whom, on which terms, and who answers for it ----
    june = on(date(2026, 6, 22))
    names = {"name_en": "Clearline Ltd.", "name_zh_hans": "清线有限公司", "credit_code": factories.credit_code()}
    vendor = promise.register_vendor(**names, by=people.official, at=on(date(2026, 5, 28)))
    tender = found_by_tender(vendor, people)
    assert [step.state for step in steps_of(tender, june.date())].count("done") == 7  # each in its legal time
    contract = promise.register_contract(
        reference="HOTLINE-2026",
        title_en="12345 hotline",
        title_zh_hans="12345热线外包",
        agency=people.bureau,
        vendor=vendor,
        kind=ServiceKind.objects.get(code="hotline"),
        scope_item=tender.scope_item,
        regime=Contract.Regime.SERVICE_PURCHASE,
        method=Contract.Method.OPEN,
        tender=tender,
        amount=Decimal("1428816.00"),
        budget_line="2010399",
        agreed_staff=24,
        managing_staff=2,
        signed_on=june.date(),
        starts_on=SUMMER.start,
        ends_on=date(2027, 6, 30),
        by=people.official,
        at=june,
    )
    # Of all calls 95% are to be answered, of all requests 95% closed in time; and every month somebody calls to see.
    for code, weight_bp in {"H1": 6_000, "H3": 4_000}.items():
        indicator = Indicator.objects.get(code=code)
        term = MetricTerm(contract=contract, indicator=indicator, target=Decimal(95), weight_bp=weight_bp)
        promise.add_term(term, by=people.official, at=june)
    calls = InspectionTerm(contract=contract, method=InspectionTerm.Method.MYSTERY_CALL)
    promise.add_term(calls, by=people.official, at=june)
    for kind in ("contract", "rulebook"):
        promise.add_document(contract, kind=kind, title=kind, upload=a_pdf(kind), by=people.official, at=june)

    # The vendor proves what it pays, no list names it, somebody goes through the checklist, and its staff are taught.
    for kind in ("social_insurance", "tax"):
        factories.a_certificate(vendor, kind, by=people.official, at=june)
    for credit_list in CreditList:
        factories.a_credit_query(vendor, credit_list, by=people.official, at=june)
    assert factories.a_review(vendor, by=people.official, at=june).passed
    factories.a_training(contract, at=june)

    # Without somebody who answers for it, it cannot come into force, and the portal says so.
    with pytest.raises(Refused, match="Accountable lead has acknowledged"):
        promise.activate_contract(contract, by=people.official, at=june)
    duty = promise.assign_duty(contract, people.lead, Duty.Role.LEAD, by=people.official, at=june)
    promise.acknowledge_duty(duty, by=people.lead, at=june + timedelta(days=1))
    assert [gate.label for gate in gates.check(contract, contract.starts_on) if not gate.ok] == []
    promise.activate_contract(contract, by=people.official, at=on(SUMMER.start))
    promise.publish_contract(contract, by=people.official, at=on(SUMMER.start))

    # ---- The evidence: what was seen and measured ----
    evidence.schedule_due_work(by=people.clock, at=on(SUMMER.start))
    july = Inspection.objects.earliest("due_on")
    assert (july.contract, july.due_on) == (contract, date(2026, 7, 31))

    # Anna and Boris call the hotline as any citizen would; the answer they get is wrong.
    report = call_and_report(july, people, wrong_answer=True)
    finding = report.findings.get()
    assert str(finding) == "Was the answer correct?"
    order = evidence.order_rectification(finding, working_days=5, by=people.supervisor, at=on(date(2026, 8, 3)))
    assert order.due_on == date(2026, 8, 10)

    # ---- The judgement watches: nobody has to remember to look ----
    # Until somebody has seen the repair, nothing is paid.
    assert contract.holds.open().count() == 1

    # By mid-August nobody has verified the repair, and the vendor has not reported July.
    evidence.schedule_due_work(by=people.clock, at=on(date(2026, 8, 14)))
    flags = sweep(people, date(2026, 8, 14))
    assert sorted(flag.rule for flag in flags) == ["METRIC_MISSING", "METRIC_MISSING", "RECTIFICATION_OVERDUE"]
    assert {flag.answerable for flag in flags} == {people.lead}

    # It is put right, late; the readings come in, and what was flagged clears by itself.
    evidence.verify_rectification(order, note="Called again: right.", by=people.supervisor, at=on(date(2026, 8, 17)))
    assert not contract.holds.open().exists()
    report_readings("2026-07", people, answered=96, closed=97)
    assert sweep(people, date(2026, 8, 18)) == []

    # August and September go well.
    for visit in Inspection.objects.filter(contract=contract).planned_in(date(2026, 8, 1), SUMMER.end):
        call_and_report(visit, people)
    evidence.schedule_due_work(by=people.clock, at=on(date(2026, 10, 9)))
    report_readings("2026-08", people, answered=95, closed=98)
    report_readings("2026-09", people, answered=97, closed=95)
    assert sweep(people, date(2026, 10, 9)) == []

    # ---- The judgement is made, looked over by a second person, and published ----
    october = on(date(2026, 10, 12))
    card = judgement.compute_scorecard(contract, SUMMER, by=people.analyst, at=october)
    # All readings on target (50%), 11 of 12 questions passed (30%), the one repair late and so worth half (20%)
    assert (card.score_bp, card.coverage_bp, card.band) == (8_750, 10_000, "good")
    with pytest.raises(PermissionDenied):
        judgement.approve_scorecard(card, by=people.analyst, at=october)
    judgement.approve_scorecard(card, by=people.publisher, at=october)
    judgement.publish_scorecard(card, by=people.publisher, at=october)

    # ---- The public reads it, in both languages, without signing in ----
    english, chinese = (read(client, f"/{language}/scorecards/{card.public_id}/") for language in ("en", "zh-hans"))
    assert all(text in english for text in ("Clearline Ltd.", "12345 hotline", "87.5"))
    assert all(text in chinese for text in ("清线有限公司", "12345热线外包", "87.5"))
    assert f"/en/scorecards/{card.public_id}/" in read(client, f"/en/vendors/{vendor.public_id}/")
    # Who answers stands there by post and office telephone; no person is named.
    assert people.lead.post_en in english
    assert people.lead.office_phone in english
    assert people.lead.name_en not in english
    # Anybody can check that what they read is what was published.
    frozen = read(client, f"/scorecards/{card.public_id}.json")
    assert hashlib.sha256(frozen.encode()).hexdigest() == card.digest
    assert card.digest[:8] in english

    # ---- Later an independent count for August arrives: only 90% of the calls were answered ----
    late = on(date(2026, 11, 2))
    counted = {"numerator": Decimal(900), "denominator": Decimal(1000)}
    evidence.record_reading(owed("H1", "2026-08"), source="independent", **counted, by=people.official, at=late)
    with pytest.raises(Refused, match="Say what has changed since"):
        judgement.compute_scorecard(contract, SUMMER, by=people.analyst, at=late)
    note = "The independent count for August arrived."
    second = judgement.compute_scorecard(contract, SUMMER, change_note=note, by=people.analyst, at=late)
    judgement.approve_scorecard(second, by=people.publisher, at=late)
    judgement.publish_scorecard(second, by=people.publisher, at=late)
    assert (second.revision, second.score_bp, second.band) == (2, 7_750, "near")

    # The first revision stays readable as it was, and leads to the one that stands now.
    assert f"/en/scorecards/{second.public_id}/" in read(client, f"/en/scorecards/{card.public_id}/")
    assert read(client, f"/scorecards/{card.public_id}.json") == frozen
    assert note in read(client, f"/en/scorecards/{second.public_id}/")

    # ---- And every step of it stands in the trail, with who did it ----
    trail = AuditEvent.objects.filter(contract_id=contract.pk).order_by("pk")
    told = list(dict.fromkeys(trail.values_list("action", flat=True)))
    assert told[:4] == ["contract.registered", "term.added", "document.added", "training.recorded"]
    assert told.index("duty.assigned") < told.index("duty.acknowledged") < told.index("contract.activated")
    assert told[-3:] == ["scorecard.approved", "scorecard.published", "scorecard.superseded"]
    assert {event.actor for event in trail} >= {people.official, people.lead, people.anna, people.supervisor}


def found_by_tender(vendor: Vendor, people: SimpleNamespace) -> Tender:
    """Why it is let outside stands on record; two companies bid, and the cheaper one wins."""
    register = partial(
        promise.register_tender,
        reference="HOTLINE-TENDER-2026",
        title_en="12345 hotline",
        title_zh_hans="12345热线外包",
        agency=people.bureau,
        kind=ServiceKind.objects.get(code="hotline"),
        regime=Contract.Regime.SERVICE_PURCHASE,
        method=Contract.Method.OPEN,
        budget=Decimal("1500000.00"),
        necessity="Calls have doubled in two years.",
        in_house_comparison="Twelve posts of our own, and half a year to train them.",
        in_house_cost=Decimal("1610000.00"),
        by=people.official,
        at=on(date(2026, 4, 20)),
    )
    # Some work stays with government. The portal refuses it and says where that is written.
    with pytest.raises(Refused, match=r"may not be outsourced.*Order No\. 102"):
        register(scope_item=ScopeItem.objects.get(code="official-documents"))
    # Answering the calls may be let outside, on conditions that somebody has to answer first.
    answering_calls = ScopeItem.objects.get(code="hotline-call-handling")
    tender = register(scope_item=answering_calls)
    for condition in answering_calls.conditions.all():
        said = {"is_met": True, "explanation": "As annex 2 of the contract says."}
        promise.answer_condition(tender, condition, **said, by=people.official, at=on(date(2026, 4, 21)))
    notice, due, awarded = date(2026, 5, 6), date(2026, 5, 28), date(2026, 6, 1)
    documents = {"documents_from": notice, "documents_until": date(2026, 5, 13)}
    promise.announce_tender(tender, notice_on=notice, **documents, bids_due_on=due, by=people.official, at=on(notice))
    offers = {factories.a_vendor(): Decimal("1490000.00"), vendor: Decimal("1428816.00")}
    for bidder, amount in offers.items():
        promise.record_bid(tender, vendor=bidder, amount=amount, received_on=due, by=people.official, at=on(due))
    winner = tender.bids.get(vendor=vendor)
    promise.award_tender(tender, bid=winner, opened_on=due, awarded_on=awarded, by=people.official, at=on(awarded))
    notice_on = date(2026, 6, 2)
    return promise.publish_award_notice(tender, award_notice_on=notice_on, by=people.official, at=on(notice_on))


def steps_of(tender: Tender, day: date) -> list[Step]:
    return steps(Procedure.of(tender), day, RuleBook.load(), WorkingCalendar.load())


def owed(code: str, month: str) -> ReadingDue:
    return ReadingDue.objects.get(term__indicator__code=code, starts_on=f"{month}-01")


def call_and_report(visit: Inspection, people: SimpleNamespace, *, wrong_answer: bool = False) -> FieldReport:
    """Two are sent, one of them reports, and somebody who was not there approves the report."""
    day = on(visit.due_on)
    evidence.assign_inspectors(visit, [people.anna, people.boris], by=people.supervisor, at=day)
    answers = factories.answers(visit, failing=[2] if wrong_answer else [])
    report = evidence.file_report(
        visit, answers, client_uuid=uuid4(), visited_at=day - timedelta(hours=1), by=people.anna, at=day
    )
    return evidence.approve_report(report, by=people.supervisor, at=day)


def report_readings(month: str, people: SimpleNamespace, *, answered: int, closed: int) -> None:
    """What the vendor reports for a month, of a hundred each."""
    for code, value in {"H1": answered, "H3": closed}.items():
        due = owed(code, month)
        parts = {"numerator": Decimal(value), "denominator": Decimal(100)}
        at = on(due.ends_on + timedelta(days=18))
        evidence.record_reading(due, source="vendor", **parts, by=people.official, at=at)


def sweep(people: SimpleNamespace, day: date) -> list[Flag]:
    """Every rule, as the clock runs them; what stands afterwards."""
    for rule in RULES:
        assert sweep_rule(rule, by=people.clock, at=on(day)).error == ""
    return list(Flag.objects.standing())


def read(client: Client, address: str) -> str:
    """A public page, as anybody gets it."""
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()
