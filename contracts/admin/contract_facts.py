"""What the head of a contract's page says of its price and of how it is interrupted or has ended."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.admin.base import fact
from contracts.models import Contract
from contracts.price import running_total
from contracts.templatetags.house import money

Status = Contract.Status


def amount_fact(contract: Contract) -> dict[str, Any]:
    """The amount as it stands; beside it what was signed, where it was amended."""
    sums = None if contract.status == Status.DRAFT else running_total(contract)
    if sums is None or not sums.count:
        return fact(_("Amount"), money(contract.amount))
    note = ngettext(
        "Originally %(amount)s; %(count)d amendment", "Originally %(amount)s; %(count)d amendments", sums.count
    )
    return fact(_("Amount"), money(sums.current), note=note % {"amount": money(sums.original), "count": sums.count})


def end_facts(contract: Contract) -> list[dict[str, Any]]:
    match contract.status:
        case Status.SUSPENDED:
            return [fact(_("Suspended since"), contract.suspended_on, note=contract.suspension_reason)]
        case Status.CLOSED:
            return [fact(_("Closed on"), contract.closed_on, note=contract.closing_reason)]
        case Status.TERMINATED:
            ground = contract.get_termination_ground_display()
            return [fact(_("Terminated on"), contract.closed_on, note=f"{ground}: {contract.closing_reason}")]
    return []
