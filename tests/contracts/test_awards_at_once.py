"""Two decisions on one tender in the same moment: exactly one stands."""

import pytest

from contracts import actions
from contracts.models import Bid, Contract, Tender
from tests import factories
from tests.at_once import at_once, refusals
from tests.factories import NOW, TODAY
from tests.factories.tender import AWARDED_ON, BIDS_DUE_ON

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def test_two_awards_at_once_leave_one_winner():
    first = factories.a_bid()
    second = factories.a_bid(first.tender)
    by, bids, tenders = factories.staff(), [fresh(first), fresh(second)], [fresh(first.tender), fresh(first.tender)]
    results = at_once(
        *(
            lambda bid=bid, tender=tender: actions.award_tender(
                tender, bid=bid, opened_on=BIDS_DUE_ON, awarded_on=AWARDED_ON, by=by, at=NOW
            )
            for bid, tender in zip(bids, tenders, strict=True)
        )
    )
    assert refusals(results) == 1
    assert Tender.objects.get().status == Tender.Status.AWARDED
    assert Bid.objects.winning().count() == 1


def test_a_bid_withdrawn_in_the_moment_of_the_award_is_either_out_or_the_winner():
    bid = factories.a_bid()
    by = factories.staff()
    results = at_once(
        lambda: factories.award(fresh(bid.tender), fresh(bid)),
        lambda: actions.withdraw_bid(Bid.objects.get(pk=bid.pk), by=by, at=NOW, reason="Too busy."),
    )
    assert refusals(results) == 1
    won = Bid.objects.get().status == Bid.Status.WINNING
    assert won is (Tender.objects.get().status == Tender.Status.AWARDED)


def test_two_award_notices_at_once_leave_one():
    tender = factories.an_awarded_tender(award_notice_on=None)
    by, rows = factories.staff(), [fresh(tender), fresh(tender)]
    results = at_once(
        *(
            lambda day=day, row=row: actions.publish_award_notice(row, award_notice_on=day, by=by, at=NOW)
            for day, row in zip((AWARDED_ON, TODAY), rows, strict=True)
        )
    )
    assert refusals(results) == 1


def test_two_contracts_of_one_tender_at_once_leave_one():
    tender = factories.an_awarded_tender()
    draft = factories.of_tender(tender)
    factories.staff()
    results = at_once(*(lambda: factories.a_draft(**{**draft, "tender": fresh(tender)}) for _ in range(2)))
    assert refusals(results) == 1
    assert Contract.objects.count() == 1
