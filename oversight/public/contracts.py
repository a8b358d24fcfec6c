"""Contracts: the list and the page of each."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.models import Contract
from oversight.models import Scorecard
from oversight.public import bars, filters, shown, tenders
from oversight.public.lists import FilteredList, contracts_counted
from oversight.public.page import PublicPage, crumbs
from oversight.public.vendors import cards_of, trends


class ContractList(FilteredList):
    template_name = "public/contract_list.html"
    filterset_class = filters.ContractFilter

    def get_queryset(self) -> QuerySet[Contract]:
        return Contract.objects.published().select_related("kind", "agency", "vendor")

    def count_words(self, count: int) -> str:
        return contracts_counted(count)

    def show(self, rows: list[Any], filterset: filters.PublicFilter) -> list[Any]:
        cards = shown.cards(row.newest_card for row in rows)
        return [(shown.contract(row), cards.get(row.newest_card)) for row in rows]


class ContractDetail(PublicPage):
    template_name = "public/contract_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = Contract.objects.published().select_related("kind", "agency", "vendor", "scope_item", "tender")
        row = get_object_or_404(published, public_id=kwargs["public_id"])
        history = cards_of(Scorecard.objects.published().filter(contract=row))
        contract = shown.contract(row)
        return super().get_context_data(
            contract=contract,
            scope=shown.scope(row),
            lead=shown.lead(row),
            waivers=bars.waivers(row, timezone.localdate()),
            procurement=tenders.procurement(row, timezone.localdate()),
            price=shown.price(row),
            acceptances=[shown.acceptance(acceptance) for acceptance in row.acceptances.all()],
            successions=[
                shown.succession(succession)
                for succession in row.successions.select_related("from_agency", "to_agency")
            ],
            metric_terms=[shown.metric_term(term) for term in row.metric_terms.select_related("indicator")],
            inspection_terms=[shown.inspection_term(term) for term in row.inspection_terms.all()],
            sections=[shown.section(section) for section in row.sections.all()],
            cards=history,
            trends=trends(history),
            has_unrated=any(card.score_bp is None for card in history),
            crumbs=crumbs((_("Contracts"), "contract_list"), (contract.reference, "")),
            **kwargs,
        )
