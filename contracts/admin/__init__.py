"""The administration's pages over the promise. Importing the modules registers them."""

from contracts.admin import (
    audit,
    contract,
    contract_panels,
    duty,
    law,
    people,
    reference,
    register_import,
    reported,
    scope,
    vendor,
)

__all__ = [
    "audit",
    "contract",
    "contract_panels",
    "duty",
    "law",
    "people",
    "reference",
    "register_import",
    "reported",
    "scope",
    "vendor",
]
