"""What can be done to a contract in force: its papers, its money, its interruption and its end. Steps with a form."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.actions.ending import why_not_accepted
from contracts.admin.choosers import VisibleChoice
from contracts.admin.transitions import Reason, Transition, TransitionForm, at_status, while_status
from contracts.admin.uploads import Upload
from contracts.models import Acceptance, Agency, Amendment, Contract, Document, Succession, User
from contracts.models.money import LARGEST_AMOUNT, SMALLEST_AMOUNT
from contracts.price import over_the_share, running_total

Status = Contract.Status
IN_FORCE = (Status.ACTIVE, Status.SUSPENDED)
ONCE_IN_FORCE = (*IN_FORCE, Status.CLOSED, Status.TERMINATED)
MOST_PEOPLE = 9_999


def _never(obj: Any) -> bool:
    return False


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=300, **options)


def _amount(label: Any, least: Decimal, **options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"class": "money"})
    return forms.DecimalField(
        label=label,
        max_digits=16,
        decimal_places=2,
        min_value=least,
        max_value=LARGEST_AMOUNT,
        widget=widget,
        **options,
    )


class NewDocument(TransitionForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Document.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    upload = Upload()


class NewAmendment(TransitionForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Amendment.Kind.choices)
    signed_on = _day(gettext_lazy("Signed on"))
    amount_change = _amount(
        gettext_lazy("Change of the amount"),
        -LARGEST_AMOUNT,
        initial=Decimal(0),
        help_text=gettext_lazy("In yuan; negative for a reduction, 0 where the price stays."),
    )
    new_end = _day(gettext_lazy("New last day"), required=False, help_text=gettext_lazy("Blank where the term stays."))
    reason = _text(gettext_lazy("Reason"))
    upload = Upload(required=False, label=gettext_lazy("Signed amendment"))


class NewPayment(TransitionForm):
    amount = _amount(gettext_lazy("Amount"), SMALLEST_AMOUNT, help_text=gettext_lazy("In yuan."))
    condition = _text(gettext_lazy("Condition"), help_text=gettext_lazy("What has to be accepted first."))
    due_on = _day(gettext_lazy("Due on"))


class NewAcceptance(TransitionForm):
    subject = forms.CharField(label=gettext_lazy("What was accepted"), max_length=160)
    held_on = _day(gettext_lazy("Held on"))
    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=Acceptance.Result.choices, widget=forms.RadioSelect
    )
    user_representatives = forms.IntegerField(
        label=gettext_lazy("Service users or farmers' representatives"),
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("How many took part. The number is published, never a name."),
    )
    is_final = forms.BooleanField(
        label=gettext_lazy("Final acceptance"),
        required=False,
        help_text=gettext_lazy("Of everything that was promised. The contract is closed on it."),
    )
    note = _text(gettext_lazy("Note"), required=False)
    upload = Upload(required=False, label=gettext_lazy("Signed record"))


class Termination(Reason):
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=Contract.TerminationGround.choices)
    field_order = ("ground", "reason")


class PassingOn(TransitionForm):
    """By which document the agencies changed, and which one answers from now on."""

    to_agency = VisibleChoice(Agency, label=gettext_lazy("Passes to"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Succession.Kind.choices)
    document_number = forms.CharField(label=gettext_lazy("Document number"), max_length=80)
    took_effect_on = _day(gettext_lazy("Took effect on"))


def _after_amending(amendment: Amendment) -> str:
    done = _("The amendment is recorded.")
    warning = over_the_share(running_total(amendment.contract), timezone.localdate())
    return f"{done} {warning}" if warning else done


def _why_not_close(contract: Contract, by: User) -> str:
    return while_status(Status.ACTIVE)(contract, by) or why_not_accepted(contract)


ADD_DOCUMENT = Transition(
    name="add-document",
    label=gettext_lazy("Add a document"),
    do=actions.add_document,
    done=gettext_lazy("The document is on file."),
    permission="contracts.add_document",
    form=NewDocument,
    stays=True,
    at_head=at_status(Status.DRAFT),
)
ADD_AMENDMENT = Transition(
    name="add-amendment",
    label=gettext_lazy("Add an amendment"),
    do=actions.add_amendment,
    done=_after_amending,
    permission="contracts.add_amendment",
    why_not=while_status(*IN_FORCE),
    form=NewAmendment,
    stays=True,
    at_head=_never,
)
PLAN_PAYMENT = Transition(
    name="plan-payment",
    label=gettext_lazy("Plan a payment"),
    do=actions.plan_payment,
    done=gettext_lazy("The payment is planned."),
    permission="contracts.add_payment",
    why_not=while_status(*IN_FORCE),
    form=NewPayment,
    stays=True,
    at_head=_never,
)
PLACE_HOLD = Transition(
    name="place-hold",
    label=gettext_lazy("Hold payments"),
    do=actions.place_hold,
    done=gettext_lazy("Nothing is paid until the hold is lifted."),
    permission="contracts.add_paymenthold",
    why_not=while_status(*ONCE_IN_FORCE),
    form=Reason,
    stays=True,
    at_head=_never,
)
RECORD_ACCEPTANCE = Transition(
    name="record-acceptance",
    label=gettext_lazy("Record an acceptance"),
    do=actions.record_acceptance,
    done=gettext_lazy("The acceptance is recorded."),
    permission="contracts.add_acceptance",
    why_not=while_status(*ONCE_IN_FORCE),
    form=NewAcceptance,
    stays=True,
    at_head=_never,
)

# In the order in which a contract comes to its end; what a panel leads to stands there as well.
STEPS = (
    ADD_DOCUMENT,
    ADD_AMENDMENT,
    PLAN_PAYMENT,
    PLACE_HOLD,
    RECORD_ACCEPTANCE,
    Transition(
        name="pass-on",
        label=gettext_lazy("Pass on to another agency"),
        do=lambda contract, *, to_agency, by, at, **fields: actions.pass_on_contract(
            contract, to_agency, **fields, by=by, at=at
        ),
        done=gettext_lazy("The contract belongs to the agency that succeeded. Check who answers for it."),
        permission="contracts.add_succession",
        why_not=while_status(*IN_FORCE),
        form=PassingOn,
        stays=True,
        at_head=at_status(*IN_FORCE),
    ),
    Transition(
        name="suspend",
        label=gettext_lazy("Suspend"),
        do=actions.suspend_contract,
        done=gettext_lazy("The contract is suspended. Nothing new falls due and nothing is paid."),
        permission="contracts.suspend_contract",
        why_not=while_status(Status.ACTIVE),
        form=Reason,
        danger=True,
        at_head=at_status(Status.ACTIVE),
    ),
    Transition(
        name="resume",
        label=gettext_lazy("Resume"),
        do=actions.resume_contract,
        done=gettext_lazy("The contract goes on."),
        permission="contracts.suspend_contract",
        why_not=while_status(Status.SUSPENDED),
        form=Reason,
        at_head=at_status(Status.SUSPENDED),
    ),
    Transition(
        name="close",
        label=gettext_lazy("Close contract"),
        do=actions.close_contract,
        done=gettext_lazy("The contract is closed."),
        permission="contracts.close_contract",
        why_not=_why_not_close,
        form=Reason,
        danger=True,
        at_head=at_status(*IN_FORCE),
    ),
    Transition(
        name="terminate",
        label=gettext_lazy("Terminate"),
        do=actions.terminate_contract,
        done=gettext_lazy("The contract is terminated."),
        permission="contracts.terminate_contract",
        why_not=while_status(*IN_FORCE),
        form=Termination,
        danger=True,
        at_head=at_status(*IN_FORCE),
    ),
)
