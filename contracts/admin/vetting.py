"""Vetting reviews with their answers, the checklist they follow, and what the vendors' staff were taught."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import link
from contracts.admin.credit import VENDOR_SEARCH, OfVendor
from contracts.admin.filters import AgencyFilter
from contracts.admin.kept_file import KeepsFile
from contracts.admin.panels import Panel, panel_on
from contracts.admin.papers import OfContract
from contracts.admin.reference import ReferenceAdmin
from contracts.admin.tables import Cell, table
from contracts.models import VendorTraining, VettingQuestion, VettingReview
from contracts.templatetags.house import status_tag


def review_state(review: VettingReview) -> tuple[str, str]:
    if not review.passed:
        return "failed", _("Failed")
    if review.valid_until < timezone.localdate():
        return "over", _("Passed, over")
    return "passed", _("Passed")


@admin.register(VettingReview)
class VettingReviewAdmin(OfVendor):
    list_display = ("reviewed_on", "about", "state", "valid_until", "reviewer")
    list_filter = ("passed", ("reviewer", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("vendor", "reviewer")
    date_hierarchy = "reviewed_on"
    fieldsets = ((None, {"fields": ("vendor", ("reviewed_on", "valid_until"), "reviewer", "note")}),)

    def state_of(self, obj: VettingReview) -> tuple[str, str]:
        return review_state(obj)


@panel_on(VettingReview)
def answers_of_review(request: HttpRequest, review: VettingReview) -> list[Panel]:
    rows = review.answers.order_by("question__number", "pk")
    return [
        table(
            "answers",
            _("Answers"),
            [_("Question"), _("Answer"), _("What was found")],
            [
                [
                    Cell(answer.wording, note="" if answer.is_decisive else _("not decisive")),
                    Cell(status_tag("passed" if answer.is_yes else "failed", _("Yes") if answer.is_yes else _("No"))),
                    answer.note,
                ]
                for answer in rows
            ],
            empty=_("No question was in use."),
        )
    ]


@admin.register(VettingQuestion)
class VettingQuestionAdmin(ReferenceAdmin):
    list_display = ("number", "text", "is_decisive", "is_active")
    list_display_links = ("number", "text")
    list_filter = ("is_active", "is_decisive")
    search_fields = ("code", "text_en", "text_zh_hans")
    fieldsets = ((None, {"fields": (("number", "code"), ("text_en", "text_zh_hans"), ("is_decisive", "is_active"))}),)


@admin.register(VendorTraining)
class VendorTrainingAdmin(KeepsFile, OfContract):
    list_display = ("topic", "about", "by_vendor", "held_on", "trained", "assessed", "passed")
    list_filter = (AgencyFilter,)
    list_select_related = ("contract__vendor",)
    date_hierarchy = "held_on"
    search_fields = ("topic", *OfContract.search_fields, *(f"contract__{name}" for name in VENDOR_SEARCH))
    search_help_text = gettext_lazy("Topic, contract, vendor or credit code")
    fieldsets = ((None, {"fields": ("contract", ("topic", "held_on"), ("trained", "assessed", "passed"), "the_file")}),)

    @admin.display(description=gettext_lazy("vendor"), ordering="contract__vendor__name")
    def by_vendor(self, training: Any) -> SafeString | str:
        return link(training.contract.vendor)
