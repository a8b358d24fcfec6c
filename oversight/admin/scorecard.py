"""Scorecards: computed by one person, approved by another, published; and the scheme they are judged by."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.exporting import Column
from contracts.admin.filters import AgencyFilter
from contracts.admin.transitions import Transition, TransitionForm, while_status
from contracts.admin_pages import page_url
from contracts.models import Contract, User
from contracts.periods import Period
from contracts.refusals import Refused
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


class NewCard(forms.ModelForm):
    """A contract and one of the last quarters that are over."""

    QUARTERS = 8

    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarter, choices = Period.containing(timezone.localdate(), 3), []
        for _step in range(self.QUARTERS):
            quarter = quarter.previous
            choices.append((quarter.start.isoformat(), quarter.label))
        self.fields["quarter"].choices = choices  # type: ignore[attr-defined]

    def clean_quarter(self) -> Period:
        return Period.containing(date.fromisoformat(self.cleaned_data["quarter"]), 3)


def compute(contract: Contract, period: Period, *, change_note: str, by: Any, at: datetime) -> Scorecard:
    """The new revision. Refused where it would be the same as the newest."""
    known = set(Scorecard.objects.of_period(contract, period).values_list("pk", flat=True))
    card = actions.compute_scorecard(contract, period, by=by, at=at, change_note=change_note)
    if card.pk in known:
        raise Refused(
            _("Nothing has changed since revision %(number)d of this period; it stays.") % {"number": card.revision}
        )
    return card


def recompute(card: Scorecard, *, change_note: str, by: User, at: datetime) -> Scorecard:
    """The same contract and period, from what is on record now."""
    return compute(card.contract, card.period, change_note=change_note, by=by, at=at)


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
    list_display = ("named", "rating", "points", "coverage", "about", "edition", "state")
    list_filter = (AgencyFilter, "status", "band", "contract__kind")
    list_select_related = ("contract__vendor", "contract__agency")
    date_hierarchy = "period_end"
    search_fields = (
        "public_id",
        "contract__reference",
        "contract__vendor__name_en",
        "contract__vendor__name_zh_hans",
        "contract__vendor__credit_code",
    )
    export_columns = (
        "public_id",
        "contract",
        "contract__vendor",
        "contract__agency",
        "period_start",
        "period_end",
        "revision",
        "rating",
        Column(gettext_lazy("Score"), lambda card: _hundredths(card.score_bp)),
        Column(gettext_lazy("Coverage (%)"), lambda card: _hundredths(card.coverage_bp)),
        "state",
        "published_at",
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
    add_fieldsets = ((None, {"fields": (("contract", "quarter"), "change_note")}),)
    readonly_fields = ("rating", "points", "coverage")
    transitions = (
        Transition(
            name="recompute",
            label=gettext_lazy("Compute a new revision"),
            do=recompute,
            done=gettext_lazy("A new revision is computed."),
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("oversight.compute_scorecard")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.add_fieldsets if obj is None else self.fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewCard
        return super().get_form(request, obj, change=change, **kwargs)

    def create(self, request: HttpRequest, form: forms.ModelForm) -> Scorecard:
        given = form.cleaned_data
        return compute(
            given["contract"],
            given["quarter"],
            change_note=given["change_note"],
            by=request.user,
            at=timezone.now(),
        )

    @admin.display(description=gettext_lazy("vendor"), ordering="contract__vendor__name")
    def named(self, card: Scorecard) -> str:
        return str(card.contract.vendor)

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def about(self, card: Scorecard) -> SafeString:
        return contract_cell(card.contract)

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def edition(self, card: Scorecard) -> SafeString:
        return two_lines(card.period.label, _("Revision %(number)d") % {"number": card.revision})

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


def _hundredths(basis_points: int | None) -> Decimal | None:
    return None if basis_points is None else Decimal(basis_points) / 100


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
