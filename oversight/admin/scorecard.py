"""Scorecards: computed by one person, approved by another, published; and the scheme they are judged by."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin, fact
from contracts.admin.transitions import Transition, TransitionForm, while_status
from contracts.admin_pages import page_url
from contracts.models import User
from contracts.templatetags.house import percent, rounded, status_tag
from oversight import actions
from oversight.models import Scorecard, ScoringScheme

Status = Scorecard.Status


class WhatChanged(TransitionForm):
    change_note = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed once a scorecard of this period is published; the public reads it."),
    )


def recompute(card: Scorecard, *, change_note: str, by: User, at: Any) -> Scorecard:
    """A new revision of the same period from what is on record now; the same one where nothing has changed."""
    return actions.compute_scorecard(card.contract, card.period, by=by, at=at, change_note=change_note)


def _why_not_approve(card: Scorecard, by: User) -> str:
    if card.status == Status.DRAFT and card.computed_by_id == by.pk:
        return _("You computed this scorecard. Somebody else has to approve it.")
    return while_status(Status.DRAFT)(card, by)


def _why_not_publish(card: Scorecard, by: User) -> str:
    if card.status == Status.APPROVED and card.contract.published_on is None:
        return _("The contract is not published yet. Publish it first.")
    return while_status(Status.APPROVED)(card, by)


@admin.register(Scorecard)
class ScorecardAdmin(ActionAdmin):
    list_display = ("vendor", "contract_reference", "period_label", "revision", "rating", "points", "coverage", "state")
    list_filter = ("status", "band", "contract__kind", ("contract__agency", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("contract__vendor", "contract__agency")
    date_hierarchy = "period_end"
    search_fields = (
        "public_id",
        "contract__reference",
        "contract__vendor__name_en",
        "contract__vendor__name_zh_hans",
        "contract__vendor__credit_code",
    )
    search_help_text = gettext_lazy("Vendor, contract or credit code")
    fieldsets = (
        (None, {"fields": (("contract", "scheme"), ("period_start", "period_end", "revision"), "change_note")}),
        (gettext_lazy("Judgement"), {"fields": (("rating", "points", "coverage"),)}),
        (
            gettext_lazy("Who and when"),
            {"fields": (("computed_by", "computed_at"), ("approved_by", "approved_at"), "published_at", "digest")},
        ),
    )
    readonly_fields = ("rating", "points", "coverage")
    transitions = (
        Transition(
            name="recompute",
            label=gettext_lazy("Compute a new revision"),
            do=recompute,
            done=gettext_lazy("This is the newest revision; where nothing has changed, it is the same as before."),
            permission="oversight.compute_scorecard",
            form=WhatChanged,
        ),
        Transition(
            name="approve",
            label=gettext_lazy("Approve"),
            do=actions.approve_scorecard,
            done=gettext_lazy("The scorecard is approved."),
            permission="oversight.approve_scorecard",
            why_not=_why_not_approve,
        ),
        Transition(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish_scorecard,
            done=gettext_lazy("The scorecard is on the public pages and can no longer change."),
            permission="oversight.publish_scorecard",
            why_not=_why_not_publish,
        ),
    )

    @admin.display(description=gettext_lazy("vendor"))
    def vendor(self, card: Scorecard) -> str:
        return str(card.contract.vendor)

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def contract_reference(self, card: Scorecard) -> str:
        return card.contract.reference

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def period_label(self, card: Scorecard) -> str:
        return card.period.label

    @admin.display(description=gettext_lazy("rating"), ordering="band")
    def rating(self, card: Scorecard) -> SafeString:
        return status_tag(card.band, card.get_band_display())

    @admin.display(description=gettext_lazy("score"), ordering="score_bp")
    def points(self, card: Scorecard) -> str:
        return score_text(card.score_bp)

    @admin.display(description=gettext_lazy("coverage"), ordering="coverage_bp")
    def coverage(self, card: Scorecard) -> str:
        return percent(card.coverage_bp)

    def facts(self, request: HttpRequest, obj: Scorecard) -> list[dict[str, Any]]:
        return [
            fact(_("Vendor"), obj.contract.vendor, url=page_url(obj.contract.vendor)),
            fact(_("Contract"), obj.contract.reference, url=page_url(obj.contract), note=obj.contract.title),
            fact(_("Period"), obj.period.label, note=_("Revision %(number)d") % {"number": obj.revision}),
            fact(_("Rating"), self.rating(obj), note=score_text(obj.score_bp)),
            fact(_("Coverage"), self.coverage(obj)),
        ]


def score_text(score_bp: int | None) -> str:
    """Points of a hundred with two decimals; a card that is not rated has none."""
    return _("not rated") if score_bp is None else rounded(Decimal(score_bp) / 100, 2)


@admin.register(ScoringScheme)
class ScoringSchemeAdmin(ActionAdmin):
    list_display = ("version", "effective_from", "metrics", "inspections", "rectification", "least_coverage")
    fieldsets = (
        (None, {"fields": (("version", "effective_from"),)}),
        (gettext_lazy("Weights"), {"fields": (("metrics", "inspections", "rectification"), "least_coverage")}),
        (gettext_lazy("Ratings begin at"), {"fields": (("good", "near", "improve"),)}),
    )
    readonly_fields = ("metrics", "inspections", "rectification", "least_coverage", "good", "near", "improve")

    @admin.display(description=gettext_lazy("metrics"))
    def metrics(self, scheme: ScoringScheme) -> str:
        return percent(scheme.metrics_bp)

    @admin.display(description=gettext_lazy("inspections"))
    def inspections(self, scheme: ScoringScheme) -> str:
        return percent(scheme.inspections_bp)

    @admin.display(description=gettext_lazy("rectification"))
    def rectification(self, scheme: ScoringScheme) -> str:
        return percent(scheme.rectification_bp)

    @admin.display(description=gettext_lazy("coverage at least"))
    def least_coverage(self, scheme: ScoringScheme) -> str:
        return percent(scheme.minimum_coverage_bp)

    @admin.display(description=gettext_lazy("Good"))
    def good(self, scheme: ScoringScheme) -> str:
        return score_text(scheme.good_from_bp)

    @admin.display(description=gettext_lazy("Approaching target"))
    def near(self, scheme: ScoringScheme) -> str:
        return score_text(scheme.near_from_bp)

    @admin.display(description=gettext_lazy("Requires improvement"))
    def improve(self, scheme: ScoringScheme) -> str:
        return score_text(scheme.improve_from_bp)
