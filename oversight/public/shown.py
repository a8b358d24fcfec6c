"""The allow-list of the pages: the only fields that leave a row for a template, named one by one.

A new column stays private until it is written here. What a person is called never is; a post and an office telephone
are. The API has its own list of the same kind in ``serializers``; a published scorecard is read from its frozen text.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.models import Acceptance, Contract, Duty, InspectionTerm, MetricTerm, Succession, Vendor, WorkSection
from contracts.models.works import chainage
from contracts.periods import Period
from contracts.price import running_total
from oversight.models import Scorecard
from oversight.public import words


@dataclass(frozen=True)
class CardShown:
    """One published scorecard in a list."""

    public_id: str
    reference: str
    contract_id: str
    title: str
    vendor: str
    vendor_id: str
    service: str
    agency: str
    period: Period
    revision: int
    published_on: date
    status: str
    band: str
    score_bp: int | None
    coverage_bp: int
    scheme: dict[str, int]
    never_fixed: int

    @property
    def band_word(self) -> str:
        return str(words.BANDS[self.band])


@dataclass(frozen=True)
class ContractShown:
    public_id: str
    reference: str
    title: str
    vendor: str
    vendor_id: str
    service: str
    agency: str
    regime: str
    method: str
    amount: Decimal
    starts_on: date
    ends_on: date
    published_on: date | None
    status: str
    status_word: str
    suspended_on: date | None
    closed_on: date | None
    ground: str


@dataclass(frozen=True)
class PriceShown:
    """What was signed, and what it has come to with so many amendments."""

    original: Decimal
    current: Decimal
    amendments: int


@dataclass(frozen=True)
class AcceptanceShown:
    """The result, which is published by law. Of those who took part only how many they were."""

    held_on: date
    is_final: bool
    result: str
    result_word: str
    representatives: int


@dataclass(frozen=True)
class SuccessionShown:
    """Which agency answered before, and since when it does not."""

    kind: str
    from_agency: str
    to_agency: str
    took_effect_on: date


@dataclass(frozen=True)
class ScopeShown:
    """What the scope catalogue says of that which is outsourced."""

    name: str
    verdict: str
    verdict_word: str
    reason: str
    source: str


@dataclass(frozen=True)
class VendorShown:
    public_id: str
    name: str
    credit_code: str
    founded_on: date | None


@dataclass(frozen=True)
class LeadShown:
    """The post that answers for a contract. Never who holds it."""

    post: str
    office_phone: str


@dataclass(frozen=True)
class MetricTermShown:
    name: str
    formula: str
    counter_check: str
    promise: str
    floor: str
    weight_bp: int
    frequency: str


@dataclass(frozen=True)
class InspectionTermShown:
    method: str
    frequency: str
    minimum_inspectors: int


@dataclass(frozen=True)
class SectionShown:
    starts_at: str
    ends_at: str
    lining: str
    design_depth: Decimal | None
    depth_tolerance: int | None
    distance_to_road: int
    is_remote: bool


def card(row: Scorecard) -> CardShown:
    """Needs ``contract`` with its kind, agency and vendor, and the frozen text."""
    frozen = json.loads(row.payload)
    contract = row.contract
    return CardShown(
        public_id=row.public_id,
        reference=contract.reference,
        contract_id=contract.public_id,
        title=contract.title,
        vendor=contract.vendor.name,
        vendor_id=contract.vendor.public_id,
        service=contract.kind.name,
        agency=contract.agency.name,
        period=row.period,
        revision=row.revision,
        published_on=date.fromisoformat(frozen["published_on"]),
        status=row.status,
        band=row.band,
        score_bp=row.score_bp,
        coverage_bp=row.coverage_bp,
        scheme=frozen["scheme"],
        never_fixed=sum(order["outcome"] == "never_fixed" for order in frozen["orders"]),
    )


def cards(keys: Iterable[int | None]) -> dict[int, CardShown]:
    """The scorecards with these keys, in one query."""
    rows = Scorecard.objects.ever_published().filter(pk__in=[key for key in keys if key is not None])
    related = ("contract__kind", "contract__agency", "contract__vendor")
    return {row.pk: card(row) for row in rows.select_related(*related).defer("inputs", "parts")}


def contract(row: Contract) -> ContractShown:
    """Needs kind, agency and vendor."""
    return ContractShown(
        public_id=row.public_id,
        reference=row.reference,
        title=row.title,
        vendor=row.vendor.name,
        vendor_id=row.vendor.public_id,
        service=row.kind.name,
        agency=row.agency.name,
        regime=row.get_regime_display(),
        method=row.get_method_display(),
        amount=row.amount,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        published_on=row.published_on,
        status=row.status,
        status_word=row.get_status_display(),
        suspended_on=row.suspended_on,
        closed_on=row.closed_on,
        ground=row.get_termination_ground_display(),
    )


def price(row: Contract) -> PriceShown:
    sums = running_total(row)
    return PriceShown(sums.original, sums.current, sums.count)


def acceptance(row: Acceptance) -> AcceptanceShown:
    return AcceptanceShown(row.held_on, row.is_final, row.result, row.get_result_display(), row.user_representatives)


def succession(row: Succession) -> SuccessionShown:
    return SuccessionShown(row.get_kind_display(), row.from_agency.name, row.to_agency.name, row.took_effect_on)


def scope(row: Contract) -> ScopeShown | None:
    """None in contracts that are older than the catalogue."""
    item = row.scope_item
    if item is None:
        return None
    return ScopeShown(item.name, item.verdict, item.get_verdict_display(), item.reason, item.source)


def vendor(row: Vendor) -> VendorShown:
    return VendorShown(row.public_id, row.name, row.credit_code, row.founded_on)


def answering_duty(row: Contract) -> Duty | None:
    """The lead's duty that is open now or, of a closed contract, was open last. None in a gap."""
    duties = Duty.objects.filter(contract=row).leads().answering(row.closed_on).select_related("person")
    return duties.order_by("-starts_on", "-pk").first()


def lead(row: Contract) -> LeadShown | None:
    duty = answering_duty(row)
    return LeadShown(duty.person.post, duty.person.office_phone) if duty else None


def metric_term(row: MetricTerm) -> MetricTermShown:
    indicator = row.indicator
    return MetricTermShown(
        name=indicator.name,
        formula=indicator.formula,
        counter_check=indicator.counter_check,
        promise=words.promise(row.target, indicator.unit, indicator.direction == indicator.Direction.UP),
        floor="" if row.floor is None else words.amount(row.floor, indicator.unit),
        weight_bp=row.weight_bp,
        frequency=row.get_frequency_display(),
    )


def inspection_term(row: InspectionTerm) -> InspectionTermShown:
    return InspectionTermShown(row.get_method_display(), row.get_frequency_display(), row.minimum_inspectors)


def section(row: WorkSection) -> SectionShown:
    return SectionShown(
        starts_at=chainage(row.starts_at),
        ends_at=chainage(row.ends_at),
        lining=row.lining,
        design_depth=row.design_depth,
        depth_tolerance=row.depth_tolerance,
        distance_to_road=row.distance_to_road,
        is_remote=row.is_remote,
    )
