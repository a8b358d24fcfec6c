"""The parts of a tender's and a contract's page that are only read: the steps, the comparison, bids and contracts."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import comparison, timeline
from contracts.admin.bid import TONES, why_not_leave
from contracts.admin.panels import OVERVIEW, Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin_pages import page_url, step_url
from contracts.models import Bid, Contract, Tender, User
from contracts.templatetags.house import money

TAB = "tender"


@panel_on(Tender)
def on_tender(request: HttpRequest, tender: Tender) -> list[Panel]:
    bids = list(tender.bids.select_related("vendor", "tender__agency"))
    contracts = list(tender.contracts.all())
    # A framework agreement has several contracts, each with steps of its own; on the tender's page stand those of one
    contract = contracts[0] if len(contracts) == 1 else None
    winner = next((bid for bid in bids if bid.status == Bid.Status.WINNING), None)
    return [
        _bids(request, bids),
        _steps(tender, contract, OVERVIEW),
        _comparison(tender, winner, OVERVIEW),
        _contracts(contracts),
    ]


@panel_on(Contract)
def on_contract(request: HttpRequest, contract: Contract) -> list[Panel]:
    tender = contract.tender
    steps = _steps(tender, contract, TAB)
    if tender is None:
        return [steps]
    winner = tender.bids.winning().first()
    return [_origin(tender, tender.bids.all()), steps, _comparison(tender, winner, TAB)]


def _steps(tender: Tender | None, contract: Contract | None, tab: str) -> Panel:
    shown = timeline.of(tender, contract, timezone.localdate())
    context = {"timeline": shown, "id": "steps"}
    return Panel("steps", _("Steps of the procurement"), "includes/timeline.html", context, tab=tab)


def _comparison(tender: Tender, winner: Bid | None, tab: str) -> Panel:
    rows = comparison.compare(tender, winner.amount if winner else None)
    return Panel("comparison", _("What it is measured by"), "includes/comparison.html", {"rows": rows}, tab=tab)


def _origin(tender: Tender, bids: QuerySet[Bid]) -> Panel:
    """The tender a contract came of, in one row."""
    return table(
        "tender",
        _("Tender"),
        [_("Tender"), _("Procurement method"), _("Budget"), _("Bids"), _("Status")],
        [
            [
                Cell.of(tender),
                tender.get_method_display(),
                Cell(money(tender.budget), is_number=True),
                Cell(bids.exclude(status=Bid.Status.WITHDRAWN).count(), is_number=True),
                Cell.status("good" if tender.status == Tender.Status.AWARDED else "none", tender.get_status_display()),
            ]
        ],
        empty="",
        tab=TAB,
    )


def _bids(request: HttpRequest, bids: list[Bid]) -> Panel:
    by: Any = request.user
    rows = [{"bid": bid, "url": page_url(bid), "tone": _tone(bid), "steps": _ways_out(bid, by)} for bid in bids]
    return Panel("bids", _("Bids"), "admin/panels/bids.html", {"rows": rows}, count=len(bids))


def _tone(bid: Bid) -> str:
    return TONES.get(Bid.Status(bid.status), "none")


def _ways_out(bid: Bid, by: User) -> list[dict[str, str]]:
    if why_not_leave(bid, by) or not by.has_perm("contracts.change_bid"):
        return []
    names = {"disqualify": _("Disqualify"), "withdraw": _("Record a withdrawal")}
    return [{"label": label, "url": step_url(bid, name)} for name, label in names.items()]


def _contracts(contracts: list[Contract]) -> Panel:
    return table(
        "contracts",
        _("Contracts of this tender"),
        [_("Contract"), _("Amount"), _("Signed on"), _("Status")],
        [
            [
                Cell.of(contract),
                Cell(money(contract.amount), is_number=True),
                contract.signed_on,
                Cell.status(contract.status, contract.get_status_display()),
            ]
            for contract in contracts
        ],
        empty=_("No contract has come of it yet."),
    )
