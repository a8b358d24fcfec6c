"""What follows: flags raised by the sweep, scorecards computed, approved and published."""

from datetime import date, datetime

from contracts.actions import publish_contract
from contracts.models import Contract
from contracts.periods import Period
from inspections.models import Inspection, ReadingDue
from oversight import actions
from oversight.models import Flag, RuleRun, Scorecard
from oversight.rules import Rule, rule_of
from oversight.sweep import sweep_rule
from tests.factories.clock import NOW, days, on
from tests.factories.evidence import a_reading, a_scheduled_inspection, an_approved_report, schedule
from tests.factories.people import a_user, automation, staff
from tests.factories.promise import an_active_contract

Q2 = Period(date(2026, 4, 1), date(2026, 6, 30))
Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))  # the newest quarter that is over at NOW


def evidence_of_a_period(contract: Contract, period: Period = Q3, *, failing: tuple[int, ...] = ()) -> None:
    """Every promised visit made and approved on its due day, every reading exactly on its target."""
    schedule(NOW)
    people = [a_user("inspector", contract.agency) for _ in range(2)]
    for visit in Inspection.objects.filter(contract=contract).planned_in(period.start, period.end):
        at = on(visit.due_on)
        a_scheduled_inspection(contract, due_on=visit.due_on, inspectors=people, at=at)
        an_approved_report(visit, failing=failing, at=at)
    for due in ReadingDue.objects.filter(term__contract=contract, starts_on__range=(period.start, period.end)):
        a_reading(due, at=on(due.ends_on + days(1)))


def a_draft_card(
    contract: Contract | None = None,
    period: Period = Q3,
    *,
    evidence: bool = True,
    note: str = "",
    at: datetime = NOW,
) -> Scorecard:
    """Computed by the agency's analyst. ``evidence=False``: from what is on record already, maybe nothing."""
    contract = contract or an_active_contract(published=True)
    if evidence:
        evidence_of_a_period(contract, period)
    by = staff("analyst", contract.agency)
    return actions.compute_scorecard(contract, period, by=by, at=at, change_note=note)


def an_approved_card(card: Scorecard | None = None, *, at: datetime = NOW) -> Scorecard:
    card = card or a_draft_card(at=at)
    return actions.approve_scorecard(card, by=staff("publisher", card.contract.agency), at=at)


def a_published_card(card: Scorecard | None = None, *, at: datetime = NOW) -> Scorecard:
    """Approved before, if it was a draft; its contract is published, if it was not."""
    card = card or a_draft_card(at=at)
    if card.status == Scorecard.Status.DRAFT:
        card = an_approved_card(card, at=at)
    contract = card.contract
    if contract.published_on is None:
        publish_contract(contract, by=staff("contract_manager", contract.agency), at=at)
    return actions.publish_scorecard(card, by=staff("publisher", contract.agency), at=at)


def swept(rule: Rule | str, at: datetime = NOW) -> RuleRun:
    """One run of one rule, by the automation account."""
    found = rule_of(rule) if isinstance(rule, str) else rule
    assert found is not None, f"There is no rule {rule}."
    return sweep_rule(found, by=automation(), at=at)


def a_swept_flag(contract: Contract | None = None, *, at: datetime = NOW) -> Flag:
    """The latest of the overdue inspections of a contract nobody has looked at."""
    contract = contract or an_active_contract()
    schedule(at)
    swept("INSPECTION_OVERDUE", at)
    return Flag.objects.standing().filter(contract=contract).order_by("-since")[0]
