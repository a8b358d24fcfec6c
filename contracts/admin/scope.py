"""What the scope catalogue says of a contract or tender, the answers to its conditions and the legal officer's word."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions, legality
from contracts.actions.legality import OPEN_STATES, has_registered
from contracts.admin.panels import Panel, panel_on
from contracts.admin.transitions import Transition, TransitionForm, WhyNot, while_status
from contracts.admin_pages import page_url, step_url
from contracts.models import Contract, LegalConfirmation, Tender, User

About = Contract | Tender
WORDS = {"rows": 2}


class Conditions(TransitionForm):
    """Every condition of the scope item at once, each with whether and how it is met."""

    def __init__(self, *args: Any, obj: About, by: User, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, by=by, **kwargs)
        for condition, answer in legality.conditions(obj).rows:
            met, how = f"met_{condition.number}", f"how_{condition.number}"
            self.fields[met] = forms.ChoiceField(
                label=f"{condition.number}. {condition}",
                choices=[("yes", _("Met")), ("no", _("Not met"))],
                widget=forms.RadioSelect,
                initial=("yes" if answer.is_met else "no") if answer else None,
            )
            self.fields[how] = forms.CharField(
                label=_("How condition %(number)d is met, or why not") % {"number": condition.number},
                max_length=300,
                widget=forms.Textarea(attrs=WORDS),
                initial=answer.explanation if answer else "",
            )

    def asks_for(self) -> list[str]:
        count = len(self.fields) // 2
        return [ngettext("%(count)d condition", "%(count)d conditions", count) % {"count": count}]


def _answer(about: About, *, by: User, at: Any, **entered: str) -> None:
    for condition, _answer in legality.conditions(about).rows:
        is_met, how = entered[f"met_{condition.number}"] == "yes", entered[f"how_{condition.number}"]
        actions.answer_condition(about, condition, is_met=is_met, explanation=how, by=by, at=at)


class Opinion(TransitionForm):
    """The legal officer's word on one topic."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=LegalConfirmation.Topic.choices)
    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why it is lawful. It stands on record with your name."),
    )
    document_number = forms.CharField(label=gettext_lazy("Document number"), max_length=80, required=False)

    def __init__(self, *args: Any, obj: About, by: User, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, by=by, **kwargs)
        doubts = legality.doubts_on(obj)
        if doubts:
            self.initial["topic"] = doubts[0].topic
            self.fields["topic"].help_text = " ".join(map(str, doubts))


def _is_open(about: About) -> bool:
    return about.status in OPEN_STATES[type(about)]


def _while_open(about: About, by: User) -> str:
    return while_status(*OPEN_STATES[type(about)])(about, by)


def _why_not_answer(about: About, by: User) -> str:
    if why := _while_open(about, by):
        return why
    return "" if legality.conditions(about).rows else _("Its entry in the scope catalogue has no conditions.")


def _why_not_confirm(about: About, by: User) -> str:
    if why := _while_open(about, by):
        return why
    return (
        _("You registered this. Somebody else has to confirm that it is lawful.") if has_registered(about, by) else ""
    )


def _step(name: str, label: Any, do: Any, done: Any, permission: str, why_not: WhyNot, form: Any) -> Transition:
    return Transition(
        name=name, label=label, do=do, done=done, permission=permission, why_not=why_not, form=form, at_head=_is_open
    )


# The buttons of a contract's page and of a tender's
SCOPE_STEPS = (
    _step(
        "answer-conditions",
        gettext_lazy("Answer conditions"),
        _answer,
        gettext_lazy("The answers are recorded."),
        "contracts.add_scopeanswer",
        _why_not_answer,
        Conditions,
    ),
    _step(
        "confirm-legality",
        gettext_lazy("Confirm legality"),
        actions.confirm_legality,
        gettext_lazy("The confirmation is recorded."),
        "contracts.confirm_legality",
        _why_not_confirm,
        Opinion,
    ),
)


@panel_on(Contract)
@panel_on(Tender)
def scope_panel(request: HttpRequest, about: Any) -> list[Panel]:
    """The verdict with its source, every condition with its answer, and what the legal officer said."""
    item = about.scope_item
    if item is None:
        return []
    by: Any = request.user
    steps = [step for step in SCOPE_STEPS if step.offered_to(by, about) and not step.why_not(about, by)]
    said = LegalConfirmation.objects.covering(about) if isinstance(about, Contract) else about.confirmations.all()
    context = {
        "item": item,
        "item_url": page_url(item),
        "rows": legality.conditions(about).rows,
        "confirmations": said.select_related("officer"),
        "doubts": legality.doubts_on(about) if about.status in OPEN_STATES[type(about)] else [],
        "steps": [(step.label, step_url(about, step.name)) for step in steps],
    }
    return [Panel("scope", _("What is outsourced"), "admin/panels/scope.html", context)]
