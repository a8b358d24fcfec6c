"""What is promised, and who will go and look."""

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contracts.gates.gate import Gate, Place, gate
from contracts.models import Contract
from contracts.models.terms import FULL_WEIGHT


@gate(Place.TERMS)
def weights(contract: Contract, on: date) -> Gate:
    weight = contract.metric_terms.weight()
    hint = _("They add up to %(sum)s%% now.") % {"sum": number_format(Decimal(weight) / 100)}
    return Gate("weights", _("Metric weights add up to exactly 100%"), hint, weight == FULL_WEIGHT, "terms")


@gate(Place.TERMS)
def inspection(contract: Contract, on: date) -> Gate:
    count = contract.inspection_terms.count()
    hint = _("Promise at least one kind of inspection under Terms.")
    return Gate("inspection", _("Inspections are promised"), hint, count > 0, "terms")
