"""What may be done with a duty and with a delegation: the buttons, and what each asks for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.actions.delegation import LONGEST_DELEGATION
from contracts.admin.choosers import VisibleChoice
from contracts.admin.days import Day
from contracts.admin.transitions import Confirm, Reason, Transition, TransitionForm
from contracts.models import Delegation, Duty, User
from contracts.refusals import LONGEST_REASON


class SomebodyElse(TransitionForm):
    """Asks for a person who is not the holder."""

    person_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields[self.person_field]
        person.queryset = person.queryset.exclude(pk=self.obj.person_id)


class Successor(SomebodyElse):
    person_field = "to"
    to = VisibleChoice(User, label=gettext_lazy("Successor"))
    note = forms.CharField(
        label=gettext_lazy("Handover note"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What is open, what to watch, where the papers are. The successor sees it."),
    )


class Deputy(SomebodyElse):
    person_field = "deputy"
    deputy = VisibleChoice(
        User,
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy("Acts in the days named. The holder goes on answering for what is done."),
    )
    starts_on = Day(gettext_lazy("First day"))
    ends_on = Day(gettext_lazy("Last day"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = _("At most %(days)d days. For longer, hand the duty over.") % {
            "days": LONGEST_DELEGATION
        }


def holds(duty: Duty, by: User) -> bool:
    """Whoever holds a duty hands it over and delegates it without asking anybody."""
    return duty.person_id == by.pk


def _why_not_acknowledge(duty: Duty, by: User) -> str:
    if not duty.is_pending:
        return _("This duty is acknowledged already or has ended.")
    if by.pk != duty.person_id:
        return _("Only the person named can acknowledge a duty.")
    return _("The contract has ended.") if duty.contract.has_ended else ""


def _why_not_acknowledged(duty: Duty, by: User) -> str:
    """Handing over, delegating and ending are for a duty somebody answers for."""
    if not duty.is_open:
        return _("This duty has ended.")
    if duty.is_pending:
        return _("Nobody has acknowledged this duty yet.")
    return _("The contract has ended.") if duty.contract.has_ended else ""


def _why_not_withdraw(duty: Duty, by: User) -> str:
    return "" if duty.is_pending else _("Only a duty that is not yet acknowledged can be withdrawn.")


HAND_OVER = Transition(
    name="hand-over",
    label=gettext_lazy("Hand over"),
    do=lambda duty, *, to, note, by, at: actions.hand_over_duty(duty, to, note=note, by=by, at=at),
    done=gettext_lazy("The successor is named. Until they acknowledge, the duty stays where it is."),
    permission="contracts.handover_duty",
    own=holds,
    why_not=_why_not_acknowledged,
    form=Successor,
)

DELEGATE = Transition(
    name="delegate",
    label=gettext_lazy("Delegate"),
    do=lambda duty, *, by, at, **fields: actions.delegate_duty(duty, by=by, at=at, **fields),
    done=gettext_lazy("The deputy is named. The holder goes on answering."),
    permission="contracts.add_delegation",
    own=holds,
    why_not=_why_not_acknowledged,
    form=Deputy,
    stays=True,
)

DUTY_STEPS = (
    Transition(
        name="acknowledge",
        label=gettext_lazy("Acknowledge"),
        do=actions.acknowledge_duty,
        done=gettext_lazy("You answer for this from today on."),
        why_not=_why_not_acknowledge,
    ),
    HAND_OVER,
    DELEGATE,
    Transition(
        name="withdraw",
        label=gettext_lazy("Withdraw"),
        do=actions.withdraw_duty,
        done=gettext_lazy("The assignment is withdrawn."),
        permission="contracts.end_duty",
        why_not=_why_not_withdraw,
        form=Reason,
        danger=True,
    ),
    Transition(
        name="end",
        label=gettext_lazy("End"),
        do=actions.end_duty,
        done=gettext_lazy("The duty has ended."),
        permission="contracts.end_duty",
        why_not=_why_not_acknowledged,
        form=Reason,
        danger=True,
    ),
)


def why_not_end_early(delegation: Delegation, by: User) -> str:
    return _("This delegation is over already.") if delegation.is_over(timezone.localdate()) else ""


DELEGATION_STEPS = (
    Transition(
        name="end-early",
        label=gettext_lazy("End early"),
        do=actions.end_delegation,
        done=gettext_lazy("The delegation is over: from today on the holder acts again."),
        permission="contracts.change_delegation",
        own=lambda delegation, by: holds(delegation.duty, by),
        why_not=why_not_end_early,
        form=Confirm,
    ),
)
