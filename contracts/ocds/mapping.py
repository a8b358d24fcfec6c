"""What of a release the register has a field for, and under which name.

OCDS has no place for the kind of service, the entry of the scope catalogue and the comparison with doing the work
in-house. These are read from fields of our own (tender.serviceKind, tender.scopeItem, planning.inHouseComparison,
tender.documentsPeriod) or, the first two, said once for the whole file by whoever loads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.models import Contract, ScopeItem, ServiceKind, User
from contracts.models.vendor import compact_credit_code, validate_credit_code
from contracts.ocds.node import Node
from contracts.register_tables.cells import ChoiceCell, plain
from contracts.register_tables.pointers import SCOPE_ITEM, SERVICE_KIND

Method, Regime = Contract.Method, Contract.Regime
METHODS = {"open": Method.OPEN, "selective": Method.SELECTIVE, "direct": Method.SINGLE_SOURCE}
REGIMES = {"services": Regime.SERVICE_PURCHASE, "works": Regime.WORKS_TENDER}
VENDOR_ROLES = {"supplier", "tenderer"}
LONGEST_REFERENCE = 40


@dataclass(frozen=True)
class Told:
    """What whoever loads the file says for all of it."""

    by: User
    kind: str = ""
    scope_item: str = ""


@dataclass
class Fields:
    """The fields of a row to be, and whether each that it needs was found."""

    node: Node
    values: dict[str, Any] = field(default_factory=dict)
    complete: bool = True

    def put(self, name: str, value: Any, key: str, why: str = "") -> None:
        """A needed field; ``key`` says where it was looked for."""
        if value in (None, ""):
            self.complete = False
            self.node.refuse(key, why or _("This is needed, and missing or unusable."))
        else:
            self.values[name] = value


def credit_code_of(party: Node) -> str:
    """The first of the party's identifiers that is a valid unified social credit code; "" where none is."""
    for identifier in (party.child("identifier"), *party.children("additionalIdentifiers")):
        code = compact_credit_code(plain(identifier.text("id"))) if identifier.text("id") else ""
        if not code:
            continue
        try:
            validate_credit_code(code)
        except ValidationError:
            continue
        return code
    return ""


def is_vendor(party: Node) -> bool:
    roles = party.value.get("roles")
    return isinstance(roles, list) and any(role in VENDOR_ROLES for role in roles if isinstance(role, str))


def in_fields(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{code}": text for code, text in texts.items()}


def reference_of(ocid: str, own: str = "") -> str:
    """A contract's own identifier is unique within its process only."""
    return ocid if not own or own == ocid else (own if own.startswith(ocid) else f"{ocid}:{own}")


def put_reference(fields: Fields, reference: str, key: str) -> None:
    too_long = _("With the process it belongs to, the identifier has more than 40 characters: %(reference)s.")
    why = too_long % {"reference": reference}
    fields.put("reference", reference if len(reference) <= LONGEST_REFERENCE else "", key, why)


def put_what_is_bought(fields: Fields, tender: Node, told: Told) -> None:
    """Kind of service, scope item, legal regime and method: on a tender, and on each contract that comes from it."""
    _point(fields, tender, "kind", "serviceKind", told.kind, SERVICE_KIND, told.by)
    _point(fields, tender, "scope_item", "scopeItem", told.scope_item, SCOPE_ITEM, told.by)
    category = tender.text("mainProcurementCategory")
    regime = _("“services” or “works” was expected; of anything else the legal regime is not known.")
    _put_of(fields, tender, "regime", REGIMES.get(category), "mainProcurementCategory", regime)
    method = _("The procurement method is not known from this. Name it in procurementMethodDetails.")
    _put_of(fields, tender, "method", _method(tender), "procurementMethod", method)


def _put_of(fields: Fields, source: Node, name: str, value: Any, key: str, why: str) -> None:
    if value in (None, ""):
        fields.complete = False
        source.refuse(key, why)
    else:
        fields.values[name] = value


def _point(fields: Fields, tender: Node, name: str, key: str, told: str, pointer: Any, by: User) -> None:
    code = tender.text(key) or told
    found: ServiceKind | ScopeItem | None = pointer.find([code], by).get(code) if code else None
    why = str(pointer.missing) if code else _("OCDS does not tell this. Say it when you load the file.")
    _put_of(fields, tender, name, found, key, why)


def _method(tender: Node) -> str | None:
    details = tender.text("procurementMethodDetails")
    if details:
        try:
            return ChoiceCell(Method.choices).clean(details)
        except ValidationError:
            pass  # free text in the standard: the code beside it decides
    return METHODS.get(tender.text("procurementMethod"))
