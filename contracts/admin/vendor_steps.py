"""The steps of a vendor's page and those of a contract's page that are about its vendor."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contracts import actions
from contracts.actions import Checked
from contracts.admin.days import Day
from contracts.admin.transitions import Reason, Transition, TransitionForm
from contracts.admin.uploads import Upload
from contracts.models import Contract, CreditQuery, User, VendorCertificate, VendorRestriction, VettingQuestion
from contracts.models.credit import CreditList

Origin = VendorRestriction.Origin
PUBLISHED = gettext_lazy("It is published. Name no person.")


class CertificateForm(TransitionForm):
    """An official paper and what it proves. Hearsay is no proof, so there is always a file."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=VendorCertificate.Kind.choices)
    issuer = forms.CharField(label=pgettext_lazy("certificate", "Issued by"), max_length=120)
    number = forms.CharField(label=pgettext_lazy("certificate", "Number"), max_length=80, required=False)
    covers_from = Day(gettext_lazy("Covers from"))
    covers_to = Day(
        gettext_lazy("Covers to"),
        required=False,
        help_text=gettext_lazy("The last day it speaks of. Needed for tax and insurance."),
    )
    expires_on = Day(gettext_lazy("Expires on"), required=False, help_text=gettext_lazy("Blank if it has no expiry."))
    upload = Upload()


class CreditQueryForm(TransitionForm):
    """What a public list answered, with the picture of the answer. A vendor that is listed is barred at once."""

    credit_list = forms.ChoiceField(label=gettext_lazy("List"), choices=CreditList.choices)
    queried_on = Day(gettext_lazy("Queried on"))
    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=CreditQuery.Result.choices,
        help_text=gettext_lazy("“Listed” bars the vendor from new contracts at once."),
    )
    upload = Upload(label=gettext_lazy("Screenshot"))


class RestrictionForm(TransitionForm):
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=VendorRestriction.Level.choices)
    origin = forms.ChoiceField(label=gettext_lazy("Origin"), choices=Origin.choices)
    ground = forms.CharField(label=gettext_lazy("Ground"), max_length=300, help_text=PUBLISHED)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Who decided it, with the number of the document."),
    )
    starts_on = Day(gettext_lazy("Starts on"))
    ends_on = Day(gettext_lazy("Ends on"), required=False, help_text=gettext_lazy("Blank: until it is lifted."))


