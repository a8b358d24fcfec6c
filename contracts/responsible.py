"""Who was responsible on a day: the question that outsourcing must never leave without an answer."""

from dataclasses import dataclass
from datetime import date

from contracts.models import Agency, Contract, Delegation, Duty, User


@dataclass(frozen=True)
class Responsible:
    """One duty as it stood on the day. ``deputy`` acted, ``person`` answered."""

    role: str
    person: User
    since: date
    until: date | None
    deputy: User | None
    duty: Duty


def responsible_on(contract: Contract, on: date) -> list[Responsible]:
    """Everybody who answered for something on this contract on the day, the accountable lead first. Two queries."""
    duties = list(contract.duties.answering(on).select_related("person"))
    acting = Delegation.objects.acting(on).filter(duty__in=duties).select_related("deputy")
    deputies = {delegation.duty_id: delegation.deputy for delegation in acting}
    order = list(Duty.Role.values)
    duties.sort(key=lambda duty: (order.index(duty.role), duty.starts_on, duty.pk))
    return [
        Responsible(duty.role, duty.person, duty.starts_on, duty.ended_on, deputies.get(duty.pk), duty)
        for duty in duties
        if duty.starts_on
    ]


def accountable_agency_on(contract: Contract, on: date) -> Agency:
    """The agency that was accountable on the day: the present one, unless a succession took effect after it."""
    later = contract.successions.after(on).select_related("from_agency").order_by("took_effect_on", "pk").first()
    return later.from_agency if later else contract.agency
