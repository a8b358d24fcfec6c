"""The administration's pages over the promise. Importing the modules registers them."""

from contracts.admin import audit, contract, duty, people, reference, reported, vendor

__all__ = ["audit", "contract", "duty", "people", "reference", "reported", "vendor"]
