"""What bars a vendor, and what was waived: the only fields of them that leave a row for a page. No person is named."""

from dataclasses import dataclass
from datetime import date

from contracts.models import Contract, Vendor, VendorRestriction, Waiver


@dataclass(frozen=True)
class RestrictionShown:
    ground: str
    origin: str
    source: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class WaiverShown:
    """``office`` is where leave was given; never who gave it."""

    ground: str
    reason: str
    office: str
    expires_on: date
    is_over: bool


def restrictions(vendor: Vendor, on: date) -> list[RestrictionShown]:
    """Those that bar the vendor on the day. A warning is between officials."""
    rows = vendor.restrictions.blocking(on)
    return [_restriction(row) for row in rows.order_by("-starts_on", "-pk")]


def _restriction(row: VendorRestriction) -> RestrictionShown:
    return RestrictionShown(row.ground, row.get_origin_display(), row.source, row.starts_on, row.ends_on)


def waivers(contract: Contract, on: date) -> list[WaiverShown]:
    """All of the contract's: one that is over is why the contract came into force."""
    rows = contract.waivers.select_related("restriction", "approver__agency", "contract__agency")
    return [_waiver(row, on) for row in rows.order_by("-approved_at", "-pk")]


def _waiver(row: Waiver, on: date) -> WaiverShown:
    office = row.approver.agency or row.contract.agency
    return WaiverShown(row.restriction.ground, row.reason, office.name, row.expires_on, row.expires_on < on)
