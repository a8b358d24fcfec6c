"""Whether this vendor may have this contract: restrictions, the public lists, vetting, official proofs, training."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts import credit_file
from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract, VendorCertificate
from contracts.models.credit import CreditList, VendorRestriction
from contracts.wording import listed

LABELS = {
    VendorCertificate.Kind.SOCIAL_INSURANCE: "insurance",
    VendorCertificate.Kind.TAX: "tax",
}


@gate(Place.VENDOR)
def restrictions(contract: Contract, on: date) -> Gate:
    """A vendor that is barred gets no contract, unless its bar was waived for this one. A warning only warns."""
    code, label = "restrictions", _("No restriction bars the vendor")
    waived = set(contract.waivers.standing(on).values_list("restriction", flat=True))
    standing = list(contract.vendor.restrictions.standing(on))
    barring = [row for row in standing if row.level == VendorRestriction.Level.BLOCK and row.pk not in waived]
    if barring:
        hint = " ".join(row.ground for row in barring)
        source = "; ".join(row.source for row in barring)
        return Gate(code, label, hint, False, "credit", source)
    if standing:
        said = [_("Waived: %(ground)s") if row.pk in waived else _("Warning: %(ground)s") for row in standing]
        hint = " ".join(text % {"ground": row.ground} for text, row in zip(said, standing, strict=True))
        return Gate(code, label, hint, True, "credit", "; ".join(row.source for row in standing), warns=True)
    return Gate(code, label, _("None stands today."), True, "credit")


@gate(Place.VENDOR)
def lists(contract: Contract, on: date) -> Gate:
    """Looked up lately, and named in none.

    The bar that follows from the list of procurement offences was read in the law, so that list must be looked up. The
    other two are known from secondary sources and only warn; being named in one of them bars the vendor anyhow.
    """
    code, label = "lists", _("The public lists were queried and do not name the vendor")
    found = credit_file.lists(contract.vendor, on)
    source = _("Government Procurement Law, art. 77")
    if found.naming:
        named = listed(name.label for name in found.naming)
        hint = _("Listed: %(lists)s. Query again once the entry is gone.") % {"lists": named}
        return Gate(code, label, hint, False, "credit", source)
    if not found.missing:
        return Gate(code, label, _("Queried within the last 90 days."), True, "credit", source)
    missing = listed(name.label for name in found.missing)
    hint = _("Not queried within the last 90 days: %(lists)s.") % {"lists": missing}
    ok = CreditList.PROCUREMENT not in found.missing
    return Gate(code, label, hint, ok, "credit", source, warns=ok)


@gate(Place.VENDOR)
def vetting(contract: Contract, on: date) -> Gate:
    """Somebody went through the checklist and answers for it."""
    code, label = "vetting", _("The vendor passed a vetting that is still valid")
    review = credit_file.latest_vetting(contract.vendor, on)
    if review is None:
        return Gate(code, label, _("Nobody has vetted it yet."), False, "credit")
    if not review.passed:
        hint = _("It failed the vetting of %(day)s.") % {"day": _day(review.reviewed_on)}
        return Gate(code, label, hint, False, "credit")
    ok = review.valid_until >= on
    hint = _("Valid until %(day)s.") if ok else _("It was valid until %(day)s. Vet the vendor again.")
    return Gate(code, label, hint % {"day": _day(review.valid_until)}, ok, "credit")


@gate(Place.VENDOR)
def insurance(contract: Contract, on: date) -> Gate:
    return _proof(contract, on, credit_file.PERIODIC[0], _("Social insurance payments are proved"))


@gate(Place.VENDOR)
def tax(contract: Contract, on: date) -> Gate:
    return _proof(contract, on, credit_file.PERIODIC[1], _("Tax payments are proved"))


def _proof(contract: Contract, on: date, kind: VendorCertificate.Kind, label: str) -> Gate:
    """The law asks for proof; which months is not law. A gap within the year is told and bars nobody (F16)."""
    coverage = next(found for found in credit_file.coverages(contract.vendor, on) if found.kind == kind)
    source = _("Government Procurement Law, art. 22")
    code, window = LABELS[kind], credit_file.MONTHS_CHECKED
    if not coverage.months:
        return Gate(code, label, _("The company is too young for any proof."), True, "credit", source, warns=True)
    if not coverage.is_proved:
        first, last = coverage.months[-credit_file.MONTHS_PROVED :][0].period, coverage.months[-1].period
        hint = _("No official certificate covers any month from %(first)s to %(last)s. Hearsay is no proof.")
        return Gate(code, label, hint % {"first": first.label, "last": last.label}, False, "credit", source)
    if coverage.missing:
        hint = _("Of the last %(window)d months, %(missing)d are not proved. Ask the vendor why.")
        said = hint % {"window": min(window, len(coverage.months)), "missing": coverage.missing}
        return Gate(code, label, said, True, "credit", source, warns=True)
    return Gate(code, label, _("No gap in the last %(window)d months.") % {"window": window}, True, "credit", source)


@gate(Place.VENDOR)
def training(contract: Contract, on: date) -> Gate | None:
    """No service without people who were taught it (F22). Works are judged by what was built."""
    if contract.regime == Contract.Regime.WORKS_TENDER:
        return None
    held = contract.trainings.filter(held_on__lte=on).order_by("-held_on").first()
    label = _("The vendor's staff were trained for this service")
    hint = _("%(topic)s, %(day)s.") % {"topic": held.topic, "day": _day(held.held_on)} if held else ""
    return Gate("training", label, hint or _("Enter it with “Record a training”."), bool(held), "training")


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
