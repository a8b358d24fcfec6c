"""Published scorecards that the tests of the public pages and of the API look at."""

from datetime import timedelta

from contracts.models import Contract
from inspections.actions import verify_rectification
from inspections.models import Finding, Inspection, ReadingDue
from oversight.models import Scorecard
from tests import factories
from tests.factories import NOW, Q2, Q3, days, on


def an_unrated_card(contract: Contract | None = None, period=Q3) -> Scorecard:
    """Published on no evidence at all."""
    contract = contract or factories.an_active_contract(published=True)
    return factories.a_published_card(factories.a_draft_card(contract, period, evidence=False))


def a_card_of(band: str, score_bp: int | None, contract: Contract | None = None, period=Q3) -> Scorecard:
    """Published, with the verdict set by hand: lists only read it, and how it comes about is tested elsewhere."""
    card = an_unrated_card(contract, period)
    Scorecard.objects.filter(pk=card.pk).update(band=band, score_bp=score_bp, coverage_bp=9000)
    card.refresh_from_db()
    return card


def a_troubled_card(**fields) -> Scorecard:
    """A canal with missed and missing readings, failing points on a remote section, repairs on time, late and never."""
    contract = factories.an_active_contract("irrigation", published=True, **fields)
    factories.schedule(NOW)
    people = [factories.a_user("inspector", contract.agency) for _ in range(2)]
    visits = list(Inspection.objects.filter(contract=contract).planned_in(Q3.start, Q3.end))
    for place, visit in enumerate(visits[:2]):
        at = on(visit.due_on)
        factories.a_scheduled_inspection(contract, due_on=visit.due_on, inspectors=people, at=at)
        factories.an_approved_report(visit, failing=[1, 2] if place == 0 else [], at=at)
    first = on(visits[0].due_on)
    orders = [
        factories.an_order(finding, working_days=5, at=first)
        for finding in Finding.objects.filter(report__inspection=visits[0]).order_by("pk")[:3]
    ]
    supervisor = factories.staff("supervisor", contract.agency)
    verify_rectification(orders[0], by=supervisor, at=on(orders[0].due_on), note="Lined anew.")
    verify_rectification(orders[1], by=supervisor, at=on(orders[1].due_on + days(3)), note="Lined anew.")
    dues = ReadingDue.objects.filter(term__contract=contract, starts_on__range=(Q3.start, Q3.end))
    for due in dues.filter(term__indicator__code="W1"):
        factories.a_reading(due, value="61.9" if due.starts_on.month < 9 else "72", at=on(due.ends_on + days(1)))
    for due in dues.filter(term__indicator__code="W4", starts_on__month__lt=9):
        factories.a_reading(due, at=on(due.ends_on + days(1)))
    return factories.a_published_card(factories.a_draft_card(contract, evidence=False))


def a_corrected_card() -> tuple[Scorecard, Scorecard]:
    """A superseded revision and the one that stands, which has one reading more."""
    old = factories.a_published_card(
        factories.a_draft_card(factories.an_active_contract(published=True), evidence=False), at=NOW
    )
    due = factories.a_reading_due(old.contract, month="2026-08")
    factories.a_reading(due)
    draft = factories.a_draft_card(old.contract, evidence=False, note="A reading came in late.", at=NOW + days(1))
    new = factories.a_published_card(draft, at=NOW + timedelta(days=1, hours=1))
    old.refresh_from_db()
    return old, new


def two_periods(contract: Contract | None = None) -> tuple[Scorecard, Scorecard]:
    """Rated in the second quarter, not rated in the third."""
    contract = contract or factories.an_active_contract(published=True)
    return a_card_of("good", 8810, contract, Q2), an_unrated_card(contract)
