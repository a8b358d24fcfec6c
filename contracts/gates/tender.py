"""No contract without a tender that went by the book, or the ground in law for having none."""

from datetime import date

from django.utils.translation import gettext as _

from contracts.from_tender import disagreements
from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract, LegalConfirmation
from contracts.procurement import Procedure, RuleBook, barred, steps, too_short
from contracts.workdays import WorkingCalendar


@gate(Place.TENDER)
def tender(contract: Contract, on: date) -> Gate:
    """Opaque tenders (F15): how the vendor was found, or why nobody looked for another."""
    code, label = "tender", _("Tender awarded, or the legal ground for none")
    if contract.tender is None:
        hint = contract.no_tender_ground or _("Choose the tender, or enter the legal ground for having none.")
        return Gate(code, label, hint, bool(contract.no_tender_ground.strip()), "tender")
    if found := disagreements(contract):
        return Gate(code, label, " ".join(found.values()), False, "tender")
    return Gate(code, label, str(contract.tender), True, "tender")


@gate(Place.TENDER)
def comparison(contract: Contract, on: date) -> Gate | None:
    """Why not with the agency's own people (F23)? The answer stands on record with the tender."""
    if contract.tender is None:
        return None
    said = contract.tender.necessity.strip() and contract.tender.in_house_comparison.strip()
    hint = _("The tender says why the service is let outside.")
    if not said:
        hint = _("Write it down in the tender while it is in preparation.")
    return Gate("comparison", _("Necessity and comparison with doing it in-house"), hint, bool(said), "tender")


@gate(Place.TENDER)
def clock(contract: Contract, on: date) -> Gate | None:
    """A time that was shorter than the law allows cannot be made longer afterwards."""
    if contract.tender is None:
        return None
    code, label = "clock", _("The times the law sets for the tender were kept")
    short = barred(steps(Procedure.of(contract.tender, contract), on, RuleBook.load(), WorkingCalendar.load()))
    if not short:
        return Gate(code, label, _("Neither the notice nor the bid period was too short."), True, "tender")
    worst = next((step for step in short if step.blocks), short[0])
    hint, source = too_short(worst), worst.rule.source if worst.rule else ""
    if worst.blocks:
        advice = _("This tender cannot lead to a contract. Announce it anew, with enough time.")
        return Gate(code, label, f"{hint} {advice}", False, "tender", source)
    if LegalConfirmation.objects.covering(contract).filter(topic=LegalConfirmation.Topic.CLOCK).exists():
        return Gate(code, label, _("The legal officer has confirmed that the time was enough."), True, "tender", source)
    advice = _("This is known from a secondary source: ask the legal officer to confirm that it was enough.")
    return Gate(code, label, f"{hint} {advice}", True, "tender", source, warns=True)
