"""What the evidence needs of a contract before it may be activated."""

from datetime import date

from django.utils.translation import gettext as _

from contracts.gates import Gate, Place, gate
from contracts.models import Contract
from contracts.wording import listed
from inspections.models import Checklist


@gate(Place.TERMS)
def checklists(contract: Contract, on: date) -> Gate | None:
    """An inspection without a checklist is never scheduled: promised, never made, and never missed by any rule."""
    known = set(Checklist.objects.current().filter(kind=contract.kind).values_list("method", flat=True))
    missing = [term.get_method_display() for term in contract.inspection_terms.all() if term.method not in known]
    if not missing:
        return None
    hint = _("There is none for: %(methods)s. Promise another method.") % {"methods": listed(missing)}
    return Gate("checklists", _("There is a checklist for every inspection promised"), hint, False, "terms")
