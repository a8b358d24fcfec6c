"""What the public reads of how a vendor was found: the allow-list of a tender, its steps and its sums.

The necessity and the comparison are published: why a service is let outside is the question the public asks, and the
form tells the officials who write the texts that they are read. Who lost, and with what sum, is not.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts import comparison, timeline
from contracts.models import Bid, Contract


@dataclass(frozen=True)
class TenderShown:
    reference: str
    method: str
    budget: Decimal
    bids: int
    award: Decimal | None
    vendor: str
    necessity: str
    in_house_comparison: str
    comparison: tuple[comparison.Line, ...]


@dataclass(frozen=True)
class ProcurementShown:
    """``tender`` or, of a contract without one, the legal ``ground``; the steps either way."""

    tender: TenderShown | None
    ground: str
    timeline: timeline.Timeline


def procurement(row: Contract, on: date) -> ProcurementShown:
    """Needs the tender. Four queries at most."""
    return ProcurementShown(_tender(row), row.no_tender_ground, timeline.of(row.tender, row, on))


def _tender(row: Contract) -> TenderShown | None:
    tender = row.tender
    if tender is None:
        return None
    bids = list(tender.bids.exclude(status=Bid.Status.WITHDRAWN).select_related("vendor"))
    winner = next((bid for bid in bids if bid.status == Bid.Status.WINNING), None)
    award = winner.amount if winner else None
    return TenderShown(
        reference=tender.reference,
        method=tender.get_method_display(),
        budget=tender.budget,
        bids=len(bids),
        award=award,
        vendor=winner.vendor.name if winner else "",
        necessity=tender.necessity,
        in_house_comparison=tender.in_house_comparison,
        comparison=tuple(comparison.compare(tender, award)),
    )
