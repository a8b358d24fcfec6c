"""Tenders: prepared in a form, and then moved by buttons from the notice to the award and its contract."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.base import ActionAdmin, fact, two_lines
from contracts.admin.choosers import VisibleChoice
from contracts.admin.days import Day
from contracts.admin.filters import AgencyFilter
from contracts.admin.scope import SCOPE_STEPS
from contracts.admin.transitions import Reason, Transition, TransitionForm, at_status, while_status
from contracts.admin_pages import add_url, page_url
from contracts.models import AuditEvent, Bid, Contract, Tender, User, Vendor
from contracts.procurement import BY_BIDDING
from contracts.templatetags.house import moment, money

Status = Tender.Status
OPEN = (Status.PREPARED, Status.ANNOUNCED)
IN_BOTH_LANGUAGES = ("title_en", "title_zh_hans")


class Announcement(TransitionForm):
    """The notice as it was published, with the days it names."""

    notice_on = Day(gettext_lazy("Notice published on"))
    documents_from = Day(gettext_lazy("Documents offered from"), required=False)
    documents_until = Day(gettext_lazy("Documents offered until"), required=False)
    bids_due_on = Day(gettext_lazy("Bids due on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.obj.method == Contract.Method.SINGLE_SOURCE:
            del self.fields["documents_from"], self.fields["documents_until"]
            self.fields["bids_due_on"].label = _("Offer due on")
        elif self.obj.method in BY_BIDDING:
            for name in ("documents_from", "documents_until"):
                self.fields[name].required = True


class NewBid(TransitionForm):
    vendor = VisibleChoice(Vendor, label=gettext_lazy("Vendor"))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("In yuan."),
        max_digits=16,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "money"}),
    )
    received_on = Day(gettext_lazy("Received on"))


class BidChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Bid) -> str:
        return f"{obj.vendor} · {money(obj.amount)}"


class Award(TransitionForm):
    """Which of the valid bids, and when."""

    bid = BidChoice(Bid.objects.none(), label=gettext_lazy("Winning bid"))
    opened_on = Day(gettext_lazy("Bids opened on"))
    awarded_on = Day(gettext_lazy("Awarded on"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Only for a bid above the budget: where the rest of the money comes from."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bids = self.obj.bids.valid().select_related("vendor")
        self.fields["bid"].queryset = bids  # type: ignore[attr-defined]
        self.initial.update(bid=bids.first(), opened_on=self.obj.bids_due_on)


class AwardNotice(TransitionForm):
    award_notice_on = Day(gettext_lazy("Award notice published on"))


def _why_not_award(tender: Tender, by: User) -> str:
    why = while_status(Status.ANNOUNCED)(tender, by)
    if not why and not tender.bids.valid().exists():
        return _("There is no valid bid yet.")
    return why


def _why_no_notice(tender: Tender, by: User) -> str:
    if tender.award_notice_on:
        return _("The award notice is published already.")
    return while_status(Status.AWARDED)(tender, by)


def _why_no_contract(tender: Tender) -> str:
    if tender.status != Status.AWARDED:
        return _("The tender has to be awarded first.")
    if tender.method != Contract.Method.FRAMEWORK and tender.contracts.exists():
        return _("This tender has its contract already.")
    return ""


@admin.register(Tender)
class TenderAdmin(ActionAdmin):
    list_display = ("named", "state", "method", "agency", "budget_in_yuan", "count_of_bids", "notice_on", "awarded_on")
    list_filter = (AgencyFilter, "status", "method", "kind")
    list_select_related = ("agency",)
    date_hierarchy = "notice_on"
    search_fields = ("reference", "title_en", "title_zh_hans", "public_id")
    search_help_text = gettext_lazy("Reference or title")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "reference",
                    IN_BOTH_LANGUAGES,
                    ("agency", "kind"),
                    ("scope_item", "regime"),
                    ("method", "budget"),
                    ("last_year_price", "in_house_cost"),
                )
            },
        ),
        (
            gettext_lazy("Why it is let outside"),
            {
                "fields": ("necessity", "in_house_comparison"),
                "description": gettext_lazy(
                    "The public reads both texts beside the contract. Name no persons in them."
                ),
            },
        ),
    )
    transitions = (
        *SCOPE_STEPS,
        Transition(
            name="announce",
            label=gettext_lazy("Announce"),
            do=actions.announce_tender,
            done=gettext_lazy("The notice is on record. Bids may be recorded now."),
            permission="contracts.announce_tender",
            why_not=while_status(Status.PREPARED),
            form=Announcement,
            at_head=at_status(Status.PREPARED),
        ),
        Transition(
            name="record-bid",
            label=gettext_lazy("Record a bid"),
            do=actions.record_bid,
            done=gettext_lazy("The bid is recorded."),
            permission="contracts.add_bid",
            why_not=while_status(Status.ANNOUNCED),
            form=NewBid,
            at_head=at_status(*OPEN),
        ),
        Transition(
            name="award",
            label=gettext_lazy("Make the award"),
            do=actions.award_tender,
            done=gettext_lazy("The tender is awarded. Publish the award notice in time."),
            permission="contracts.award_tender",
            why_not=_why_not_award,
            form=Award,
            at_head=at_status(*OPEN),
        ),
        Transition(
            name="publish-award",
            label=gettext_lazy("Publish the award notice"),
            do=actions.publish_award_notice,
            done=gettext_lazy("The award notice is on record."),
            permission="contracts.award_tender",
            why_not=_why_no_notice,
            form=AwardNotice,
            at_head=lambda tender: tender.status == Status.AWARDED and not tender.award_notice_on,
        ),
        Transition(
            name="cancel",
            label=gettext_lazy("Cancel tender"),
            do=actions.cancel_tender,
            done=gettext_lazy("The tender is cancelled."),
            permission="contracts.cancel_tender",
            why_not=while_status(*OPEN),
            form=Reason,
            danger=True,
            at_head=at_status(*OPEN),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tender]:
        standing = Count("bids", filter=~Q(bids__status=Bid.Status.WITHDRAWN))
        return super().get_queryset(request).annotate(bids_standing=standing)

    @admin.display(description=gettext_lazy("tender"), ordering="reference")
    def named(self, tender: Tender) -> SafeString:
        return two_lines(tender.reference, tender.title)

    @admin.display(description=gettext_lazy("budget"), ordering="budget")
    def budget_in_yuan(self, tender: Tender) -> str:
        return money(tender.budget)

    @admin.display(description=gettext_lazy("bids"), ordering="bids_standing")
    def count_of_bids(self, tender: Any) -> int:
        return tender.bids_standing

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of what is past changing the days stand in the panels; the form keeps what they do not say."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        said = (IN_BOTH_LANGUAGES, "kind", ("scope_item", "regime"), "necessity", "in_house_comparison")
        return ((None, {"fields": said}),)

    def is_changeable(self, obj: Tender) -> bool:
        return obj.status == Status.PREPARED

    def create(self, request: HttpRequest, form: ModelForm) -> Tender:
        return actions.register_tender(by=request.user, at=timezone.now(), **self.entered(form))

    def change(self, request: HttpRequest, obj: Tender, form: ModelForm) -> Tender:
        return actions.change_tender(obj, self.entered(form), by=request.user, at=timezone.now())

    def offered(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """With the way on to the contract, whose form is filled in from the tender."""
        steps = super().offered(request, obj)
        user: Any = request.user
        if user.has_perm("contracts.add_contract"):
            why = _why_no_contract(obj)
            contract = {
                "name": "contract",
                "label": _("Register the contract"),
                "url": "" if why else add_url(Contract, **taken_over(obj)),
                "allowed": not why,
                "why": why,
                "danger": False,
                "fields": [_("Reference"), _("Days of the contract")],
            }
            steps.insert(len(steps) - 1, contract)
        return steps

    def _after(self, obj: Any, result: Any) -> str:
        """A bid is a line on the tender's page, so one goes on there."""
        return page_url(obj)

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        winner = obj.bids.winning().select_related("vendor").first()
        facts = [
            fact(_("Procuring agency"), obj.agency),
            fact(_("Procurement method"), obj.get_method_display()),
            fact(_("Budget"), money(obj.budget)),
        ]
        if winner:
            facts.append(fact(_("Winning vendor"), winner.vendor, url=page_url(winner.vendor), note=winner.ground))
            facts.append(fact(_("Award amount"), money(winner.amount)))
        elif obj.bids_due_on:
            facts.append(fact(_("Bids due on"), moment(obj.bids_due_on)))
        if obj.status == Status.CANCELLED:
            facts.append(fact(_("Cancelled on"), moment(obj.cancelled_on), note=obj.cancel_reason))
        return facts

    def history_of(self, obj: Tender) -> QuerySet[AuditEvent]:
        """With what became of the bids."""
        return AuditEvent.objects.about(obj) | AuditEvent.objects.about_any(obj.bids.all())


def taken_over(tender: Any) -> dict[str, Any]:
    """What the form of the contract starts with."""
    winner = tender.bids.winning().get()
    today: date = timezone.localdate()
    amount: Decimal = winner.amount
    return {
        "tender": tender.pk,
        "title_en": tender.title_en or "",
        "title_zh_hans": tender.title_zh_hans or "",
        "agency": tender.agency_id,
        "vendor": winner.vendor_id,
        "kind": tender.kind_id,
        "scope_item": tender.scope_item_id,
        "regime": tender.regime,
        "method": tender.method,
        "amount": amount,
        "budget": tender.budget,
        "signed_on": today,
    }
