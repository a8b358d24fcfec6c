"""What the press and public notices reported about real places: shown with its source and never judged."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from contracts.models import Indicator, ReportedContract, ReportedFigure, ServiceKind
from contracts.templatetags.house import short_number
from oversight.public.filters import ReportedSearch
from oversight.public.page import PublicPage

PAGE_SIZE = 30
YEAR = re.compile(r"[(（]?\s*(?<!\d)(?:19|20)\d{2}(?!\d)\s*年?度?\s*[)）]?")


@dataclass(frozen=True)
class ReportedShown:
    region: str
    service: str
    title: str
    purchaser: str
    supplier: str
    method: str
    budget: Decimal | None
    award: Decimal | None
    term: str
    dated: str
    reference: str
    reported_by: str


@dataclass(frozen=True)
class FigureShown:
    place: str
    indicator: str
    code: str
    period: str
    before: str
    after: str
    source: str


@dataclass(frozen=True)
class Series:
    """The same service bought by the same place year after year; each row has year, budget and award."""

    id: str
    region: str
    title: str
    rows: tuple[dict[str, Any], ...]


def series_of(rows: Iterable[ReportedContract]) -> list[Series]:
    """Rows of one region whose titles differ only by the year, in at least two years."""
    found: dict[tuple[str, str], dict[int, ReportedContract]] = defaultdict(dict)
    for row in rows:
        if row.year is not None:
            found[row.region, _without_year(row.title)].setdefault(row.year, row)
    return [
        Series(
            f"series-{number}",
            region,
            title,
            tuple(
                {"year": year, "budget": by_year[year].budget, "award": by_year[year].award} for year in sorted(by_year)
            ),
        )
        for number, ((region, title), by_year) in enumerate(found.items())
        if len(by_year) > 1
    ]


def _without_year(title: str) -> str:
    return " ".join(YEAR.sub(" ", title).split())


def _shown(row: ReportedContract, kinds: dict[str, str]) -> ReportedShown:
    return ReportedShown(
        region=row.region,
        service=kinds.get(row.service_kind, row.service_kind),
        title=row.title,
        purchaser=row.purchaser,
        supplier=row.supplier,
        method=row.get_method_display() if row.method else "",
        budget=row.budget,
        award=row.award,
        term=row.term,
        dated=row.dated,
        reference=row.reference,
        reported_by=row.reported_by,
    )


def _figure(row: ReportedFigure, names: dict[str, str]) -> FigureShown:
    percent = row.unit == "percent"

    def level(value: Decimal | None) -> str:
        if value is None:
            return ""
        return f"{short_number(value)}%" if percent else f"{short_number(value)} {row.unit}"

    name = names.get(row.indicator_code, row.indicator_code)
    return FigureShown(row.place, name, row.indicator_code, row.period, level(row.before), level(row.after), row.source)


class ReportedList(PublicPage):
    template_name = "public/reported_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = ReportedSearch(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        rows = ReportedContract.objects.matching(text)
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page"))
        kinds = {kind.code: kind.name for kind in ServiceKind.objects.all()}
        # The newest version of an indicator names it
        names = {indicator.code: indicator.name for indicator in Indicator.objects.order_by("version")}
        return super().get_context_data(
            form=form,
            text=text,
            page=page,
            rows=[_shown(row, kinds) for row in page],
            series=series_of(rows),
            figures=[] if text else [_figure(row, names) for row in ReportedFigure.objects.all()],
            **kwargs,
        )
