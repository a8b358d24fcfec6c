"""How a score comes about: the scheme in effect, and an example worked by the very code that scores."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.templatetags.house import percent
from inspections.models import Reading
from oversight import scorecards, scoring
from oversight.models import ScoringScheme
from oversight.public import words
from oversight.public.frozen import PartLine
from oversight.public.lines import basis_points
from oversight.public.page import PublicPage
from oversight.public.scorecards import total

# Two indicators, three inspections and four repairs of an invented quarter: small enough to follow with a pencil.
ANSWER_RATE = scoring.Metric(
    weight_bp=7_000,
    higher_is_better=True,
    target=Decimal(95),
    floor=Decimal(85),
    readings=(Decimal(96), Decimal(93), Decimal(91)),
)
UPDATE_GAP = scoring.Metric(
    weight_bp=3_000,
    higher_is_better=False,
    target=Decimal(14),
    floor=None,
    readings=(Decimal(12), None, Decimal(16)),
)
EXAMPLE = scoring.Evidence(
    metrics=(ANSWER_RATE, UPDATE_GAP),
    inspections_planned=3,
    inspections_approved=2,
    answers_judged=20,
    answers_passed=18,
    veto_findings=0,
    orders_on_time=2,
    orders_late=1,
    orders_never_fixed=1,
)


@dataclass(frozen=True)
class Worked:
    """One indicator of the example: each reading with what it earned in basis points (None: missing)."""

    name: str
    promise: str
    floor: str
    weight_bp: int
    readings: tuple[tuple[str, int | None], ...]


def current_scheme() -> ScoringScheme | None:
    today = timezone.localdate()
    return ScoringScheme.objects.filter(effective_from__lte=today).order_by("-version").first()


def scheme_bands(scheme: ScoringScheme | None) -> list[dict[str, Any]]:
    """Every rating word with its tone and the points it covers, the best first; Not rated last."""
    if scheme is None:
        return []
    starts = {"good": scheme.good_from_bp, "near": scheme.near_from_bp, "improve": scheme.improve_from_bp}
    texts = {code: words.short_points(start) for code, start in starts.items()}
    spans = {
        "good": _("%(from)s to 100 points") % {"from": texts["good"]},
        "near": _("%(from)s to under %(to)s points") % {"from": texts["near"], "to": texts["good"]},
        "improve": _("%(from)s to under %(to)s points") % {"from": texts["improve"], "to": texts["near"]},
        "bad": _("under %(to)s points") % {"to": texts["improve"]},
        "none": _("under %(minimum)s of the evidence is known; neither good nor bad")
        % {"minimum": percent(scheme.minimum_coverage_bp)},
    }
    return [{"code": code, "word": words.BANDS[code], "span": span} for code, span in spans.items()]


def worked(scheme: ScoringScheme) -> dict[str, Any]:
    """The example, scored now by the scheme in effect, with every step of the way."""
    result = scoring.score(EXAMPLE, scorecards.scheme_of(scheme))
    parts = [PartLine(str(words.PARTS[part.code]), part) for part in result.parts]
    return {
        "evidence": EXAMPLE,
        "metrics": [
            _worked(_("Answer rate"), ANSWER_RATE, "percent"),
            _worked(_("Longest gap between updates"), UPDATE_GAP, "days"),
        ],
        "parts": parts,
        "total": total(parts),
        "result": result,
        "band_word": words.BANDS[result.band],
    }


def _worked(name: str, metric: scoring.Metric, unit: str) -> Worked:
    return Worked(
        name=name,
        promise=words.promise(metric.target, unit, metric.higher_is_better),
        floor="" if metric.floor is None else words.amount(metric.floor, unit),
        weight_bp=metric.weight_bp,
        readings=tuple(
            (_("missing"), None)
            if value is None
            else (words.amount(value, unit), basis_points(scoring.attainment(metric, value)))
            for value in metric.readings
        ),
    )


class Methodology(PublicPage):
    template_name = "public/methodology.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scheme = current_scheme()
        return super().get_context_data(
            scheme=scheme and _scheme(scheme),
            bands=scheme_bands(scheme),
            example=scheme and worked(scheme),
            sources=[Reading.Source(source).label for source in scorecards.PRECEDENCE],
            veto_word=words.BANDS[scoring.VETO_CAP],
            **kwargs,
        )


def _scheme(scheme: ScoringScheme) -> dict[str, Any]:
    return {
        "version": scheme.version,
        "effective_from": scheme.effective_from,
        "minimum_coverage_bp": scheme.minimum_coverage_bp,
        "weights": [
            (words.PARTS["metrics"], scheme.metrics_bp),
            (words.PARTS["inspections"], scheme.inspections_bp),
            (words.PARTS["rectification"], scheme.rectification_bp),
        ],
    }
