"""How the vendor was found: tenders, bids, awards, and a contract that came of one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts import actions
from contracts.models import Agency, Bid, Contract, ServiceKind, Tender, Vendor
from tests.factories.clock import STARTS_ON, days, numbers, on
from tests.factories.people import staff, the_agency
from tests.factories.promise import a_draft, a_scope_item, a_vendor, conditions_met

# A procedure that keeps every clock, for a contract that is signed a fortnight before STARTS_ON
NOTICE_ON, DOCUMENTS_UNTIL, BIDS_DUE_ON = date(2025, 11, 3), date(2025, 11, 14), date(2025, 11, 28)
AWARDED_ON, AWARD_NOTICE_ON, SIGNED_ON = date(2025, 12, 1), date(2025, 12, 2), STARTS_ON - days(14)
BUDGET, WINNING_BID = Decimal("1500000.00"), Decimal("1428816.00")


def a_tender(kind: str = "hotline", agency: Agency | None = None, **fields: Any) -> Tender:
    """In preparation."""
    number = next(numbers)
    agency = agency or the_agency()
    works = kind == "irrigation"
    given = {
        "reference": f"ZB-{number:05d}",
        "title_en": f"Tender {number}",
        "title_zh_hans": f"采购项目{number}",
        "agency": agency,
        "kind": ServiceKind.objects.get(code=kind),
        "scope_item": a_scope_item(kind),
        "regime": Contract.Regime.WORKS_TENDER if works else Contract.Regime.SERVICE_PURCHASE,
        "method": Contract.Method.OPEN,
        "budget": BUDGET,
        "necessity": "Calls have doubled in two years.",
        "in_house_comparison": "Twelve posts of our own would be needed, and half a year to train them.",
        "in_house_cost": Decimal("1610000.00"),
        "last_year_price": Decimal("1200000.00"),
        **fields,
    }
    return actions.register_tender(by=staff("contract_manager", agency), at=on(NOTICE_ON - days(10)), **given)


def announce(tender: Tender, *, at: datetime | None = None, **fields: Any) -> Tender:
    """On the day of its notice; later (``at``) a time that was too short is recorded as it was."""
    given: dict[str, Any] = {"notice_on": NOTICE_ON, "bids_due_on": BIDS_DUE_ON, **fields}
    if tender.method == Contract.Method.OPEN:
        given = {"documents_from": given["notice_on"], "documents_until": DOCUMENTS_UNTIL, **given}
    by = staff("contract_manager", tender.agency)
    conditions_met(tender, at=on(given["notice_on"]))
    return actions.announce_tender(tender, by=by, at=at or on(given["notice_on"]), **given)


def an_announced_tender(kind: str = "hotline", agency: Agency | None = None, **fields: Any) -> Tender:
    return announce(a_tender(kind, agency, **fields))


def a_bid(tender: Tender | None = None, *, vendor: Vendor | None = None, amount: Decimal = WINNING_BID) -> Bid:
    tender = tender or an_announced_tender()
    by, received_on = staff("contract_manager", tender.agency), tender.bids_due_on
    return actions.record_bid(
        tender, vendor=vendor or a_vendor(), amount=amount, received_on=received_on, by=by, at=on(received_on)
    )


def award(tender: Tender, bid: Bid, **fields: Any) -> Tender:
    """On the first working day after the bids were due."""
    given = {"opened_on": tender.bids_due_on, "awarded_on": AWARDED_ON, **fields}
    by = staff("contract_manager", tender.agency)
    return actions.award_tender(tender, bid=bid, by=by, at=on(given["awarded_on"]), **given)


def an_awarded_tender(
    kind: str = "hotline",
    agency: Agency | None = None,
    *,
    vendor: Vendor | None = None,
    amount: Decimal = WINNING_BID,
    award_notice_on: date | None = AWARD_NOTICE_ON,
    **fields: Any,
) -> Tender:
    """With two bids, the award to the lower one and its notice in time (None: no notice yet)."""
    tender = an_announced_tender(kind, agency, **fields)
    a_bid(tender, amount=amount + 50_000)
    award(tender, a_bid(tender, vendor=vendor, amount=amount))
    if award_notice_on:
        by = staff("contract_manager", tender.agency)
        actions.publish_award_notice(tender, award_notice_on=award_notice_on, by=by, at=on(award_notice_on))
    return tender


def of_tender(tender: Tender) -> dict[str, Any]:
    """What a contract takes over from its awarded tender, as arguments for the factories of contracts."""
    bid = tender.bids.winning().get()
    return {
        "kind": tender.kind.code,
        "agency": tender.agency,
        "tender": tender,
        "vendor": bid.vendor,
        "scope_item": tender.scope_item,
        "regime": tender.regime,
        "method": tender.method,
        "amount": bid.amount,
        "signed_on": SIGNED_ON,
    }


def a_draft_of_a_tender(tender: Tender | None = None, **fields: Any) -> Contract:
    return a_draft(**{**of_tender(tender or an_awarded_tender()), **fields})
