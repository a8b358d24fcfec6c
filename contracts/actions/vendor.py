"""The vendor register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.dates import require_past
from contracts.likeness import note_likeness, require_distinct
from contracts.models import User, Vendor
from contracts.models.vendor import compact_credit_code
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import amend, insert


@transaction.atomic
def register_vendor(*, by: User, at: datetime, credit_code: str, **fields: Any) -> Vendor:
    """Enter a vendor under its unified social credit code; blanks and small letters are forgiven."""
    require(by, "contracts.add_vendor")
    require_past(at, founded_on=fields.get("founded_on"))
    vendor = Vendor(credit_code=compact_credit_code(credit_code), **fields)
    note_likeness(vendor)
    require_distinct(vendor)
    return insert("vendor.registered", vendor, by=by, at=at)


@transaction.atomic
def change_vendor(vendor: Vendor, fields: Mapping[str, Any], *, by: User, at: datetime) -> Vendor:
    """Correct a vendor's record. A name that another vendor bears is asked about only when it changes."""
    require(by, "contracts.change_vendor")
    fields = dict(fields)
    require_past(at, founded_on=fields.get("founded_on"))
    if "credit_code" in fields:
        fields["credit_code"] = compact_credit_code(fields["credit_code"])
        _require_same_company(vendor, fields["credit_code"])
    corrected = Vendor(**{field.attname: getattr(vendor, field.attname) for field in vendor._meta.concrete_fields})
    for name, value in fields.items():
        setattr(corrected, name, value)
    note_likeness(corrected)
    likeness = {name: getattr(corrected, name) for name in ("likeness_en", "likeness_zh_hans")}
    if any(getattr(vendor, name) != value for name, value in likeness.items()) or "distinct_because" in fields:
        require_distinct(corrected)
    return amend("vendor.changed", vendor, {**fields, **likeness}, by=by, at=at)


def _require_same_company(vendor: Vendor, credit_code: str) -> None:
    """The code is the company: what is on record of one, a bar for instance, is not left behind under another."""
    rests = (vendor.restrictions, vendor.certificates, vendor.credit_queries, vendor.vettings, vendor.bids)
    if credit_code != vendor.credit_code and any(rows.exists() for rows in (*rests, vendor.contracts)):
        message = _("A credit file, bids or contracts are on record under this code. Register the other as a vendor.")
        raise Refused({"credit_code": message})
