"""The actions on tenders and bids, each as a Case for tests/every_action.py."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from contracts import actions
from contracts.models import Bid, Contract, Tender, Vendor
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, TODAY, days
from tests.factories.tender import BIDS_DUE_ON

NEW = "it makes a new row"
DAYS = {"notice_on": TODAY, "documents_from": TODAY, "documents_until": TODAY + days(10)}
AWARD_DAYS = {"opened_on": BIDS_DUE_ON, "awarded_on": date(2025, 12, 1)}


def _fields_of_a_new_tender() -> dict[str, Any]:
    tender = factories.a_tender()
    names = (
        "title_en",
        "agency",
        "kind",
        "scope_item",
        "regime",
        "method",
        "budget",
        "necessity",
        "in_house_comparison",
    )
    return {"reference": "ZB-NEW", **{name: getattr(tender, name) for name in names}}


def _cancelled() -> Tender:
    return actions.cancel_tender(factories.a_tender(), by=factories.staff(), at=NOW, reason="No longer needed.")


def _without_notice() -> Tender:
    return factories.an_awarded_tender(award_notice_on=None)


def _disqualified() -> Bid:
    return actions.disqualify_bid(factories.a_bid(), by=factories.staff(), at=NOW, reason="No seal.")


def _withdrawn() -> Bid:
    return actions.withdraw_bid(factories.a_bid(), by=factories.staff(), at=NOW, reason="Too busy.")


def _won() -> Bid:
    return factories.an_awarded_tender().bids.winning().get()


def _lost() -> Bid:
    return factories.an_awarded_tender().bids.valid().get()


def _and_a_vendor(make: Callable[[], Tender]) -> Callable[[], tuple[Tender, Vendor]]:
    return lambda: (make(), factories.a_vendor())


def _filed() -> Contract:
    return actions.file_contract(factories.a_draft(), filed_on=TODAY, by=factories.staff(), at=NOW)


OUT = {"disqualified": _disqualified, "withdrawn": _withdrawn, "the winner": _won, "beaten": _lost}

TENDERS = {
    "register_tender": Case(
        call=lambda fields, by: actions.register_tender(by=by, at=NOW, **fields),
        event="tender.registered",
        subject=_fields_of_a_new_tender,
        role="registrar",
        changes={"reference", "title_en", "budget", "agency", "necessity"},
        stateless=NEW,
    ),
    "change_tender": Case(
        call=lambda row, by: actions.change_tender(row, {"budget": Decimal("5.50")}, by=by, at=NOW),
        event="tender.changed",
        subject=factories.a_tender,
        changes={"budget"},
        wrong_states={
            "announced": factories.an_announced_tender,
            "awarded": factories.an_awarded_tender,
            "cancelled": _cancelled,
        },
    ),
    "announce_tender": Case(
        call=lambda row, by: actions.announce_tender(row, **DAYS, bids_due_on=TODAY + days(30), by=by, at=NOW),
        event="tender.announced",
        subject=factories.a_tender,
        changes={"status", "notice_on", "documents_from", "documents_until", "bids_due_on"},
        wrong_states={
            "announced": factories.an_announced_tender,
            "awarded": factories.an_awarded_tender,
            "cancelled": _cancelled,
        },
    ),
    "record_bid": Case(
        call=lambda rows, by: actions.record_bid(
            rows[0], vendor=rows[1], amount=Decimal(9), received_on=BIDS_DUE_ON, by=by, at=NOW
        ),
        event="bid.recorded",
        subject=_and_a_vendor(factories.an_announced_tender),
        changes={"vendor", "amount", "received_on"},
        wrong_states={
            "in preparation": _and_a_vendor(factories.a_tender),
            "awarded": _and_a_vendor(factories.an_awarded_tender),
            "cancelled": _and_a_vendor(_cancelled),
        },
    ),
    "correct_bid": Case(
        call=lambda row, by: actions.correct_bid(row, {"amount": Decimal(9)}, by=by, at=NOW),
        event="bid.corrected",
        subject=factories.a_bid,
        changes={"amount"},
        wrong_states=OUT,
    ),
    "disqualify_bid": Case(
        call=lambda row, by: actions.disqualify_bid(row, by=by, at=NOW, reason="No seal."),
        event="bid.disqualified",
        subject=factories.a_bid,
        changes={"status", "ground"},
        wrong_states=OUT,
    ),
    "withdraw_bid": Case(
        call=lambda row, by: actions.withdraw_bid(row, by=by, at=NOW, reason="Too busy."),
        event="bid.withdrawn",
        subject=factories.a_bid,
        changes={"status", "ground"},
        wrong_states=OUT,
    ),
    "award_tender": Case(
        call=lambda bid, by: actions.award_tender(bid.tender, bid=bid, **AWARD_DAYS, by=by, at=NOW),
        event="tender.awarded",
        subject=factories.a_bid,
        changes={"status", "opened_on", "awarded_on"},
        wrong_states={"awarded": _lost},
    ),
    "publish_award_notice": Case(
        call=lambda row, by: actions.publish_award_notice(row, award_notice_on=TODAY, by=by, at=NOW),
        event="tender.award_published",
        subject=_without_notice,
        changes={"award_notice_on"},
        wrong_states={"announced": factories.an_announced_tender, "published": factories.an_awarded_tender},
    ),
    "cancel_tender": Case(
        call=lambda row, by: actions.cancel_tender(row, by=by, at=NOW, reason="No longer needed."),
        event="tender.cancelled",
        subject=factories.an_announced_tender,
        changes={"status", "cancelled_on", "cancel_reason"},
        wrong_states={"awarded": factories.an_awarded_tender, "cancelled": _cancelled},
    ),
    "file_contract": Case(
        call=lambda row, by: actions.file_contract(row, filed_on=TODAY, by=by, at=NOW),
        event="contract.filed",
        subject=factories.an_active_contract,
        changes={"filed_on"},
        wrong_states={"filed": _filed},
    ),
}
