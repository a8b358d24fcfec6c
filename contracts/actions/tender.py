"""A tender from its preparation to the notice of its award, and the bids on it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts import audit, legality
from contracts.actions.legality import lapse_confirmations
from contracts.models import Bid, Contract, LegalConfirmation, Tender, User, Vendor, VendorRestriction
from contracts.models.contract import EARLIEST_DAY
from contracts.procurement import BY_BIDDING, Procedure, RuleBook, barred, steps, too_short
from contracts.refusals import LONGEST_REASON, Refused, reason_given
from contracts.roles import require
from contracts.saving import amend, insert, told_when_too_late
from contracts.states import hold, move
from contracts.templatetags.house import money
from contracts.workdays import WorkingCalendar

Status = Tender.Status


@transaction.atomic
def register_tender(*, by: User, at: datetime, **fields: Any) -> Tender:
    """Enter a tender in preparation: what is to be bought, why, why outside, and for how much."""
    tender = Tender(**fields)
    require(by, "contracts.add_tender", tender.agency)
    insert("tender.registered", tender, by=by, at=at)
    _check_scope(tender, at)
    return tender


def _check_scope(tender: Tender, at: datetime) -> None:
    """Raise Refused for what may not be outsourced; what is in doubt is asked for on the tender's page."""
    legality.check_scope(tender.scope_item, tender.kind, tender.regime, timezone.localdate(at))


@transaction.atomic
def change_tender(tender: Tender, fields: Mapping[str, Any], *, by: User, at: datetime) -> Tender:
    """Correct a tender in preparation. What was announced stands."""
    require(by, "contracts.change_tender", tender.agency)
    _require_status(tender, Status.PREPARED)
    rested_on = legality.rests_on(tender)
    amend("tender.changed", tender, fields, by=by, at=at)
    if legality.rests_on(tender) != rested_on:
        _check_scope(tender, at)
        lapse_confirmations(tender, by=by, at=at)
    require(by, "contracts.change_tender", tender.agency)
    return tender


@transaction.atomic
def announce_tender(
    tender: Tender,
    *,
    by: User,
    at: datetime,
    notice_on: date,
    bids_due_on: date,
    documents_from: date | None = None,
    documents_until: date | None = None,
) -> Tender:
    """Record the published notice with the days it names.

    A time that is shorter than the law allows and still lies ahead is refused; one that is over is recorded as it was,
    and bars the contract (contracts.gates.tender).
    """
    require(by, "contracts.announce_tender", tender.agency)
    _require_status(tender, Status.PREPARED)
    tender.refresh_from_db()  # now that it is held: it is cleared as it stands, not as it was read
    legality.require_cleared(tender)
    days: dict[str, Any] = {
        "notice_on": notice_on,
        "documents_from": documents_from,
        "documents_until": documents_until,
        "bids_due_on": bids_due_on,
    }
    _require_order(tender, days, timezone.localdate(at))
    procedure = Procedure(method=tender.method, **days)
    ahead = steps(procedure, timezone.localdate(at), RuleBook.load(), WorkingCalendar.load())
    for step in barred(ahead):
        if step.blocks and step.day and step.day >= timezone.localdate(at):
            raise Refused({FIELD_OF[step.code]: too_short(step)})
    with audit.changing("tender.announced", tender, by=by, at=at):
        move(tender, Status.ANNOUNCED, **days)
    # Whatever was said of its times was said before they were known
    lapse_confirmations(tender, topics=[LegalConfirmation.Topic.CLOCK], by=by, at=at)
    return tender


FIELD_OF = {"documents": "documents_until", "bids": "bids_due_on", "single_source": "bids_due_on"}


def _require_order(tender: Tender, days: Mapping[str, date | None], today: date) -> None:
    notice, due = days["notice_on"], days["bids_due_on"]
    first, last = days["documents_from"], days["documents_until"]
    wrong: dict[str, str] = {}
    if tender.method in BY_BIDDING and not (first and last):
        wrong["documents_from"] = _("Enter from when until when the tender documents are offered.")
    elif bool(first) != bool(last):
        wrong["documents_until"] = _("Enter both days, or neither.")
    elif first and last:
        if notice and first < notice:
            wrong["documents_from"] = _("The documents cannot be offered before the notice is published.")
        if last < first:
            wrong["documents_until"] = _("The documents end before they begin. Correct one of the dates.")
        if due and due < last:
            wrong["bids_due_on"] = _("Bids are due while the documents are still offered. Correct one of the dates.")
    if notice and notice > today:
        wrong["notice_on"] = _("This day lies ahead. Record the notice once it is published.")
    if notice and notice < EARLIEST_DAY:
        wrong["notice_on"] = _("Check the year.")
    if notice and due and due < notice:
        wrong["bids_due_on"] = _("Bids are due before the notice was published. Correct one of the dates.")
    if wrong:
        raise Refused(wrong)


