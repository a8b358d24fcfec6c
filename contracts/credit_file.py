"""What a vendor's credit file says on a day: read by the gates, the pages and whoever else asks.

How long a query of a list holds, and how many months are looked at, no law says. Both are this portal's own measure:
a list is looked up anew for every award, which comes within a quarter; and a year of months shows whether somebody
pays or only paid once.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from contracts.coverage import Month, Span, gaps, strip, window_before
from contracts.models import CreditQuery, Vendor, VendorCertificate, VettingReview
from contracts.models.credit import CreditList

QUERY_HOLDS = timedelta(days=90)
MONTHS_SHOWN = 24
MONTHS_CHECKED = 12
MONTHS_PROVED = 3  # of the latest ones, at least one is proved: the law asks for proof and names no months

Kind = VendorCertificate.Kind
PERIODIC = (Kind.SOCIAL_INSURANCE, Kind.TAX)


@dataclass(frozen=True)
class Lists:
    """The latest answer of each public list, and which lists were not asked recently enough."""

    latest: dict[str, CreditQuery] = field(default_factory=dict)
    missing: tuple[CreditList, ...] = ()
    naming: tuple[CreditList, ...] = ()


def lists(vendor: Vendor, on: date) -> Lists:
    latest: dict[str, CreditQuery] = {}
    for query in vendor.credit_queries.filter(queried_on__lte=on).order_by("queried_on", "pk"):
        latest[query.credit_list] = query
    return Lists(
        latest,
        missing=tuple(name for name in CreditList if name not in latest or latest[name].queried_on < on - QUERY_HOLDS),
        naming=tuple(
            name for name in CreditList if name in latest and latest[name].result == CreditQuery.Result.LISTED
        ),
    )


@dataclass(frozen=True)
class Coverage:
    """What certificates of one kind prove, month by month. No months: nothing can be asked yet."""

    kind: VendorCertificate.Kind
    months: list[Month]

    @property
    def is_proved(self) -> bool:
        """At least one of the latest months, or nothing to prove."""
        return not self.months or any(month.is_covered for month in self.months[-MONTHS_PROVED:])

    @property
    def missing(self) -> int:
        return sum(gap.months for gap in gaps(self.months))


def coverages(vendor: Vendor, on: date, months: int = MONTHS_CHECKED) -> list[Coverage]:
    """Of each kind that is proved month by month, in one query."""
    spans: dict[str, list[Span]] = {kind: [] for kind in PERIODIC}
    papers = vendor.certificates.standing().filter(kind__in=PERIODIC, covers_to__isnull=False)
    for kind, first, last in papers.values_list("kind", "covers_from", "covers_to"):
        spans[kind].append((first, last))
    window = window_before(on, months, founded_on=vendor.founded_on)
    return [Coverage(kind, strip(spans[kind], window) if window else []) for kind in PERIODIC]


def latest_vetting(vendor: Vendor, on: date) -> VettingReview | None:
    """The last word counts: a vendor that failed later is not vetted by an earlier review."""
    return vendor.vettings.filter(reviewed_on__lte=on).order_by("-reviewed_on", "-pk").first()
