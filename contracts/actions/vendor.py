"""The vendor register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.models import User, Vendor
from contracts.models.vendor import compact_credit_code
from contracts.roles import require
from contracts.saving import amend, insert


@transaction.atomic
def register_vendor(*, by: User, at: datetime, credit_code: str, **fields: Any) -> Vendor:
    """Enter a vendor under its unified social credit code; blanks and small letters are forgiven."""
    require(by, "contracts.add_vendor")
    return insert("vendor.registered", Vendor(credit_code=compact_credit_code(credit_code), **fields), by=by, at=at)


@transaction.atomic
def change_vendor(vendor: Vendor, fields: Mapping[str, Any], *, by: User, at: datetime) -> Vendor:
    """Correct a vendor's record."""
    require(by, "contracts.change_vendor")
    fields = dict(fields)
    if "credit_code" in fields:
        fields["credit_code"] = compact_credit_code(fields["credit_code"])
    return amend("vendor.changed", vendor, fields, by=by, at=at)