@transaction.atomic
def record_bid(tender: Tender, *, vendor: Vendor, amount: Decimal, received_on: date, by: User, at: datetime) -> Bid:
    """Enter what a vendor offered, in time."""
    require(by, "contracts.add_bid", tender.agency)
    _require_status(tender, Status.ANNOUNCED)
    if tender.method == Contract.Method.SINGLE_SOURCE and tender.bids.exclude(vendor=vendor).exists():
        raise Refused({"vendor": _("Single-source procurement has one vendor only, and its offer is recorded.")})
    _require_in_time(tender, received_on, timezone.localdate(at))
    bid = Bid(tender=tender, vendor=vendor, amount=amount, received_on=received_on, recorded_by=by)
    return insert("bid.recorded", bid, by=by, at=at)


@transaction.atomic
def correct_bid(bid: Bid, fields: Mapping[str, Any], *, by: User, at: datetime) -> Bid:
    """Put right what was entered wrongly, before the award."""
    _require_open(bid, by)
    if fields.get("tender", bid.tender) != bid.tender:
        raise Refused({"tender": _("A bid stays on its tender. Withdraw it here, and record it there.")})
    if "received_on" in fields:
        _require_in_time(bid.tender, fields["received_on"], timezone.localdate(at))
    return amend("bid.corrected", bid, fields, by=by, at=at)


def _require_in_time(tender: Tender, received_on: date, today: date) -> None:
    if received_on > today:
        raise Refused({"received_on": _("This day lies ahead. Record the bid once it has been received.")})
    if tender.notice_on and received_on < tender.notice_on:
        raise Refused(
            {"received_on": _("That was before the notice, on %(day)s.") % {"day": date_format(tender.notice_on)}}
        )
    if tender.bids_due_on and received_on > tender.bids_due_on:
        message = _("Bids were due on %(day)s. A bid that comes later is sent back unopened, not recorded.")
        raise Refused({"received_on": message % {"day": date_format(tender.bids_due_on)}})


@transaction.atomic
def disqualify_bid(bid: Bid, *, by: User, at: datetime, reason: str) -> Bid:
    """Shut a bid out of the award, on a stated ground."""
    return _leave(bid, Bid.Status.DISQUALIFIED, "bid.disqualified", by, at, reason)


@transaction.atomic
def withdraw_bid(bid: Bid, *, by: User, at: datetime, reason: str) -> Bid:
    """Record that the vendor took its bid back, and why."""
    return _leave(bid, Bid.Status.WITHDRAWN, "bid.withdrawn", by, at, reason)


def _leave(bid: Bid, status: str, event: str, by: User, at: datetime, reason: str) -> Bid:
    _require_open(bid, by)
    ground = reason_given(reason, _("Say on what ground the bid is out."))
    with audit.changing(event, bid, by=by, at=at):
        move(bid, status, ground=ground)
    return bid


def _require_open(bid: Bid, by: User) -> None:
    require(by, "contracts.change_bid", bid.tender.agency)
    _require_status(bid.tender, Status.ANNOUNCED)
    if bid.status != Bid.Status.VALID:
        raise Refused(_("This bid is out of the award already."), code="wrong_state")
    hold(bid)


@transaction.atomic
def award_tender(
    tender: Tender, *, bid: Bid, opened_on: date, awarded_on: date, by: User, at: datetime, reason: str = ""
) -> Tender:
    """Decide for one valid bid. Of two decisions at once exactly one stands.

    A bid above the budget needs ``reason``: where the rest of the money comes from.
    """
    require(by, "contracts.award_tender", tender.agency)
    _require_status(tender, Status.ANNOUNCED)
    bid.refresh_from_db()  # whoever corrects a bid holds the tender, too
    if not tender.bids.valid().exists():
        raise Refused(_("There is no valid bid. Cancel the tender and announce it again."))
    if bid.tender_id != tender.pk or bid.status != Bid.Status.VALID:
        raise Refused({"bid": _("This is not a valid bid on this tender.")})
    _require_award_days(tender, opened_on, awarded_on, timezone.localdate(at))
    restriction = VendorRestriction.objects.blocking(awarded_on).filter(vendor=bid.vendor_id).first()
    if restriction:
        message = _("%(vendor)s may get no new contract: %(ground)s (%(source)s). Disqualify the bid.")
        told = {"vendor": bid.vendor, "ground": restriction.ground, "source": restriction.source}
        raise Refused({"bid": message % told})
    ground = _above_budget(tender, bid, reason)
    with audit.changing("bid.won", bid, by=by, at=at), told_when_too_late():
        move(bid, Bid.Status.WINNING, ground=ground)
    with audit.changing("tender.awarded", tender, by=by, at=at, note=ground):
        move(tender, Status.AWARDED, opened_on=opened_on, awarded_on=awarded_on)
    return tender


