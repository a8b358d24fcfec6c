"""Vendors: the list and the page of each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.charts import Band
from contracts.models import Contract, Vendor
from oversight.models import Scorecard
from oversight.public import bars, filters, shown, words
from oversight.public.frozen import bands_of
from oversight.public.lists import FilteredList, vendors_counted
from oversight.public.page import PublicPage, crumbs
from oversight.public.trend import Trend, trend_of


@dataclass(frozen=True)
class VendorRow:
    """One line of the list: the vendor, its newest scorecard if there is one, and what else it does."""

    vendor: shown.VendorShown
    card: shown.CardShown | None
    service: str
    agency: str
    more: int


class VendorList(FilteredList):
    template_name = "public/vendor_list.html"
    filterset_class = filters.VendorFilter

    def get_queryset(self) -> QuerySet[Vendor]:
        return Vendor.objects.all()

    def count_words(self, count: int) -> str:
        return vendors_counted(count)

    def show(self, rows: list[Any], filterset: filters.PublicFilter) -> list[VendorRow]:
        cards = shown.cards(row.newest_card for row in rows)
        contracts: dict[int, list[Contract]] = defaultdict(list)
        published = Contract.objects.published().filter(vendor__in=[row.pk for row in rows])
        if kind := filterset.form.cleaned_data.get("kind"):
            published = published.filter(kind=kind)
        for contract in published.select_related("kind", "agency"):
            contracts[contract.vendor_id].append(contract)
        return [self._row(row, cards.get(row.newest_card), contracts[row.pk]) for row in rows]

    def _row(self, row: Vendor, card: shown.CardShown | None, contracts: list[Contract]) -> VendorRow:
        newest = contracts[0]
        return VendorRow(
            vendor=shown.vendor(row),
            card=card,
            service=card.service if card else newest.kind.name,
            agency=card.agency if card else newest.agency.name,
            more=len(contracts) - 1,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        filterset = context["filterset"]
        counts = filterset.rating_counts()
        chosen = set(filterset.form.cleaned_data.get("rating") or ())
        context["ratings"] = [
            {"code": code, "word": word, "count": counts.get(code, 0), "checked": code in chosen}
            for code, word in words.BANDS.items()
        ]
        text = filterset.form.cleaned_data.get("q") or ""
        matches = filters.contracts_matching(Contract.objects.published(), text) if text else None
        context["contract_matches"] = matches.count() if matches is not None else 0
        context["text"] = text
        return context


class VendorDetail(PublicPage):
    template_name = "public/vendor_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(Vendor.objects.published(), public_id=kwargs["public_id"])
        contracts = (
            Contract.objects.published()
            .filter(vendor=row)
            .select_related("kind", "agency", "vendor")
            .annotate(newest_card=Subquery(filters.newest_card(contract=OuterRef("pk")).values("pk")[:1]))
        )
        history = cards_of(Scorecard.objects.published().filter(contract__vendor=row))
        by_key = shown.cards(contract.newest_card for contract in contracts)
        vendor = shown.vendor(row)
        return super().get_context_data(
            vendor=vendor,
            restrictions=bars.restrictions(row, timezone.localdate()),
            contracts=[(shown.contract(contract), by_key.get(contract.newest_card)) for contract in contracts],
            cards=history,
            trends=trends(history),
            has_unrated=any(card.score_bp is None for card in history),
            crumbs=crumbs((_("Vendors"), "vendor_list"), (vendor.name, "")),
            **kwargs,
        )


def cards_of(rows: QuerySet[Scorecard]) -> list[shown.CardShown]:
    """Scorecards as lists show them, the newest first."""
    related = ("contract__kind", "contract__agency", "contract__vendor")
    return [
        shown.card(row)
        for row in rows.order_by("-period_end", "-revision", "pk").select_related(*related).defer("inputs", "parts")
    ]


def trends(cards: list[shown.CardShown]) -> list[tuple[shown.CardShown, tuple[Trend, Trend]]]:
    """For every contract with at least two scorecards its newest one and two drawings, wide and narrow."""
    by_contract: dict[str, list[shown.CardShown]] = defaultdict(list)
    for card in cards:
        by_contract[card.contract_id].insert(0, card)
    return [
        (series[-1], _drawings(series, bands_of(series[-1].scheme)))
        for series in by_contract.values()
        if len(series) > 1
    ]


def _drawings(series: list[shown.CardShown], bands: tuple[Band, ...]) -> tuple[Trend, Trend]:
    return trend_of(series, bands, width=640), trend_of(series, bands, width=340)