class VettingForm(TransitionForm):
    """The whole checklist on one page. What a “no” is about is said beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(VettingQuestion.objects.in_use())
        for question in self.questions:
            hint = _("A “no” means that the vendor fails.") if question.is_decisive else ""
            self.fields[f"answer_{question.code}"] = forms.ChoiceField(
                label=question.text,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                help_text=hint,
            )
            self.fields[f"note_{question.code}"] = forms.CharField(
                label=_("What was found"), max_length=300, required=False, help_text=_("Needed with a “no”.")
            )
        self.fields["valid_until"] = Day(_("Valid until"), help_text=_("A year from today at most."))
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=300, required=False)

    def asks_for(self) -> list[str]:
        return [_("Checklist"), _("Valid until")]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors:
            return given
        answers = {
            question.code: Checked(given[f"answer_{question.code}"] == "yes", given[f"note_{question.code}"])
            for question in self.questions
        }
        return {"answers": answers, "valid_until": given["valid_until"], "note": given["note"]}


VENDOR_STEPS = (
    Transition(
        name="certificate",
        label=gettext_lazy("Record a certificate"),
        do=actions.record_certificate,
        done=gettext_lazy("The certificate is in the credit file."),
        permission="contracts.add_vendorcertificate",
        form=CertificateForm,
        stays=True,
    ),
    Transition(
        name="query",
        label=gettext_lazy("Record a credit query"),
        do=actions.record_credit_query,
        done=gettext_lazy("The query is in the credit file."),
        permission="contracts.add_creditquery",
        form=CreditQueryForm,
        stays=True,
    ),
    Transition(
        name="vet",
        label=gettext_lazy("Vet the vendor"),
        do=actions.review_vendor,
        done=gettext_lazy("The vetting is on record."),
        permission="contracts.add_vettingreview",
        form=VettingForm,
        stays=True,
    ),
    Transition(
        name="restrict",
        label=gettext_lazy("Restrict the vendor"),
        do=actions.restrict_vendor,
        done=gettext_lazy("The restriction stands from the day you named."),
        permission="contracts.add_vendorrestriction",
        form=RestrictionForm,
        danger=True,
    ),
)


def _why_not_revoke(certificate: VendorCertificate, by: User) -> str:
    return _("This certificate is revoked already.") if certificate.revoked_on else ""


REVOKE = Transition(
    name="revoke",
    label=gettext_lazy("Revoke"),
    do=actions.revoke_certificate,
    done=gettext_lazy("The certificate no longer counts; it stays on record."),
    permission="contracts.revoke_vendorcertificate",
    why_not=_why_not_revoke,
    form=Reason,
    danger=True,
)


def _why_not_lift(restriction: VendorRestriction, by: User) -> str:
    today = timezone.localdate()
    is_over = restriction.lifted_on or (restriction.ends_on and restriction.ends_on < today)
    return _("This restriction is over already.") if is_over else ""


LIFT = Transition(
    name="lift",
    label=gettext_lazy("Lift"),
    do=actions.lift_restriction,
    done=gettext_lazy("The restriction is lifted."),
    permission="contracts.lift_vendorrestriction",
    why_not=_why_not_lift,
    form=Reason,
    danger=True,
)


# ---- on the page of a contract ----


def _waivable(contract: Contract) -> Any:
    return contract.vendor.restrictions.blocking(timezone.localdate()).exclude(origin=Origin.EXCLUSION)


class WaiverForm(TransitionForm):
    """Which restriction is waived for this contract, why and until when."""

    restriction = forms.ModelChoiceField(VendorRestriction.objects.none(), label=gettext_lazy("Restriction"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=PUBLISHED
    )
    expires_on = Day(gettext_lazy("Expires on"), help_text=gettext_lazy("The contract has to be in force by then."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["restriction"].queryset = _waivable(self.obj).select_related("vendor")  # type: ignore[attr-defined]


class TrainingForm(TransitionForm):
    """Numbers only; nobody who took part is named."""

    topic = forms.CharField(label=gettext_lazy("Topic"), max_length=160)
    held_on = Day(gettext_lazy("Held on"))
    trained = forms.IntegerField(label=gettext_lazy("Staff trained"), min_value=1)
    assessed = forms.IntegerField(label=gettext_lazy("Staff assessed"), min_value=0)
    passed = forms.IntegerField(label=gettext_lazy("Staff who passed"), min_value=0)
    upload = Upload(label=pgettext_lazy("training", "Record"), required=False)


def _why_not_waive(contract: Contract, by: User) -> str:
    if contract.status != Contract.Status.DRAFT:
        return _("Only for a draft: what is in force goes on.")
    return "" if _waivable(contract).exists() else _("No restriction that could be waived bars the vendor.")


def _why_not_train(contract: Contract, by: User) -> str:
    return _("The contract is over.") if contract.status in Contract.ENDED else ""


CONTRACT_STEPS = (
    Transition(
        name="waive",
        label=gettext_lazy("Approve a waiver"),
        do=actions.approve_waiver,
        done=gettext_lazy("The waiver is on record and will be public with the contract."),
        permission="contracts.add_waiver",
        why_not=_why_not_waive,
        form=WaiverForm,
        danger=True,
    ),
    Transition(
        name="train",
        label=gettext_lazy("Record a training"),
        do=actions.record_training,
        done=gettext_lazy("The training is on record."),
        permission="contracts.add_vendortraining",
        why_not=_why_not_train,
        form=TrainingForm,
        stays=True,
        at_head=lambda contract: contract.status not in Contract.ENDED,
    ),
)


def warnings_of_vendor(contract: Contract) -> list[str]:
    """What whoever enters a contract has to know of its vendor now; the gates stop it later."""
    said = {
        VendorRestriction.Level.BLOCK: _(
            "This vendor is barred: %(ground)s The contract cannot come into force until that is lifted or waived."
        ),
        VendorRestriction.Level.WARN: _("There is a warning about this vendor: %(ground)s"),
    }
    standing = contract.vendor.restrictions.standing(timezone.localdate())
    return [said[VendorRestriction.Level(row.level)] % {"ground": row.ground} for row in standing]
