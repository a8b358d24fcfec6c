"""The actions of the judgement, each as a Case for tests/every_action.py."""

from contracts.models import Contract
from contracts.periods import Period
from inspections.actions import cancel_inspection
from inspections.models import Inspection
from oversight import actions
from oversight.models import Flag, Scorecard, ScoringScheme
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, Q3, days


def _no_scheme() -> None:
    ScoringScheme.objects.all().delete()


def _acknowledged() -> Flag:
    return actions.acknowledge_flag(factories.a_swept_flag(), by=factories.staff(), at=NOW)


def _cleared() -> Flag:
    flag = factories.a_swept_flag()
    by = factories.staff("supervisor")
    for visit in Inspection.objects.scheduled():
        cancel_inspection(visit, reason="The line was down by order.", by=by, at=NOW)
    factories.swept(flag.rule)
    flag.refresh_from_db()
    assert flag.status == Flag.Status.CLEARED
    return flag


def _to_be_judged() -> tuple[Contract, Period]:
    return factories.an_active_contract(published=True), Q3


def _replaced() -> Scorecard:
    """A draft that a later computation, on later data, has taken the place of."""
    card = factories.a_draft_card(evidence=False)
    factories.a_reading(factories.a_reading_due(card.contract, month="2026-08"))
    factories.a_draft_card(card.contract, evidence=False)
    card.refresh_from_db()
    return card


def _approved_of_an_unpublished_contract() -> Scorecard:
    return factories.an_approved_card(factories.a_draft_card(factories.an_active_contract(), evidence=False))


CASES = {
    "load_scheme": Case(
        call=lambda nothing, by: actions.load_scheme(by=by, at=NOW),
        event="scheme.loaded",
        subject=_no_scheme,
        actor=lambda nothing: factories.automation(),
        changes={"version", "metrics_bp"},
        stateless="a scheme that is there stays as it is",
        anywhere="one scheme for all",
        open_to_all="only load_reference calls it",
    ),
    "acknowledge_flag": Case(
        call=lambda flag, by: actions.acknowledge_flag(flag, by=by, at=NOW),
        event="flag.acknowledged",
        subject=factories.a_swept_flag,
        changes={"status", "acknowledged_by", "acknowledged_at"},
        wrong_states={"acknowledged": _acknowledged, "cleared": _cleared},
    ),
    "compute_scorecard": Case(
        call=lambda what, by: actions.compute_scorecard(*what, by=by, at=NOW),
        event="scorecard.computed",
        subject=_to_be_judged,
        role="analyst",
        changes={"inputs", "parts", "coverage_bp", "band", "revision", "computed_by"},
        wrong_states={
            "a draft": lambda: (factories.a_ready_draft(), Q3),
            "a quarter that is not over": lambda: (factories.an_active_contract(), Period.containing(NOW.date(), 3)),
            "a quarter before the contract": lambda: (
                factories.an_active_contract(),
                Period.containing(factories.STARTS_ON - days(1), 3),
            ),
        },
    ),
    "approve_scorecard": Case(
        call=lambda card, by: actions.approve_scorecard(card, by=by, at=NOW),
        event="scorecard.approved",
        subject=lambda: factories.a_draft_card(evidence=False),
        role="publisher",
        changes={"status", "approved_by", "approved_at"},
        wrong_states={
            "approved": factories.an_approved_card,
            "published": factories.a_published_card,
            "superseded": _replaced,
        },
    ),
    "publish_scorecard": Case(
        call=lambda card, by: actions.publish_scorecard(card, by=by, at=NOW),
        event="scorecard.published",
        subject=factories.an_approved_card,
        role="publisher",
        changes={"status", "published_at", "payload", "digest"},
        wrong_states={
            "a draft": lambda: factories.a_draft_card(evidence=False),
            "published": factories.a_published_card,
            "superseded": _replaced,
            "of an unpublished contract": _approved_of_an_unpublished_contract,
        },
    ),
}
