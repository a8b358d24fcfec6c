"""The parts of the register: lists and rows, and each step of a process as an address of its own.

Every write calls the action that the administration calls.
"""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contracts import actions, gates
from contracts.api import errors, filters, serializers
from contracts.api.base import Listed, Writable
from contracts.api.described import described, step
from contracts.api.steps import (
    Announcement,
    Award,
    AwardNotice,
    Filing,
    Handover,
    Nothing,
    OnDay,
    Reason,
    Termination,
)
from contracts.identifiers import ALPHABET, LENGTH
from contracts.models import (
    Agency,
    Bid,
    Contract,
    Duty,
    Indicator,
    InspectionTerm,
    MetricTerm,
    ScopeCondition,
    ScopeItem,
    Tender,
    User,
    Vendor,
    WorkSection,
)
from contracts.responsible import responsible_on

PUBLIC_ID = f"[{ALPHABET}]{{{LENGTH}}}"


@described("agency", "agencies")
class AgencyViewSet(Listed):
    queryset = Agency.objects.all()
    serializer_class = serializers.RegisteredAgencySerializer
    lookup_field = "code"


@described("person", "people")
class PersonViewSet(Listed):
    queryset = User.objects.with_account().select_related("agency")
    serializer_class = serializers.RegisteredPersonSerializer
    lookup_field = "username"
    ordering_fields = ["username"]


@described("indicator", "indicators")
class IndicatorViewSet(Listed):
    queryset = Indicator.objects.select_related("kind", "counter_indicator")
    serializer_class = serializers.RegisteredIndicatorSerializer


@described("scope item", "scope items")
class ScopeItemViewSet(Listed):
    queryset = ScopeItem.objects.select_related("kind").prefetch_related(
        Prefetch("conditions", ScopeCondition.objects.order_by("number"))
    )
    serializer_class = serializers.RegisteredScopeItemSerializer


@described("vendor", "vendors")
class VendorViewSet(Writable):
    queryset = Vendor.objects.all()
    serializer_class = serializers.RegisteredVendorSerializer
    filterset_class = filters.VendorFilter
    ordering_fields = ["name_en", "name_zh_hans", "credit_code", "founded_on"]
    lookup_field = "public_id"
    lookup_value_regex = PUBLIC_ID

    def create_row(self, fields: dict[str, Any]) -> Vendor:
        return self.act(actions.register_vendor, **fields)

    def change_row(self, row: Vendor, fields: dict[str, Any]) -> Vendor:
        return self.act(actions.change_vendor, row, fields)


@described("tender", "tenders")
class TenderViewSet(Writable):
    queryset = Tender.objects.select_related("agency", "kind", "scope_item")
    serializer_class = serializers.RegisteredTenderSerializer
    filterset_class = filters.TenderFilter
    ordering_fields = ["reference", "notice_on", "awarded_on", "budget"]
    lookup_field = "public_id"
    lookup_value_regex = PUBLIC_ID

    def create_row(self, fields: dict[str, Any]) -> Tender:
        return self.act(actions.register_tender, **fields)

    def change_row(self, row: Tender, fields: dict[str, Any]) -> Tender:
        return self.act(actions.change_tender, row, fields)

    announce = step(actions.announce_tender, Announcement, "Publish the notice and the days of the procedure")
    award = step(actions.award_tender, Award, "Decide for one valid bid")
    award_notice = step(actions.publish_award_notice, AwardNotice, "Record the day of the award notice")
    cancel = step(actions.cancel_tender, Reason, "End the tender without an award")


@described("bid", "bids")
class BidViewSet(Writable):
    held_with = "tender"
    queryset = Bid.objects.select_related("tender__agency", "vendor")
    serializer_class = serializers.RegisteredBidSerializer
    filterset_class = filters.BidFilter

    def create_row(self, fields: dict[str, Any]) -> Bid:
        return self.act(actions.record_bid, fields.pop("tender"), **fields)

    def change_row(self, row: Bid, fields: dict[str, Any]) -> Bid:
        return self.act(actions.correct_bid, row, fields)

    disqualify = step(actions.disqualify_bid, Reason, "Shut the bid out of the award")
    withdraw = step(actions.withdraw_bid, Reason, "Record that the vendor took its bid back")


