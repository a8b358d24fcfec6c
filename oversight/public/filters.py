"""Search and filters of the public lists. Pages and API use the same ones, so an address means the same in both."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contracts.models import Agency, Contract, ServiceKind, Vendor
from oversight.models import Scorecard

NOT_RATED = Scorecard.Band.NOT_RATED
LONGEST_SEARCH = 100


class SearchWidget(forms.TextInput):
    input_type = "search"


def newest_card(**of: Any) -> QuerySet[Scorecard]:
    """The newest published scorecard of something. Of several for one period the lowest score: good work on one
    contract must not hide bad work on another."""
    return Scorecard.objects.published().filter(**of).order_by("-period_end", F("score_bp").asc(nulls_last=True), "pk")


def search_field(label: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=label, method="no_op", widget=SearchWidget, max_length=LONGEST_SEARCH, strip=True
    )


def kinds(request: Any) -> QuerySet[ServiceKind]:
    return ServiceKind.objects.all()


def agencies_with_contracts(request: Any) -> QuerySet[Agency]:
    return Agency.objects.filter(Exists(Contract.objects.published().filter(agency=OuterRef("pk"))))


def kind_field() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=_("Service"), queryset=kinds, to_field_name="code", method="no_op", empty_label=_("All services")
    )


class PublicFilter(django_filters.FilterSet):
    """Each subclass says in ``apply`` what its fields mean; a field with a wrong value is simply not there."""

    def no_op(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.apply(queryset, {name: value for name, value in self.form.cleaned_data.items() if value})

    def apply(self, rows: QuerySet, asked: dict[str, Any]) -> QuerySet:
        raise NotImplementedError


class VendorFilter(PublicFilter):
    """``rated_rows`` holds the rows before the rating was chosen, for the counts beside the choices."""

    SORTS = {
        "name": ("name", "pk"),
        "score_low": (F("newest_score").asc(nulls_last=True), "name", "pk"),
        "score_high": (F("newest_score").desc(nulls_last=True), "name", "pk"),
        "newest": (F("newest_end").desc(nulls_last=True), "name", "pk"),
    }

    q = search_field(_("Name, credit code or contract reference"))
    kind = kind_field()
    rating = django_filters.MultipleChoiceFilter(
        label=_("Rating"), choices=Scorecard.Band.choices, method="no_op", widget=forms.CheckboxSelectMultiple
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        method="no_op",
        empty_label=None,
        choices=[
            ("name", _("Name")),
            ("score_low", _("Score, lowest first")),
            ("score_high", _("Score, highest first")),
            ("newest", _("Newest scorecard")),
        ],
    )

    def apply(self, rows: QuerySet, asked: dict[str, Any]) -> QuerySet:
        contracts = Contract.objects.published().filter(vendor=OuterRef("pk"))
        cards = newest_card(contract__vendor=OuterRef("pk"))
        if kind := asked.get("kind"):
            contracts, cards = contracts.filter(kind=kind), cards.filter(contract__kind=kind)
        rows = rows.filter(Exists(contracts)).annotate(
            newest_card=Subquery(cards.values("pk")[:1]),
            newest_band=Coalesce(Subquery(cards.values("band")[:1]), Value(NOT_RATED)),
        )
        for word in asked.get("q", "").split():
            named = Q(name_en__icontains=word) | Q(name_zh_hans__icontains=word) | Q(credit_code__icontains=word)
            rows = rows.filter(named | Exists(contracts.filter(reference__icontains=word)))
        self.rated_rows = rows
        if bands := asked.get("rating"):
            rows = rows.filter(newest_band__in=bands)
        sort = asked.get("sort") or "name"
        if sort.startswith("score"):
            rows = rows.annotate(newest_score=Subquery(cards.values("score_bp")[:1]))
        elif sort == "newest":
            rows = rows.annotate(newest_end=Subquery(cards.values("period_end")[:1]))
        return rows.order_by(*self.SORTS[sort])

    def rating_counts(self) -> dict[str, int]:
        counted = self.rated_rows.order_by().values("newest_band").annotate(count=Count("pk"))
        return {row["newest_band"]: row["count"] for row in counted}


class ContractFilter(PublicFilter):
    SORTS = {
        "newest": ("-starts_on", "reference"),
        "reference": ("reference",),
        "amount_high": ("-amount", "reference"),
        "amount_low": ("amount", "reference"),
    }

    q = search_field(_("Reference, title, vendor or credit code"))
    kind = kind_field()
    agency = django_filters.ModelChoiceFilter(
        label=_("Accountable agency"),
        queryset=agencies_with_contracts,
        to_field_name="code",
        method="no_op",
        empty_label=_("All agencies"),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="no_op",
        empty_label=_("All"),
        choices=[(status, status.label) for status in Contract.Status if status != Contract.Status.DRAFT],
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        method="no_op",
        empty_label=None,
        choices=[
            ("newest", _("Newest first")),
            ("reference", _("Reference")),
            ("amount_high", _("Amount, highest first")),
            ("amount_low", _("Amount, lowest first")),
        ],
    )

    def apply(self, rows: QuerySet, asked: dict[str, Any]) -> QuerySet:
        rows = rows.annotate(newest_card=Subquery(newest_card(contract=OuterRef("pk")).values("pk")[:1]))
        for name in ("kind", "agency", "status"):
            if name in asked:
                rows = rows.filter(**{name: asked[name]})
        return contracts_matching(rows, asked.get("q", "")).order_by(*self.SORTS[asked.get("sort") or "newest"])


def contracts_matching(rows: QuerySet, text: str) -> QuerySet:
    """Contracts in which every word of the text occurs."""
    for word in text.split():
        rows = rows.filter(
            Q(reference__icontains=word)
            | Q(title_en__icontains=word)
            | Q(title_zh_hans__icontains=word)
            | Q(vendor__name_en__icontains=word)
            | Q(vendor__name_zh_hans__icontains=word)
            | Q(vendor__credit_code__icontains=word)
        )
    return rows


class ScorecardFilter(PublicFilter):
    """For the API: the current scorecards, or with ``status`` the superseded ones, or both."""

    vendor = django_filters.ModelChoiceFilter(
        label=_("Vendor"),
        to_field_name="public_id",
        method="no_op",
        queryset=lambda request: Vendor.objects.published(),
    )
    contract = django_filters.ModelChoiceFilter(
        label=_("Contract"),
        to_field_name="public_id",
        method="no_op",
        queryset=lambda request: Contract.objects.published(),
    )
    kind = kind_field()
    rating = django_filters.MultipleChoiceFilter(label=_("Rating"), choices=Scorecard.Band.choices, method="no_op")
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="no_op",
        choices=[("published", _("Published")), ("superseded", _("Superseded")), ("all", _("All"))],
    )

    def apply(self, rows: QuerySet, asked: dict[str, Any]) -> QuerySet:
        status = asked.get("status") or Scorecard.Status.PUBLISHED
        if status != "all":
            rows = rows.filter(status=status)
        looked_up = {"vendor": "contract__vendor", "contract": "contract", "kind": "contract__kind"}
        for name, lookup in looked_up.items():
            if name in asked:
                rows = rows.filter(**{lookup: asked[name]})
        if bands := asked.get("rating"):
            rows = rows.filter(band__in=bands)
        return rows


class ReportedSearch(forms.Form):
    q = forms.CharField(
        label=_("Place, title, purchaser, supplier or source"), required=False, max_length=LONGEST_SEARCH
    )
