"""What a contract takes over from its tender: the checks that every way into the register shares."""

from django.utils.translation import gettext as _

from contracts.models import Contract, Tender
from contracts.refusals import Refused
from contracts.states import hold
from contracts.templatetags.house import money

# What the tender settled and the contract may not say otherwise; its scope item is the business of ``legality``
SETTLED = ("agency", "kind", "regime", "method")


def disagreements(contract: Contract) -> dict[str, str]:
    """What the contract says otherwise than its tender, a sentence for each field; of one without a tender nothing.

    The contract may be unsaved.
    """
    tender = contract.tender
    if tender is None:
        return {}
    winner = tender.bids.winning().select_related("vendor").first()
    if tender.status != Tender.Status.AWARDED or winner is None:
        return {"tender": _("This tender has not been awarded. Award it first, or choose another.")}
    found = {name: message for name in SETTLED if (message := _differs(contract, tender, name))}
    if contract.vendor_id != winner.vendor_id:
        found["vendor"] = _("The tender was won by %(vendor)s.") % {"vendor": winner.vendor}
    if contract.amount > winner.amount:
        found["amount"] = _(
            "The winning bid is %(bid)s. A contract cannot be for more; what comes on top is an amendment."
        ) % {"bid": money(winner.amount)}
    others = tender.contracts.exclude(pk=contract.pk).first()
    if others and tender.method != Contract.Method.FRAMEWORK:
        found["tender"] = _(
            "This tender has its contract already: %(contract)s. Only a framework agreement has several."
        ) % {"contract": others.reference}
    return found


def require_agreement(contract: Contract) -> None:
    """Raise Refused where the contract and its tender do not agree.

    The tender stays as it is until the transaction ends, so that of two contracts written at once one sees the other.
    """
    if contract.tender is not None:
        hold(contract.tender)
    if found := disagreements(contract):
        raise Refused(found)


def _differs(contract: Contract, tender: Tender, name: str) -> str:
    column = Contract._meta.get_field(name).attname  # type: ignore[union-attr]
    if getattr(contract, column) == getattr(tender, column):
        return ""
    shown = f"get_{name}_display"
    value = getattr(tender, shown)() if hasattr(tender, shown) else getattr(tender, name)
    return _("The tender says: %(value)s.") % {"value": value}