@described("contract", "contracts")
class ContractViewSet(Writable):
    queryset = Contract.objects.select_related("agency", "vendor", "kind", "scope_item", "tender")
    serializer_class = serializers.RegisteredContractSerializer
    filterset_class = filters.ContractFilter
    ordering_fields = ["reference", "amount", "signed_on", "starts_on", "ends_on"]
    lookup_field = "public_id"
    lookup_value_regex = PUBLIC_ID

    def create_row(self, fields: dict[str, Any]) -> Contract:
        return self.act(actions.register_contract, **fields)

    def change_row(self, row: Contract, fields: dict[str, Any]) -> Contract:
        return self.act(actions.change_contract, row, fields)

    @extend_schema(
        operation_id="register_contract_gates",
        summary="Every condition for activation, with its state and reason",
        responses={200: serializers.GateSerializer(many=True)} | errors.READING,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def gates(self, request: Request, **kwargs: Any) -> Response:
        return Response(gates.as_data(self.get_object(), timezone.localdate()))

    @extend_schema(
        operation_id="register_contract_responsible",
        summary="Who was responsible on a day (today, where none is named)",
        parameters=[OnDay],
        responses={200: serializers.ResponsibleSerializer(many=True), 400: errors.WRONG} | errors.READING,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def responsible(self, request: Request, **kwargs: Any) -> Response:
        asked = OnDay(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = responsible_on(self.get_object(), asked.validated_data.get("on") or timezone.localdate())
        return Response(serializers.ResponsibleSerializer(found, many=True).data)

    usual_terms = step(actions.add_usual_terms, Nothing, "Take over the usual terms of its kind of service")
    activate = step(actions.activate_contract, Nothing, "Put the draft in force, once every gate is open")
    publish = step(actions.publish_contract, Nothing, "Put it on the public pages")
    file = step(actions.file_contract, Filing, "Record the day on which it was filed")
    suspend = step(actions.suspend_contract, Reason, "Interrupt the service")
    resume = step(actions.resume_contract, Reason, "Let a suspended contract go on")
    terminate = step(actions.terminate_contract, Termination, "Break it off on a ground")
    close = step(actions.close_contract, Reason, "End it after final acceptance")


class TermViewSet(mixins.DestroyModelMixin, Writable):
    """Terms of a draft."""

    held_with = "contract"
    filterset_class = filters.OfContractFilter

    def create_row(self, fields: dict[str, Any]) -> Any:
        return self.act(actions.add_term, self.queryset.model(**fields))

    def change_row(self, row: Any, fields: dict[str, Any]) -> Any:
        return self.act(actions.change_term, row, fields)

    def perform_destroy(self, instance: Any) -> None:
        self.act(actions.remove_term, self.unchanged(instance))


@described("metric term", "metric terms")
class MetricTermViewSet(TermViewSet):
    queryset = MetricTerm.objects.select_related("contract__agency", "indicator")
    serializer_class = serializers.RegisteredMetricTermSerializer


@described("inspection term", "inspection terms")
class InspectionTermViewSet(TermViewSet):
    queryset = InspectionTerm.objects.select_related("contract__agency")
    serializer_class = serializers.RegisteredInspectionTermSerializer


@described("section", "sections")
class SectionViewSet(TermViewSet):
    queryset = WorkSection.objects.select_related("contract__agency")
    serializer_class = serializers.RegisteredSectionSerializer


@described("duty", "duties")
class DutyViewSet(Writable):
    queryset = Duty.objects.select_related("contract__agency", "person")
    serializer_class = serializers.RegisteredDutySerializer
    filterset_class = filters.DutyFilter
    ordering_fields = ["assigned_at", "starts_on", "ended_on"]
    http_method_names = ["get", "post", "head", "options"]  # a duty is never edited: it is handed over or ended

    def create_row(self, fields: dict[str, Any]) -> Duty:
        return self.act(actions.assign_duty, fields["contract"], fields["person"], fields["role"])

    acknowledge = step(actions.acknowledge_duty, Nothing, "The person named accepts")
    hand_over = step(actions.hand_over_duty, Handover, "Name the successor", positional="to")
    withdraw = step(actions.withdraw_duty, Reason, "Take back what was not acknowledged yet")
    end = step(actions.end_duty, Reason, "End the duty without a successor")
