"""No staff, no budget, no rulebook: no service (F22). And nothing is in force that nobody can read."""

from datetime import date

from django.utils.translation import gettext as _

from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract, Document


@gate(Place.PAPERS)
def signed_contract(contract: Contract, on: date) -> Gate:
    return _paper(contract, Document.Kind.CONTRACT, _("The signed contract is on file"))


@gate(Place.PAPERS)
def rulebook(contract: Contract, on: date) -> Gate:
    return _paper(contract, Document.Kind.RULEBOOK, _("The rulebook of the service is on file"))


def _paper(contract: Contract, kind: Document.Kind, label: str) -> Gate:
    found = contract.documents.standing().filter(kind=kind).exists()
    hint = "" if found else _("Upload it with “Add a document”.")
    return Gate(f"document_{kind}", label, hint, found, "documents")


@gate(Place.PAPERS)
def budget_line(contract: Contract, on: date) -> Gate:
    hint = contract.budget_line or _("Enter where the money stands in the agency's budget.")
    return Gate("budget_line", _("The budget line is named"), hint, bool(contract.budget_line), "overview")


@gate(Place.PAPERS)
def staffing(contract: Contract, on: date) -> Gate:
    ok = bool(contract.agreed_staff) and bool(contract.managing_staff)
    hint = "" if ok else _("How many people the vendor provides, and how many of the agency look after the service.")
    return Gate("staffing", _("Staff are agreed, the vendor's and the agency's own"), hint, ok, "overview")
