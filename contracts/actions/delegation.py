"""Delegation: a deputy acts for a while. The holder of the duty goes on answering for what is done."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.models import Delegation, Duty, User
from contracts.refusals import MEANWHILE, Refused, reason_given
from contracts.roles import require
from contracts.saving import amend, insert
from contracts.states import hold

LONGEST_DELEGATION = 92  # days; whoever is away for longer hands the duty over


@transaction.atomic
def delegate_duty(
    duty: Duty, deputy: User, *, starts_on: date, ends_on: date, reason: str, by: User, at: datetime
) -> Delegation:
    """Name a deputy for a leave or a journey. The holder may do it; anybody else needs the permission."""
    if by.pk != duty.person_id or not by.is_active:
        require(by, "contracts.add_delegation", duty.contract.agency)
    if not duty.is_open or duty.is_pending:
        raise Refused(_("Only an acknowledged, open duty can be delegated."), code="wrong_state")
    hold(duty.contract)  # two deputies named at once: the second waits, and is told
    reason = reason_given(reason, _("Say why somebody else acts."))
    if deputy.pk == duty.person_id:
        raise Refused({"deputy": _("This person holds the duty. Choose somebody else.")})
    if not deputy.is_active:
        raise Refused({"deputy": _("This person's account is closed. Choose somebody else.")})
    if starts_on < timezone.localdate(at):
        raise Refused({"starts_on": _("A delegation cannot begin in the past.")})
    if (ends_on - starts_on).days >= LONGEST_DELEGATION:
        message = _("A delegation lasts at most %(days)d days. For longer, hand the duty over.")
        raise Refused({"ends_on": message % {"days": LONGEST_DELEGATION}})
    if duty.delegations.overlapping(starts_on, ends_on).exists():
        raise Refused({"starts_on": _("Somebody acts in these days already. End that delegation first.")})
    delegation = Delegation(duty=duty, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason)
    return insert("delegation.made", delegation, by=by, at=at)


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User, at: datetime) -> Delegation:
    """The holder is back early: from today on the deputy no longer acts."""
    duty = delegation.duty
    if by.pk != duty.person_id or not by.is_active:
        require(by, "contracts.change_delegation", duty.contract.agency)
    day = timezone.localdate(at)
    if delegation.ended_on is not None or delegation.ends_on < day:
        raise Refused(_("This delegation is over already."), code="wrong_state")
    if not Delegation.objects.not_over(day).filter(pk=delegation.pk).exists():
        raise Refused(MEANWHILE, code="stale")
    return amend("delegation.ended", delegation, {"ended_on": day}, by=by, at=at)
