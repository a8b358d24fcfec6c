"""The gates about how the vendor was found."""

from datetime import timedelta

import pytest

from contracts import gates
from contracts.models import Contract, LegalConfirmation, LegalRule, Tender
from tests import factories
from tests.factories import NOW, TODAY
from tests.factories.tender import NOTICE_ON

pytestmark = pytest.mark.django_db


def gate_of(contract: Contract, code: str) -> gates.Gate | None:
    return next((gate for gate in gates.check(contract, TODAY) if gate.code == code), None)


def a_draft_after_a_short_bid_period() -> Contract:
    tender = factories.announce(factories.a_tender(), at=NOW, bids_due_on=NOTICE_ON + timedelta(days=15))
    bid = factories.a_bid(tender)
    return factories.a_draft_of_a_tender(factories.award(tender, bid))


def test_a_contract_of_an_awarded_tender_passes_all_three():
    draft = factories.a_draft_of_a_tender()
    assert [gate_of(draft, code).ok for code in ("tender", "comparison", "clock")] == [True, True, True]
    assert not gate_of(draft, "clock").warns


def test_without_a_tender_the_ground_opens_the_gate():
    assert not gate_of(factories.a_draft(no_tender_ground=""), "tender").ok
    draft = factories.a_draft()
    assert gate_of(draft, "tender").ok
    assert gate_of(draft, "tender").hint == draft.no_tender_ground
    assert gate_of(draft, "comparison") is None
    assert gate_of(draft, "clock") is None


def test_what_was_changed_past_the_tender_shuts_the_gate():
    draft = factories.a_draft_of_a_tender()
    Contract.objects.filter(pk=draft.pk).update(amount=draft.amount + 1)
    draft.refresh_from_db()
    gate = gate_of(draft, "tender")
    assert not gate.ok
    assert "winning bid" in gate.hint


def test_without_the_comparison_on_record_nothing_goes_ahead():
    draft = factories.a_draft_of_a_tender()
    Tender.objects.update(in_house_comparison=" ")
    assert not gate_of(Contract.objects.get(pk=draft.pk), "comparison").ok


def test_a_bid_period_that_was_too_short_bars_the_contract_and_names_the_source():
    gate = gate_of(a_draft_after_a_short_bid_period(), "clock")
    assert not gate.ok
    assert "art. 35" in gate.source
    assert "Announce it anew" in gate.hint


def test_a_rule_from_a_secondary_source_warns_until_the_legal_officer_has_confirmed():
    draft = a_draft_after_a_short_bid_period()
    LegalRule.objects.filter(code="bid-period").update(basis="secondary")
    gate = gate_of(draft, "clock")
    assert gate.ok
    assert gate.warns
    LegalConfirmation.objects.create(
        tender=draft.tender,
        topic=LegalConfirmation.Topic.CLOCK,
        opinion="Urgent, and lawful.",
        officer=factories.staff("legal_officer"),
        confirmed_at=NOW,
    )
    gate = gate_of(draft, "clock")
    assert gate.ok
    assert not gate.warns
