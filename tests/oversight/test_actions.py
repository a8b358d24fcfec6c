"""What the actions of the judgement do beyond what holds for every action."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contracts.models import AuditEvent
from contracts.refusals import Refused
from oversight import actions
from oversight.models import Flag, Scorecard, ScoringScheme
from tests import factories
from tests.factories import NOW, Q3, days

pytestmark = pytest.mark.django_db


def late_reading(card: Scorecard) -> None:
    due = factories.a_reading_due(card.contract, "H3", month="2026-08")
    factories.a_reading(due, source="independent", value=80)


def test_a_flag_remembers_who_acknowledged_it():
    by = factories.staff("supervisor")
    flag = actions.acknowledge_flag(factories.a_swept_flag(), by=by, at=NOW)
    assert (flag.status, flag.acknowledged_by, flag.acknowledged_at) == (Flag.Status.ACKNOWLEDGED, by, NOW)


def test_an_acknowledged_flag_stands_until_its_cause_has_gone():
    flag = actions.acknowledge_flag(factories.a_swept_flag(), by=factories.staff(), at=NOW)
    factories.swept(flag.rule, NOW + days(1))
    flag.refresh_from_db()
    assert (flag.status, flag.last_seen_at) == (Flag.Status.ACKNOWLEDGED, NOW + days(1))


def test_computing_twice_returns_the_same_draft():
    first = factories.a_draft_card()
    events = AuditEvent.objects.count()
    again = factories.a_draft_card(first.contract, evidence=False, at=NOW + days(1))
    assert again == first
    assert (Scorecard.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_late_data_replaces_a_draft_in_work():
    first = factories.a_draft_card()
    late_reading(first)
    second = factories.a_draft_card(first.contract, evidence=False)
    first.refresh_from_db()
    assert (first.status, second.status, second.revision) == ("superseded", "draft", 2)
    assert second.score_bp < first.score_bp


def test_an_approval_does_not_survive_late_data():
    approved = factories.an_approved_card()
    late_reading(approved)
    second = factories.a_draft_card(approved.contract, evidence=False)
    approved.refresh_from_db()
    assert (approved.status, second.status, second.approved_by) == ("superseded", "draft", None)
    assert AuditEvent.objects.about(approved).filter(action="scorecard.replaced").exists()


def test_after_publication_late_data_has_to_be_explained():
    card = factories.a_published_card()
    late_reading(card)
    with pytest.raises(Refused) as refusal:
        factories.a_draft_card(card.contract, evidence=False, note="  ")
    assert list(refusal.value.message_dict) == ["change_note"]


def test_a_second_revision_says_what_changed_and_leaves_the_first_in_place():
    card = factories.a_published_card()
    late_reading(card)
    second = factories.a_draft_card(card.contract, evidence=False, note="The independent figure of August arrived.")
    card.refresh_from_db()
    assert (second.revision, second.change_note) == (2, "The independent figure of August arrived.")
    assert card.status == Scorecard.Status.PUBLISHED


def test_nothing_known_is_not_rated_and_has_no_score():
    card = factories.a_draft_card(evidence=False)
    assert (card.band, card.score_bp, card.coverage_bp) == ("none", None, 0)


def test_the_newest_scheme_in_effect_at_the_end_of_the_period_is_used():
    (shipped,) = ScoringScheme.objects.all()
    fields = {f.name: getattr(shipped, f.name) for f in ScoringScheme._meta.fields if f.name != "id"}
    newer = ScoringScheme.objects.create(**{**fields, "version": 2, "effective_from": Q3.end})
    ScoringScheme.objects.create(**{**fields, "version": 3, "effective_from": Q3.end + days(1)})
    assert factories.a_draft_card(evidence=False).scheme == newer


def test_without_a_scheme_there_is_no_scorecard():
    ScoringScheme.objects.update(effective_from=Q3.end + days(1))
    with pytest.raises(Refused, match="No scoring scheme"):
        factories.a_draft_card(evidence=False)


def test_a_contract_that_was_closed_since_is_still_judged():
    contract = factories.an_active_contract(published=True)
    factories.evidence_of_a_period(contract)
    factories.close(contract, reason="Ended by agreement.")
    assert factories.a_draft_card(contract, evidence=False).band == "good"


def test_who_computed_it_cannot_approve_it():
    both = factories.a_user(["analyst", "publisher"])
    contract = factories.an_active_contract()
    card = actions.compute_scorecard(contract, Q3, by=both, at=NOW)
    with pytest.raises(PermissionDenied, match="You computed"):
        actions.approve_scorecard(card, by=both, at=NOW)


def test_who_inspected_cannot_approve_it():
    both = factories.a_user(["inspector", "publisher"])
    contract = factories.an_active_contract()
    another = factories.a_user("inspector")
    factories.a_scheduled_inspection(contract, due_on=Q3.end, inspectors=[both, another])
    card = factories.a_draft_card(contract, evidence=False)
    with pytest.raises(PermissionDenied, match="You inspected"):
        actions.approve_scorecard(card, by=both, at=NOW)


def test_not_even_a_system_administrator_approves_the_own_computation():
    card = actions.compute_scorecard(factories.an_active_contract(), Q3, by=factories.root(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.approve_scorecard(card, by=factories.root(), at=NOW)


def test_two_who_approve_at_once_are_not_both_told_that_they_did():
    card = factories.a_draft_card(evidence=False)
    same = Scorecard.objects.get(pk=card.pk)
    factories.an_approved_card(card)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        factories.an_approved_card(same)
    assert refusal.value.code in ("stale", "wrong_state")


def test_computing_costs_the_same_for_much_as_for_little():
    def queries(*failing: int) -> int:
        contract = factories.an_active_contract()
        factories.evidence_of_a_period(contract, failing=failing)
        by = factories.a_user("analyst")
        with CaptureQueriesContext(connection) as captured:
            actions.compute_scorecard(contract, Q3, by=by, at=NOW)
        return len(captured)

    assert queries(1) == queries(1, 2, 3)
