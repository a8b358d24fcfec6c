"""The administration's pages over the promise. Importing the modules registers them."""

from contracts.admin import (
    audit,
    bid,
    contract,
    contract_panels,
    duty,
    law,
    people,
    reference,
    register_import,
    reported,
    scope,
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
    "money_panels",
    "papers",
    "payment",
    "law",
    "people",
    "reference",
    "register_import",
    "reported",
    "scope",
    "tender",
    "tender_panels",
    "vendor",
]
