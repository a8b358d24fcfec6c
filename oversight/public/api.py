"""The public API: read only, without a key, the same rows and the same filters as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.serializers import BaseSerializer

from contracts.api.filters import StrictFilterBackend
from contracts.models import Contract, Vendor
from oversight.models import Scorecard
from oversight.public import filters, serializers
from oversight.public.page import PublicId, PublicPage
from oversight.public.shown import answering_duty

ERROR = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
FIELD_ERRORS = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
    "description": "The parameter at fault, and what is wrong with it.",
}
NO_PAGE = OpenApiResponse(ERROR, description="There is no such page.")
NOT_FOUND = OpenApiResponse(ERROR, description="Nothing published has this identifier.")
BAD_FILTER = OpenApiResponse(FIELD_ERRORS, description="A parameter is unknown or its value makes no sense.")


class PublicViewSet(viewsets.ReadOnlyModelViewSet):
    filter_backends = [StrictFilterBackend]
    lookup_field = "public_id"
    lookup_value_regex = PublicId.regex
    serializer_class: type[BaseSerializer]
    detail_serializer_class: type[BaseSerializer]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_serializer_class(self) -> type[BaseSerializer]:
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class


def documented(noun: str, plural: str, row: type, detail: type) -> Any:
    return extend_schema_view(
        list=extend_schema(
            summary=f"Published {plural}", responses={200: row(many=True), 400: BAD_FILTER, 404: NO_PAGE}
        ),
        retrieve=extend_schema(summary=f"One {noun}", responses={200: detail, 404: NOT_FOUND}),
    )


def current_cards() -> QuerySet[Scorecard]:
    return (
        Scorecard.objects.published()
        .newest_first()
        .select_related("contract__vendor")
        .defer("inputs", "parts", "payload")
    )


@documented("vendor", "vendors", serializers.VendorSerializer, serializers.VendorDetailSerializer)
class VendorViewSet(PublicViewSet):
    queryset = Vendor.objects.published()
    filterset_class = filters.VendorFilter
    serializer_class = serializers.VendorSerializer
    detail_serializer_class = serializers.VendorDetailSerializer

    def paginate_queryset(self, queryset: Any) -> Any:
        rows: Any = super().paginate_queryset(queryset)
        cards = {card.pk: card for card in current_cards().filter(pk__in=[row.newest_card for row in rows])}
        for row in rows:
            row.newest_scorecard = cards.get(row.newest_card)
        return rows

    def get_object(self) -> Any:
        vendor = super().get_object()
        newest = filters.newest_card(contract__vendor=vendor).values_list("pk", flat=True).first()
        vendor.scorecards = list(current_cards().filter(contract__vendor=vendor))
        vendor.newest_scorecard = next((card for card in vendor.scorecards if card.pk == newest), None)
        vendor.published_contracts = (
            Contract.objects.published().filter(vendor=vendor).select_related("vendor", "kind", "agency")
        )
        return vendor


@documented("contract", "contracts", serializers.ContractSerializer, serializers.ContractDetailSerializer)
class ContractViewSet(PublicViewSet):
    queryset = Contract.objects.published().select_related("vendor", "kind", "agency")
    filterset_class = filters.ContractFilter
    serializer_class = serializers.ContractSerializer
    detail_serializer_class = serializers.ContractDetailSerializer

    def get_object(self) -> Any:
        contract = super().get_object()
        contract.answering = answering_duty(contract)
        contract.scorecards = list(current_cards().filter(contract=contract))
        return contract


@documented("scorecard", "scorecards", serializers.ScorecardSerializer, serializers.ScorecardDetailSerializer)
class ScorecardViewSet(PublicViewSet):
    queryset = (
        Scorecard.objects.ever_published().order_by("-period_end", "-revision", "pk").select_related("contract__vendor")
    )
    filterset_class = filters.ScorecardFilter
    serializer_class = serializers.ScorecardSerializer
    detail_serializer_class = serializers.ScorecardDetailSerializer


class ApiDocs(PublicPage):
    """The schema as a page to try out. Its script is a file of ours: the content policy allows no other."""

    template_name = "public/api_docs.html"
