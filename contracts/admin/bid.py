"""Bids: recorded on the tender's page, put right or shut out on their own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.base import ActionAdmin, fact, two_lines
from contracts.admin.filters import AgencyFilter
from contracts.admin.transitions import Reason, Transition
from contracts.admin_pages import page_url
from contracts.models import Bid, Tender, User
from contracts.templatetags.house import money

# How a word of the process is told apart by tone, where the house has none for it
TONES = {Bid.Status.WINNING: "good", Bid.Status.DISQUALIFIED: "refused"}


def why_not_leave(bid: Bid, by: User) -> str:
    if bid.status != Bid.Status.VALID or bid.tender.status != Tender.Status.ANNOUNCED:
        return _("Only a valid bid on an announced tender can leave it.")
    return ""


@admin.register(Bid)
class BidAdmin(ActionAdmin):
    held_with = "tender"
    list_display = ("named", "vendor", "state", "amount_in_yuan", "received_on")
    list_filter = (AgencyFilter, "status")
    list_select_related = ("tender", "vendor")
    search_fields = ("tender__reference", "vendor__name_en", "vendor__name_zh_hans", "vendor__credit_code")
    search_help_text = gettext_lazy("Reference of the tender, vendor or credit code")
    fieldsets = ((None, {"fields": (("vendor", "amount"), "received_on")}),)
    transitions = (
        Transition(
            name="disqualify",
            label=gettext_lazy("Disqualify"),
            do=actions.disqualify_bid,
            done=gettext_lazy("The bid is out of the award."),
            permission="contracts.change_bid",
            why_not=why_not_leave,
            form=Reason,
            danger=True,
        ),
        Transition(
            name="withdraw",
            label=gettext_lazy("Record a withdrawal"),
            do=actions.withdraw_bid,
            done=gettext_lazy("The bid is out of the award."),
            permission="contracts.change_bid",
            why_not=why_not_leave,
            form=Reason,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bid]:
        return super().get_queryset(request).select_related("tender__agency", "vendor")

    @admin.display(description=gettext_lazy("tender"), ordering="tender__reference")
    def named(self, bid: Bid) -> SafeString:
        return two_lines(bid.tender.reference, bid.tender.title)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def amount_in_yuan(self, bid: Bid) -> str:
        return money(bid.amount)

    def state_of(self, obj: Bid) -> tuple[str, str]:
        return TONES.get(Bid.Status(obj.status), "none"), obj.get_status_display()

    def is_changeable(self, obj: Bid) -> bool:
        return obj.status == Bid.Status.VALID and obj.tender.status == Tender.Status.ANNOUNCED

    def change(self, request: HttpRequest, obj: Bid, form: ModelForm) -> Bid:
        return actions.correct_bid(obj, self.entered(form), by=request.user, at=timezone.now())

    def _after(self, obj: Any, result: Any) -> str:
        return page_url(obj.tender)

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        facts = [
            fact(_("Tender"), obj.tender, url=page_url(obj.tender)),
            fact(_("Vendor"), obj.vendor, url=page_url(obj.vendor)),
            fact(_("Amount"), money(obj.amount)),
            fact(_("Received on"), obj.received_on),
        ]
        return [*facts, fact(_("Ground"), obj.ground)] if obj.ground else facts
