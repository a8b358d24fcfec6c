"""A published scorecard as its page shows it: read from the frozen text alone, whatever the records say today."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contracts.charts import Band
from contracts.periods import Period
from oversight import scorecards, scoring
from oversight.public import words
from oversight.public.lines import (
    FULL,
    SOURCES,
    InspectionLine,
    MetricLine,
    OrderLine,
    day_of,
    inspection_line,
    metric_line,
    order_line,
)

RECOMPUTE: dict[str, Callable[[scoring.Evidence, int], scoring.Part]] = {
    "metrics": lambda evidence, weight_bp: scoring.metrics_part(evidence.metrics, weight_bp),
    "inspections": scoring.inspections_part,
    "rectification": scoring.rectification_part,
}


@dataclass(frozen=True)
class PartLine:
    """One component with its arithmetic: what counts is the weight times the share that is known."""

    name: str
    part: scoring.Part
    n: str = ""
    rests_on: str = ""

    @property
    def counted(self) -> Fraction:
        """Per cent of the whole."""
        return Fraction(self.part.weight_bp, 100) * self.part.coverage

    @property
    def contribution(self) -> Fraction:
        return self.counted * (self.part.score or 0) / 100


class FrozenScorecard:
    """The published text, read."""

    def __init__(self, text: str) -> None:
        self.payload: dict[str, Any] = json.loads(text)
        payload = self.payload
        self.public_id: str = payload["public_id"]
        self.vendor_id: str = payload["vendor"]["public_id"]
        self.vendor = words.here(payload["vendor"]["name"])
        self.credit_code: str = payload["vendor"]["credit_code"]
        self.contract_id: str = payload["contract"]["public_id"]
        self.reference: str = payload["contract"]["reference"]
        self.title = words.here(payload["contract"]["title"])
        self.kind = words.here(payload["contract"]["kind"]["name"])
        self.contract_amount = Decimal(payload["contract"]["amount_cny"])
        self.agency = words.here(payload["accountable"]["agency"])
        self.post = words.here(payload["accountable"]["post"])
        self.office_phone: str = payload["accountable"]["office_phone"] or ""
        self.period = Period(day_of(payload["period"]["start"]), day_of(payload["period"]["end"]))
        self.published_on = day_of(payload["published_on"])
        self.revision: int = payload["revision"]
        self.change_note: str = payload["change_note"]
        self.band: str = payload["band"]
        self.score_bp: int | None = payload["score_bp"]
        self.coverage_bp: int = payload["coverage_bp"]
        self.scheme: dict[str, int] = payload["scheme"]
        self.evidence = scorecards.evidence_of(payload)

    @property
    def band_word(self) -> str:
        return str(words.BANDS[self.band])

    @property
    def is_rated(self) -> bool:
        return self.score_bp is not None

    @property
    def points(self) -> Decimal | None:
        return None if self.score_bp is None else words.points(self.score_bp)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of the scheme this card was judged by, with words short enough for a scale."""
        return bands_of(self.scheme)

    @property
    def is_capped(self) -> bool:
        """Whether a veto finding holds the rating below what the score alone would give."""
        if self.score_bp is None or not self.evidence.veto_findings:
            return False
        bare = next(band.tone for band in reversed(self.bands) if words.points(self.score_bp) >= band.start)
        return bare != self.band

    @property
    def previous(self) -> dict[str, Any] | None:
        """The revision before: its identifier, verdict and the difference in hundredths of a point, where both have."""
        before = self.payload["previous"]
        if before is None:
            return None
        both_scored = before["score_bp"] is not None and self.score_bp is not None
        return {
            **before,
            "band_word": words.BANDS[before["band"]],
            "same_band": before["band"] == self.band,
            "difference_bp": (self.score_bp or 0) - before["score_bp"] if both_scored else None,
        }

    @cached_property
    def metrics(self) -> list[MetricLine]:
        pairs = zip(self.payload["metrics"], self.evidence.metrics, strict=True)
        return [metric_line(metric, pure) for metric, pure in pairs]

    @cached_property
    def inspections(self) -> list[InspectionLine]:
        return [inspection_line(entry) for entry in self.payload["inspections"]]

    @cached_property
    def orders(self) -> list[OrderLine]:
        of_order = {
            finding.order: f"{finding.question} ({finding.section})" if finding.section else finding.question
            for inspection in self.inspections
            for finding in inspection.findings
            if finding.order
        }
        return [order_line(entry, of_order.get(entry["number"], "")) for entry in self.payload["orders"]]

    @cached_property
    def parts(self) -> list[PartLine]:
        """Recomputed from the evidence in the text, so that every step is exact; the frozen figures go before."""
        parts = []
        for frozen in self.payload["parts"]:
            code, weight_bp = frozen["code"], frozen["weight_bp"]
            part = RECOMPUTE[code](self.evidence, weight_bp)
            if (part.score_bp, part.coverage_bp) != (frozen["score_bp"], frozen["coverage_bp"]):
                score = None if frozen["score_bp"] is None else Fraction(frozen["score_bp"], 100)
                part = scoring.Part(code, weight_bp, score, Fraction(frozen["coverage_bp"], FULL), frozen["n"])
            parts.append(PartLine(str(words.PARTS[code]), part, *getattr(self, f"_{code}_rest_on")()))
        return parts

    def _metrics_rest_on(self) -> tuple[str, str]:
        owed = sum(len(metric.readings) for metric in self.metrics)
        known = [reading for metric in self.metrics for reading in metric.known]
        n = _("%(known)d of %(owed)d readings") % {"known": len(known), "owed": owed} if owed else _("no reading due")
        sources = {name: sum(reading.source == name for reading in known) for name in map(str, SOURCES.values())}
        named = [
            _("%(source)s: %(count)d") % {"source": name, "count": count} for name, count in sources.items() if count
        ]
        return n, ", ".join(named)

    def _inspections_rest_on(self) -> tuple[str, str]:
        judged, passed = self.evidence.answers_judged, self.evidence.answers_passed
        n = _("no point inspected")
        if judged:
            n = _("%(passed)d of %(judged)d points passed") % {"passed": passed, "judged": judged}
        visits = _("%(done)d of %(planned)d inspections done and approved") % {
            "done": self.evidence.inspections_approved,
            "planned": self.evidence.inspections_planned,
        }
        return n, visits

    def _rectification_rest_on(self) -> tuple[str, str]:
        if not self.orders:
            return _("no repair was due"), ""
        n = ngettext("%(count)d repair due", "%(count)d repairs due", len(self.orders)) % {"count": len(self.orders)}
        outcome = _("%(on_time)d on time, %(late)d late, %(never)d never fixed") % {
            "on_time": self.evidence.orders_on_time,
            "late": self.evidence.orders_late,
            "never": self.evidence.orders_never_fixed,
        }
        return n, outcome


def bands_of(scheme: dict[str, int]) -> tuple[Band, ...]:
    """The four bands of a scheme, from the lowest; starts in points."""
    improve, near, good = (words.points(scheme[f"{name}_from_bp"]) for name in ("improve", "near", "good"))
    return (
        Band(0, _whole(improve), "bad", pgettext("short band", "Inadequate")),
        Band(_whole(improve), _whole(near), "improve", pgettext("short band", "Improve")),
        Band(_whole(near), _whole(good), "near", pgettext("short band", "Near")),
        Band(_whole(good), 100, "good", pgettext("short band", "Good")),
    )


def _whole(value: Decimal) -> Any:
    """A whole number where it is one, so that a scale reads 60 and not 60.00."""
    return int(value) if value == value.to_integral_value() else value.normalize()
