"""The administration's pages over the promise. Importing the modules registers them."""

from contracts.admin import (
    audit,
    bid,
    contract,
    contract_panels,
    duty,
    people,
    reference,
    register_import,
    reported,
    tender,
    tender_panels,
    vendor,
)

__all__ = [
    "audit",
    "bid",
    "contract",
    "contract_panels",
    "duty",
    "people",
    "reference",
    "register_import",
    "reported",
    "tender",
    "tender_panels",
    "vendor",
]
