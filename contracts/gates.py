"""What a contract still lacks before it may be activated."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contracts.models import Contract
from contracts.models.terms import FULL_WEIGHT


@dataclass(frozen=True)
class Gate:
    label: str
    hint: str
    ok: bool


def _lead(contract: Contract) -> Gate:
    label = _("Accountable lead has acknowledged")
    answering = contract.duties.answering().leads().select_related("person").first()
    if answering and not answering.person.is_active:
        hint = _("The account of %(person)s is closed. Hand the duty over.") % {"person": answering.person}
        return Gate(label, hint, False)
    if answering:
        return Gate(label, _("%(person)s answers for this contract.") % {"person": answering.person}, True)
    pending = contract.duties.pending().leads().select_related("person").first()
    if pending:
        return Gate(label, _("%(person)s is named and has not acknowledged yet.") % {"person": pending.person}, False)
    return Gate(label, _("Name one with “Assign a duty”."), False)


def _reachable(contract: Contract) -> Gate:
    """The post and office telephone stand on every public page, so they may not be blank (F7)."""
    label = _("The lead's post and office telephone are on record")
    lead = contract.duties.open().leads().select_related("person").order_by("assigned_at").first()
    ok = bool(lead and lead.person.post and lead.person.office_phone)
    return Gate(label, _("The public sees them instead of the person's name."), ok)


def _weights(contract: Contract) -> Gate:
    weight = contract.metric_terms.weight()
    hint = _("They add up to %(sum)s%% now.") % {"sum": number_format(Decimal(weight) / 100)}
    return Gate(_("Metric weights add up to exactly 100%"), hint, weight == FULL_WEIGHT)


def _inspection(contract: Contract) -> Gate:
    count = contract.inspection_terms.count()
    hint = _("Promise at least one kind of inspection under Terms.")
    return Gate(_("Inspections are promised"), hint, count > 0)


MakeGate = Callable[[Contract], Gate | None]
GATES: list[MakeGate] = [_lead, _reachable, _weights, _inspection]


def gate(make: MakeGate) -> MakeGate:
    """Register what a higher layer cannot do without. It makes no gate of a contract that it has nothing to say on."""
    GATES.append(make)
    return make


def check(contract: Contract) -> list[Gate]:
    """Every gate with its answer, in the order an official would work through them."""
    return [found for make in GATES if (found := make(contract))]
