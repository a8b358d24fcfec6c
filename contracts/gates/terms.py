"""What is promised, and who will go and look."""

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract, WorkSection
from contracts.models.terms import FULL_WEIGHT
from contracts.sections import has_sections

SHOWN = 3  # sections named in a hint


@gate(Place.TERMS)
def weights(contract: Contract, on: date) -> Gate:
    weight = contract.metric_terms.weight()
    hint = _("They add up to %(sum)s%% now.") % {"sum": number_format(Decimal(weight) / 100)}
    return Gate("weights", _("Metric weights add up to exactly 100%"), hint, weight == FULL_WEIGHT, "terms")


@gate(Place.TERMS)
def inspection(contract: Contract, on: date) -> Gate:
    count = contract.inspection_terms.count()
    hint = "" if count else _("Promise at least one kind of inspection under Terms.")
    return Gate("inspection", _("Inspections are promised"), hint, count > 0, "terms")


@gate(Place.TERMS)
def designed(contract: Contract, on: date) -> Gate | None:
    """Works are measured against the approved design, so it is entered section by section with its edition cited."""
    if not has_sections(contract):
        return None
    label = _("The sections and their approved design are entered")
    sections = contract.sections.count()
    lacking = WorkSection.objects.without_design().filter(contract=contract)
    named = ", ".join(map(str, lacking[:SHOWN])) if sections else ""
    if not sections:
        hint = _("Enter the sections by chainage under Terms.")
    elif named:
        hint = _("Type of lining, dimensions, tolerances or the edition are missing: %(sections)s") % {
            "sections": f"{named} …" if lacking.count() > SHOWN else named
        }
    else:
        hint = ngettext("%(count)d section", "%(count)d sections", sections) % {"count": sections}
    return Gate("designed", label, hint, bool(sections) and not named, "terms")
