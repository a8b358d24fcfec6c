"""The allow-list of the API: every field that it gives out, one by one. Texts come in both languages.

Amounts and figures are text, weights, coverage and scores whole basis points or hundredths of a point, days ISO 8601:
the same shapes as in the published text of a scorecard.
"""

import json
from typing import Any

from django.db.models import Model
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from contracts.models import Contract, InspectionTerm, MetricTerm, ServiceKind, Vendor, WorkSection
from oversight.models import Scorecard
from oversight.scorecards import both, plain

BOTH_LANGUAGES = {
    "type": "object",
    "properties": {"en": {"type": "string"}, "zh-hans": {"type": "string"}},
    "required": ["en", "zh-hans"],
}


@extend_schema_field(BOTH_LANGUAGES)
class Both(serializers.Field):
    """A translated column of the row, or of the row that ``of`` names, in both languages."""

    def __init__(self, column: str = "name", of: str = "", **kwargs: Any) -> None:
        self.column, self.of = column, of
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Model) -> dict[str, str]:
        return both(getattr(value, self.of) if self.of else value, self.column)


@extend_schema_field({"type": ["string", "null"], "examples": ["95", "0.5"]})
class Plain(serializers.Field):
    """An exact decimal as text without trailing zeros; null where not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str | None:
        return plain(value)


class KindSerializer(serializers.ModelSerializer):
    name = Both()

    class Meta:
        model = ServiceKind
        fields = ["code", "name"]


class VendorRefSerializer(serializers.ModelSerializer):
    name = Both()

    class Meta:
        model = Vendor
        fields = ["public_id", "name", "credit_code"]


class ContractRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Contract
        fields = ["public_id", "reference"]


class PeriodSerializer(serializers.Serializer):
    start = serializers.DateField(source="period_start")
    end = serializers.DateField(source="period_end")


class ScorecardSerializer(serializers.ModelSerializer):
    """One published revision: the verdict, and where the exact published text lies."""

    vendor = VendorRefSerializer(source="contract.vendor")
    contract = ContractRefSerializer()
    period = PeriodSerializer(source="*")
    published_on = serializers.SerializerMethodField()
    sha256 = serializers.CharField(source="digest")
    text_url = serializers.SerializerMethodField()

    class Meta:
        model = Scorecard
        fields = [
            "public_id",
            "status",
            "vendor",
            "contract",
            "period",
            "revision",
            "band",
            "score_bp",
            "coverage_bp",
            "published_on",
            "sha256",
            "text_url",
        ]

    @extend_schema_field({"type": "string", "format": "date"})
    def get_published_on(self, card: Scorecard) -> str:
        return timezone.localdate(card.published_at).isoformat()

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_text_url(self, card: Scorecard) -> str:
        return reverse("scorecard_json", args=[card.public_id], request=self.context["request"])


class ScorecardDetailSerializer(ScorecardSerializer):
    """With the frozen text itself. The digest is that of the bytes at ``text_url``."""

    payload = serializers.SerializerMethodField()

    class Meta(ScorecardSerializer.Meta):
        fields = [*ScorecardSerializer.Meta.fields, "payload"]

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_payload(self, card: Scorecard) -> dict[str, Any]:
        return json.loads(card.payload)


class AccountableSerializer(serializers.Serializer):
    """Who answers, read from a contract: agency, post and office telephone, never a person's name. Null in a gap."""

    agency = Both(of="agency")
    post = serializers.SerializerMethodField()
    office_phone = serializers.SerializerMethodField()

    @extend_schema_field({"oneOf": [BOTH_LANGUAGES, {"type": "null"}]})
    def get_post(self, contract: Any) -> dict[str, str] | None:
        return both(contract.answering.person, "post") if contract.answering else None

    @extend_schema_field({"type": ["string", "null"]})
    def get_office_phone(self, contract: Any) -> str | None:
        return contract.answering.person.office_phone if contract.answering else None


class ContractSerializer(serializers.ModelSerializer):
    title = Both("title")
    vendor = VendorRefSerializer()
    kind = KindSerializer()
    agency = Both(of="agency")
    amount_cny = Plain(source="amount")

    class Meta:
        model = Contract
        fields = [
            "public_id",
            "reference",
            "title",
            "vendor",
            "kind",
            "agency",
            "regime",
            "method",
            "amount_cny",
            "starts_on",
            "ends_on",
            "published_on",
            "status",
            "closed_on",
        ]


class MetricTermSerializer(serializers.ModelSerializer):
    indicator = serializers.CharField(source="indicator.code")
    name = Both(of="indicator")
    unit = serializers.CharField(source="indicator.unit")
    direction = serializers.CharField(source="indicator.direction")
    formula = Both("formula", of="indicator")
    counter_check = Both("counter_check", of="indicator")
    target = Plain()
    floor = Plain()
    frequency_months = serializers.IntegerField(source="frequency")

    class Meta:
        model = MetricTerm
        fields = [
            "indicator",
            "name",
            "unit",
            "direction",
            "formula",
            "counter_check",
            "target",
            "floor",
            "weight_bp",
            "frequency_months",
        ]


class InspectionTermSerializer(serializers.ModelSerializer):
    frequency_months = serializers.IntegerField(source="frequency")

    class Meta:
        model = InspectionTerm
        fields = ["method", "frequency_months", "minimum_inspectors"]


class SectionSerializer(serializers.ModelSerializer):
    starts_at_m = serializers.IntegerField(source="starts_at")
    ends_at_m = serializers.IntegerField(source="ends_at")
    distance_to_road_m = serializers.IntegerField(source="distance_to_road")
    lining = Both("lining")
    design_depth_m = Plain(source="design_depth")
    depth_tolerance_mm = serializers.IntegerField(source="depth_tolerance", allow_null=True)
    remote = serializers.BooleanField(source="is_remote")

    class Meta:
        model = WorkSection
        fields = [
            "starts_at_m",
            "ends_at_m",
            "distance_to_road_m",
            "remote",
            "lining",
            "design_depth_m",
            "depth_tolerance_mm",
        ]


class ContractDetailSerializer(ContractSerializer):
    """With what was promised, who answers and how it went."""

    accountable = AccountableSerializer(source="*")
    metric_terms = MetricTermSerializer(many=True)
    inspection_terms = InspectionTermSerializer(many=True)
    sections = SectionSerializer(many=True)
    scorecards = ScorecardSerializer(many=True)

    class Meta(ContractSerializer.Meta):
        fields = [
            *ContractSerializer.Meta.fields,
            "accountable",
            "metric_terms",
            "inspection_terms",
            "sections",
            "scorecards",
        ]


class VendorSerializer(VendorRefSerializer):
    """The newest scorecard is null where none is published; then nothing is known, good or bad."""

    newest_scorecard = ScorecardSerializer(allow_null=True)

    class Meta(VendorRefSerializer.Meta):
        fields = [*VendorRefSerializer.Meta.fields, "founded_on", "newest_scorecard"]


class VendorDetailSerializer(VendorSerializer):
    contracts = ContractSerializer(source="published_contracts", many=True)
    scorecards = ScorecardSerializer(many=True)

    class Meta(VendorSerializer.Meta):
        fields = [*VendorSerializer.Meta.fields, "contracts", "scorecards"]