def _require_award_days(tender: Tender, opened_on: date, awarded_on: date, today: date) -> None:
    wrong: dict[str, str] = {}
    if tender.bids_due_on and opened_on < tender.bids_due_on:
        wrong["opened_on"] = _("Bids are due on %(day)s; none is opened before.") % {
            "day": date_format(tender.bids_due_on)
        }
    if awarded_on < opened_on:
        wrong["awarded_on"] = _("The award comes after the bids were opened. Correct one of the dates.")
    if awarded_on > today:
        wrong["awarded_on"] = _("This day lies ahead. Record the award once it is made.")
    if wrong:
        raise Refused(wrong)


def _above_budget(tender: Tender, bid: Bid, reason: str) -> str:
    reason = reason.strip()
    if bid.amount <= tender.budget:
        return ""
    if not reason:
        message = _("The bid is %(excess)s above the budget. Say where the rest of the money comes from, or cancel.")
        raise Refused({"reason": message % {"excess": money(bid.amount - tender.budget)}})
    if len(reason) > LONGEST_REASON:
        raise Refused({"reason": _("Say it in at most %(longest)d characters.") % {"longest": LONGEST_REASON}})
    return reason


@transaction.atomic
def publish_award_notice(tender: Tender, *, award_notice_on: date, by: User, at: datetime) -> Tender:
    """Record the day the award was made public."""
    require(by, "contracts.award_tender", tender.agency)
    _require_status(tender, Status.AWARDED)
    tender.refresh_from_db(fields=["award_notice_on"])
    if tender.award_notice_on:
        raise Refused(_("The award notice is published already."), code="wrong_state")
    if tender.awarded_on and award_notice_on < tender.awarded_on:
        raise Refused({"award_notice_on": _("The notice cannot come before the award.")})
    if award_notice_on > timezone.localdate(at):
        raise Refused({"award_notice_on": _("This day lies ahead. Record the notice once it is published.")})
    return amend("tender.award_published", tender, {"award_notice_on": award_notice_on}, by=by, at=at)


@transaction.atomic
def cancel_tender(tender: Tender, *, by: User, at: datetime, reason: str) -> Tender:
    """End a tender without an award."""
    require(by, "contracts.cancel_tender", tender.agency)
    reason = reason_given(reason, _("Say why the tender is cancelled."))
    with audit.changing("tender.cancelled", tender, by=by, at=at, note=reason):
        move(tender, Status.CANCELLED, cancelled_on=timezone.localdate(at), cancel_reason=reason)
    return tender


@transaction.atomic
def file_contract(contract: Contract, *, filed_on: date, by: User, at: datetime) -> Contract:
    """Record the day on which the signed contract was filed with the finance department."""
    require(by, "contracts.change_contract", contract.agency)
    hold(contract)
    contract.refresh_from_db(fields=["filed_on"])
    if contract.filed_on:
        raise Refused(_("This contract is filed already."), code="wrong_state")
    if filed_on < contract.signed_on:
        message = _("The contract was signed on %(day)s; it cannot be filed before.")
        raise Refused({"filed_on": message % {"day": date_format(contract.signed_on)}})
    if filed_on > timezone.localdate(at):
        raise Refused({"filed_on": _("This day lies ahead. Record the filing once it is done.")})
    return amend("contract.filed", contract, {"filed_on": filed_on}, by=by, at=at)


def _require_status(tender: Tender, status: str) -> None:
    """Raise Refused unless it is in this state; it stays in it until the transaction ends."""
    if tender.status != status:
        message = _("This is not possible while the status is “%(status)s”.") % {"status": tender.get_status_display()}
        raise Refused(message, code="wrong_state")
    hold(tender)
