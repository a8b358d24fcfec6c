"""Tenders: what is refused on the way to the award, and what a contract takes over."""

from datetime import date
from decimal import Decimal

import pytest

from contracts import actions
from contracts.from_tender import disagreements
from contracts.models import Bid, LegalRule, ScopeItem, Tender, VendorRestriction
from contracts.refusals import Refused
from tests import factories
from tests.factories import NOW, TODAY, days
from tests.factories.tender import AWARDED_ON, BIDS_DUE_ON, BUDGET, NOTICE_ON

pytestmark = pytest.mark.django_db


def announce(tender=None, at=NOW, **given):
    tender = tender or factories.a_tender()
    entered = {
        "notice_on": TODAY,
        "documents_from": TODAY,
        "documents_until": TODAY + days(10),
        "bids_due_on": TODAY + days(21),
        **given,
    }
    return actions.announce_tender(tender, by=factories.staff(), at=at, **entered)


def refused_on(field: str, refusal) -> str:
    assert field in refusal.value.message_dict, refusal.value
    return " ".join(refusal.value.message_dict[field])


# ---- announcing ----


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("notice_on", {"notice_on": TODAY + days(1), "documents_from": TODAY + days(1)}),
        ("notice_on", {"notice_on": date(226, 11, 20)}),
        ("documents_from", {"documents_from": None, "documents_until": None}),
        ("documents_from", {"documents_from": TODAY - days(1)}),
        ("documents_until", {"documents_until": TODAY - days(1)}),
        ("bids_due_on", {"bids_due_on": TODAY + days(5)}),
    ],
)
def test_the_days_of_a_notice_are_in_order(field, given):
    with pytest.raises(Refused) as refusal:
        announce(**given)
    refused_on(field, refusal)


def test_a_bid_period_that_is_too_short_and_lies_ahead_is_refused_with_rule_and_source():
    with pytest.raises(Refused) as refusal:
        announce(bids_due_on=TODAY + days(19))
    message = refused_on("bids_due_on", refusal)
    assert "20 days" in message
    assert "Government Procurement Law, art. 35" in message


def test_documents_that_are_offered_too_short_are_refused():
    with pytest.raises(Refused) as refusal:
        announce(documents_until=TODAY + days(3))
    assert "5 working days" in refused_on("documents_until", refusal)


def test_a_rule_from_a_secondary_source_refuses_nothing():
    LegalRule.objects.filter(code="bid-period").update(basis="secondary")
    assert announce(bids_due_on=TODAY + days(15)).status == Tender.Status.ANNOUNCED


def test_what_is_over_is_recorded_as_it_was():
    tender = announce(
        notice_on=NOTICE_ON, documents_from=NOTICE_ON, documents_until=NOTICE_ON, bids_due_on=NOTICE_ON + days(3)
    )
    assert tender.status == Tender.Status.ANNOUNCED


def test_single_source_procurement_needs_no_documents_but_five_working_days_of_notice():
    single = factories.a_tender(method="single_source")
    with pytest.raises(Refused) as refusal:
        announce(single, documents_from=None, documents_until=None, bids_due_on=TODAY + days(4))
    assert "Regulation" in refused_on("bids_due_on", refusal)
    announce(single, documents_from=None, documents_until=None, bids_due_on=TODAY + days(7))


# ---- bids ----


@pytest.mark.parametrize("received_on", [NOTICE_ON - days(1), BIDS_DUE_ON + days(1), TODAY + days(1)])
def test_a_bid_comes_between_the_notice_and_the_day_bids_are_due(received_on):
    tender, vendor = factories.an_announced_tender(), factories.a_vendor()
    with pytest.raises(Refused) as refusal:
        actions.record_bid(
            tender, vendor=vendor, amount=Decimal(1), received_on=received_on, by=factories.staff(), at=NOW
        )
    refused_on("received_on", refusal)


def test_a_vendor_bids_once():
    bid = factories.a_bid()
    with pytest.raises(Exception, match="recorded already"):
        factories.a_bid(bid.tender, vendor=bid.vendor)


def test_single_source_procurement_has_one_bid():
    single = factories.an_announced_tender(method="single_source")
    factories.a_bid(single)
    with pytest.raises(Refused, match="one vendor only"):
        factories.a_bid(single)


def test_a_bid_is_not_corrected_to_a_day_after_the_last():
    with pytest.raises(Refused, match="sent back unopened"):
        actions.correct_bid(factories.a_bid(), {"received_on": BIDS_DUE_ON + days(1)}, by=factories.staff(), at=NOW)


@pytest.mark.parametrize("step", [actions.disqualify_bid, actions.withdraw_bid])
def test_nobody_leaves_without_a_ground(step):
    with pytest.raises(Refused, match="on what ground"):
        step(factories.a_bid(), by=factories.staff(), at=NOW, reason=" ")


# ---- the award ----


def test_without_a_valid_bid_there_is_no_award():
    bid = factories.a_bid()
    actions.disqualify_bid(bid, by=factories.staff(), at=NOW, reason="No seal.")
    with pytest.raises(Refused, match="no valid bid"):
        factories.award(bid.tender, bid)


def test_a_bid_on_another_tender_does_not_win_this_one():
    mine, other = factories.a_bid(), factories.a_bid()
    with pytest.raises(Refused, match="not a valid bid on this tender"):
        factories.award(mine.tender, other)


