"""The fields of the register's rows. What is not listed here is neither shown nor written.

What the model calls not editable (states, computed days) is only shown.
"""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from contracts.api.base import RowSerializer
from contracts.models import (
    Agency,
    Bid,
    Contract,
    Duty,
    Indicator,
    InspectionTerm,
    MetricTerm,
    ScopeItem,
    ServiceKind,
    Tender,
    User,
    Vendor,
    WorkSection,
)
from contracts.models.vendor import compact_credit_code


class Named(serializers.SlugRelatedField):
    """Another row by its code, among those that the person may see."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        if rows is None:
            return None
        return rows.visible_to(self.context["request"].user) if hasattr(rows, "visible_to") else rows


class NewestNamed(Named):
    """Of a row that has versions, the newest one of the code."""

    def to_internal_value(self, data: Any) -> Any:
        # No database looks for the sign that ends a text
        rows = self.get_queryset().filter(code=str(data).replace("\x00", " ")).order_by("-version")
        newest = rows.first()
        if newest is None:
            self.fail("does_not_exist", slug_name="code", value=str(data))
        return newest


class NewestScopeItem(NewestNamed):
    def get_queryset(self) -> Any:
        return ScopeItem.objects.effective(timezone.localdate())


def agency() -> Named:
    return Named("code", queryset=Agency.objects.all())


def kind() -> Named:
    return Named("code", queryset=ServiceKind.objects.all())


def scope_item() -> NewestScopeItem:
    return NewestScopeItem("code", queryset=ScopeItem.objects.all())


def vendor() -> Named:
    return Named("credit_code", queryset=Vendor.objects.all())


def draft() -> Named:
    return Named("reference", queryset=Contract.objects.all())


class RegisteredAgencySerializer(RowSerializer):
    class Meta:
        model = Agency
        fields = ["code", "name_en", "name_zh_hans"]


class RegisteredPersonSerializer(RowSerializer):
    agency = agency()

    class Meta:
        model = User
        fields = ["username", "name_en", "name_zh_hans", "agency", "post_en", "post_zh_hans", "office_phone"]


class RegisteredIndicatorSerializer(RowSerializer):
    kind = kind()
    counter_indicator: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Indicator
        fields = [
            "code",
            "version",
            "kind",
            "name_en",
            "name_zh_hans",
            "unit",
            "direction",
            "formula_en",
            "formula_zh_hans",
            "counter_indicator",
            "proposed_target",
            "suggested_weight_bp",
        ]


class RegisteredScopeItemSerializer(RowSerializer):
    kind = kind()
    conditions: Any = serializers.SlugRelatedField("text", many=True, read_only=True)

    class Meta:
        model = ScopeItem
        fields = [
            "code",
            "version",
            "kind",
            "name_en",
            "name_zh_hans",
            "verdict",
            "regime",
            "reason",
            "source",
            "basis",
            "effective_from",
            "effective_until",
            "conditions",
        ]


class RegisteredVendorSerializer(RowSerializer):
    credit_code = serializers.CharField(max_length=40)

    class Meta:
        model = Vendor
        fields = [
            "public_id",
            "name_en",
            "name_zh_hans",
            "credit_code",
            "founded_on",
            "registered_capital",
            "distinct_because",
        ]

    def validate_credit_code(self, value: str) -> str:
        return compact_credit_code(value)


class RegisteredTenderSerializer(RowSerializer):
    agency = agency()
    kind = kind()
    scope_item = scope_item()

    class Meta:
        model = Tender
        fields = [
            "public_id",
            "reference",
            "title_en",
            "title_zh_hans",
            "agency",
            "kind",
            "scope_item",
            "regime",
            "method",
            "budget",
            "necessity",
            "in_house_comparison",
            "in_house_cost",
            "last_year_price",
            "status",
            "notice_on",
            "documents_from",
            "documents_until",
            "bids_due_on",
            "opened_on",
            "awarded_on",
            "award_notice_on",
            "cancelled_on",
        ]


class RegisteredBidSerializer(RowSerializer):
    tender = Named("reference", queryset=Tender.objects.all())
    vendor = vendor()

    class Meta:
        model = Bid
        fields = ["id", "tender", "vendor", "amount", "received_on", "status", "ground"]


class RegisteredContractSerializer(RowSerializer):
    agency = agency()
    vendor = vendor()
    kind = kind()
    scope_item = scope_item()
    tender = Named("reference", queryset=Tender.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Contract
        fields = [
            "public_id",
            "reference",
            "title_en",
            "title_zh_hans",
            "agency",
            "vendor",
            "kind",
            "scope_item",
            "regime",
            "method",
            "tender",
            "no_tender_ground",
            "amount",
            "budget",
            "budget_line",
            "agreed_staff",
            "managing_staff",
            "signed_on",
            "starts_on",
            "ends_on",
            "term_justification",
            "status",
            "published_on",
            "filed_on",
        ]


class RegisteredMetricTermSerializer(RowSerializer):
    contract = draft()
    indicator = NewestNamed("code", queryset=Indicator.objects.all())

    class Meta:
        model = MetricTerm
        fields = [
            "id",
            "contract",
            "indicator",
            "target",
            "floor",
            "weight_bp",
            "frequency",
            "grace_days",
            "adjustment_unit",
            "deduction_rate",
            "deduction_cap",
            "bonus_rate",
            "bonus_cap",
        ]


class RegisteredInspectionTermSerializer(RowSerializer):
    contract = draft()

    class Meta:
        model = InspectionTerm
        fields = ["id", "contract", "method", "frequency", "minimum_inspectors", "points_a_visit"]


class RegisteredSectionSerializer(RowSerializer):
    contract = draft()

    class Meta:
        model = WorkSection
        fields = [
            "id",
            "contract",
            "starts_at",
            "ends_at",
            "distance_to_road",
            "lining_type",
            "lining_en",
            "lining_zh_hans",
            "lining_thickness",
            "thickness_tolerance",
            "design_depth",
            "depth_tolerance",
            "design_bottom_width",
            "bottom_width_tolerance",
            "design_edition",
        ]


class RegisteredDutySerializer(RowSerializer):
    contract = draft()
    person = Named("username", queryset=User.objects.all())
    takes_over_from: Any = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Duty
        fields = [
            "id",
            "contract",
            "person",
            "role",
            "assigned_at",
            "acknowledged_at",
            "starts_on",
            "ended_on",
            "end_reason",
            "handover_note",
            "takes_over_from",
        ]


class GateSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    hint = serializers.CharField()
    ok = serializers.BooleanField()
    warns = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    fix = serializers.CharField()


class ResponsibleSerializer(serializers.Serializer):
    role = serializers.CharField()
    person = serializers.CharField(source="person.username")
    name = serializers.CharField(source="person.name")
    post = serializers.CharField(source="person.post")
    office_phone = serializers.CharField(source="person.office_phone")
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    deputy = serializers.CharField(source="deputy.username", allow_null=True)
