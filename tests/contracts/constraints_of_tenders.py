"""What the database refuses of tenders and bids; tests/contracts/test_constraints.py runs through it."""

from decimal import Decimal

from tests import factories
from tests.factories import TODAY, days
from tests.factories.tender import NOTICE_ON

TOO_MUCH = Decimal("100000000000.01")

CHECKS = [
    ("tender_budget_in_range", factories.a_tender, {"budget": Decimal(0)}),
    ("tender_budget_in_range", factories.a_tender, {"budget": TOO_MUCH}),
    ("tender_in_house_cost_in_range", factories.a_tender, {"in_house_cost": Decimal(0)}),
    ("tender_in_house_cost_in_range", factories.a_tender, {"in_house_cost": TOO_MUCH}),
    ("tender_last_year_in_range", factories.a_tender, {"last_year_price": Decimal(0)}),
    ("tender_last_year_in_range", factories.a_tender, {"last_year_price": TOO_MUCH}),
    ("tender_notice_when_announced", factories.a_tender, {"status": "announced"}),
    ("tender_notice_when_announced", factories.an_awarded_tender, {"notice_on": None}),
    ("tender_awarded_on_when_awarded", factories.an_announced_tender, {"status": "awarded"}),
    ("tender_awarded_on_when_awarded", factories.an_announced_tender, {"awarded_on": TODAY}),
    ("tender_cancelled_on_when_cancelled", factories.a_tender, {"status": "cancelled"}),
    ("tender_cancelled_on_when_cancelled", factories.a_tender, {"cancelled_on": TODAY}),
    ("tender_bids_due_after_notice", factories.an_announced_tender, {"bids_due_on": NOTICE_ON - days(1)}),
    ("tender_documents_dates_in_order", factories.an_announced_tender, {"documents_until": NOTICE_ON - days(1)}),
    ("bid_amount_in_range", factories.a_bid, {"amount": Decimal(0)}),
    ("bid_amount_in_range", factories.a_bid, {"amount": TOO_MUCH}),
    ("bid_ground_when_out", factories.a_bid, {"status": "disqualified"}),
    ("bid_ground_when_out", factories.a_bid, {"status": "withdrawn"}),
    ("contract_tender_or_ground", factories.a_draft_of_a_tender, {"no_tender_ground": "Art. 2"}),
]

UNIQUE = [
    ("bid_once_per_vendor", factories.a_bid, dict),
    (
        "bid_one_winner",
        lambda: factories.an_awarded_tender().bids.winning().get(),
        lambda: {"vendor": factories.a_vendor()},
    ),
]

UNIQUE_COLUMNS = {
    "Tender.public_id": lambda: (factories.a_tender(), {"reference": "other"}),
    "Tender.reference": lambda: (factories.a_tender(), {"public_id": "other"}),
}