def test_a_bid_above_the_budget_needs_the_ground():
    bid = factories.a_bid(amount=BUDGET + 1)
    with pytest.raises(Refused) as refusal:
        factories.award(bid.tender, bid)
    assert "¥1.00 above the budget" in refused_on("reason", refusal)
    with pytest.raises(Refused, match="at most 300"):
        factories.award(bid.tender, bid, reason="x" * 301)
    factories.award(bid.tender, bid, reason="From the reserve of the bureau.")
    bid.refresh_from_db()
    assert (bid.status, bid.ground) == (Bid.Status.WINNING, "From the reserve of the bureau.")


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("opened_on", {"opened_on": BIDS_DUE_ON - days(1)}),
        ("awarded_on", {"awarded_on": BIDS_DUE_ON - days(1)}),
    ],
)
def test_opening_and_award_come_after_the_bids(field, given):
    bid = factories.a_bid()
    with pytest.raises(Refused) as refusal:
        factories.award(bid.tender, bid, **given)
    refused_on(field, refusal)


def test_an_award_that_lies_ahead_is_not_recorded():
    bid = factories.a_bid()
    with pytest.raises(Refused, match="lies ahead"):
        actions.award_tender(
            bid.tender, bid=bid, opened_on=TODAY, awarded_on=TODAY + days(1), by=factories.staff(), at=NOW
        )


def test_a_restricted_vendor_does_not_win():
    bid = factories.a_bid()
    VendorRestriction.objects.create(
        vendor=bid.vendor, level="block", origin="exclusion", ground="Bribery", source="No. 7", starts_on=NOTICE_ON
    )
    with pytest.raises(Refused) as refusal:
        factories.award(bid.tender, bid)
    assert "Bribery (No. 7)" in refused_on("bid", refusal)


@pytest.mark.parametrize("day", [AWARDED_ON - days(1), TODAY + days(1)])
def test_the_award_notice_comes_after_the_award_and_is_not_ahead(day):
    tender = factories.an_awarded_tender(award_notice_on=None)
    with pytest.raises(Refused) as refusal:
        actions.publish_award_notice(tender, award_notice_on=day, by=factories.staff(), at=NOW)
    refused_on("award_notice_on", refusal)


@pytest.mark.parametrize("day", [date(2025, 12, 17), TODAY + days(1)])
def test_a_contract_is_filed_after_signing_and_not_ahead(day):
    with pytest.raises(Refused) as refusal:
        actions.file_contract(factories.a_draft(), filed_on=day, by=factories.staff(), at=NOW)
    refused_on("filed_on", refusal)


# ---- what may be outsourced ----


def test_a_prohibited_item_is_not_put_to_tender_and_the_source_is_named():
    prohibited = ScopeItem.objects.filter(verdict="prohibited", basis="read", kind=None).first()
    with pytest.raises(Refused) as refusal:
        factories.a_tender(scope_item=prohibited, regime=prohibited.regime)
    assert prohibited.source_en in refused_on("scope_item", refusal)


def test_a_tender_is_not_changed_into_another_legal_regime_than_its_item():
    tender = factories.a_tender("irrigation")
    with pytest.raises(Refused):
        actions.change_tender(tender, {"regime": "service_purchase"}, by=factories.staff(), at=NOW)


# ---- the contract of a tender ----


def test_a_contract_takes_over_what_the_tender_settled():
    draft = factories.a_draft_of_a_tender()
    assert disagreements(draft) == {}
    assert draft.amount == draft.tender.bids.winning().get().amount


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("vendor", lambda: factories.a_vendor()),
        ("amount", lambda: Decimal("1428816.01")),
        ("method", lambda: "selective"),
        ("agency", lambda: factories.an_agency(parent=factories.the_agency())),
    ],
)
def test_a_contract_that_says_otherwise_than_its_tender_is_refused(field, other):
    tender = factories.an_awarded_tender()
    with pytest.raises(Refused) as refusal:
        factories.a_draft_of_a_tender(tender, **{field: other()})
    refused_on(field, refusal)


def test_a_contract_for_less_than_the_bid_is_taken():
    assert factories.a_draft_of_a_tender(amount=Decimal(9)).amount == 9


def test_a_draft_is_not_changed_away_from_its_tender():
    draft = factories.a_draft_of_a_tender()
    with pytest.raises(Refused):
        actions.change_contract(draft, {"amount": draft.amount + 1}, by=factories.staff(), at=NOW)


def test_a_tender_that_is_not_awarded_leads_to_no_contract():
    tender = factories.a_bid().tender
    with pytest.raises(Refused, match="has not been awarded"):
        factories.a_draft(tender=tender)


def test_one_tender_leads_to_one_contract():
    first = factories.a_draft_of_a_tender()
    with pytest.raises(Refused, match=f"already: {first.reference}"):
        factories.a_draft_of_a_tender(first.tender)


def test_a_framework_agreement_leads_to_several():
    tender = factories.an_awarded_tender(method="framework")
    assert {factories.a_draft_of_a_tender(tender).tender for _ in range(2)} == {tender}


def test_a_contract_names_its_tender_or_the_ground_for_none_not_both():
    tender = factories.an_awarded_tender()
    with pytest.raises(Exception, match="not both"):
        factories.a_draft_of_a_tender(tender, no_tender_ground="Art. 2")


# ---- reading ----


def test_a_tender_is_published_with_its_contract():
    tender = factories.an_awarded_tender()
    contract = factories.an_active_contract(**factories.of_tender(tender))
    assert list(Tender.objects.published()) == []
    actions.publish_contract(contract, by=factories.staff(), at=NOW)
    assert list(Tender.objects.published()) == [tender]


def test_tenders_and_bids_are_seen_by_their_agency_only():
    tender = factories.an_awarded_tender()
    stranger = factories.a_user(agency=factories.an_agency())
    assert not Tender.objects.visible_to(stranger).exists()
    assert not Bid.objects.visible_to(stranger).exists()
    assert Tender.objects.visible_to(factories.staff()).awarded().get() == tender
    assert Bid.objects.visible_to(factories.staff()).count() == 2
