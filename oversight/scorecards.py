"""Gathering what a scorecard is computed from, and turning it into the pure input of ``scoring``."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils import timezone

from contracts.models import Contract, Indicator, User
from contracts.periods import Period
from inspections.models import Answer, FieldReport, Inspection, Reading, ReadingDue, RectificationOrder
from oversight import scoring
from oversight.models import ScoringScheme

# Where several sources report the same period, the one furthest from the vendor counts.
PRECEDENCE = (Reading.Source.INDEPENDENT, Reading.Source.AGENCY, Reading.Source.VENDOR)


def gather(contract: Contract, period: Period) -> dict[str, Any]:
    """Everything known about a contract in a period, as plain text and numbers fit for JSON.

    Shapes: ``metrics`` (one entry an indicator, each with one reading a period, value None where missing),
    ``inspections`` (planned ones with their approved result and findings), ``orders`` (those due in the period, or due
    before it and still open at its start).
    """
    return {
        "metrics": _metrics(contract, period),
        "inspections": _inspections(contract, period),
        "orders": _orders(contract, period),
    }


def _metrics(contract: Contract, period: Period) -> list[dict[str, Any]]:
    dues: dict[int, list[ReadingDue]] = defaultdict(list)
    for due in ReadingDue.objects.filter(
        term__contract=contract, starts_on__gte=period.start, ends_on__lte=period.end
    ).prefetch_related("readings"):
        dues[due.term_id].append(due)
    return [
        {
            "indicator": term.indicator.code,
            "name": both(term.indicator, "name"),
            "unit": term.indicator.unit,
            "higher_is_better": term.indicator.direction == Indicator.Direction.UP,
            "target": plain(term.target),
            "floor": plain(term.floor),
            "weight_bp": term.weight_bp,
            "readings": [_reading(due) for due in dues[term.pk]],
        }
        for term in contract.metric_terms.select_related("indicator")
    ]


def _reading(due: ReadingDue) -> dict[str, Any]:
    current = {reading.source: reading for reading in due.readings.all() if reading.is_current}
    chosen = next((current[source] for source in PRECEDENCE if source in current), None)
    return {
        "start": due.starts_on.isoformat(),
        "end": due.ends_on.isoformat(),
        "value": plain(chosen.value) if chosen else None,
        "numerator": plain(chosen.numerator) if chosen else None,
        "denominator": plain(chosen.denominator) if chosen else None,
        "source": chosen.source if chosen else None,
        "revision": chosen.revision if chosen else None,
    }


def _inspections(contract: Contract, period: Period) -> list[dict[str, Any]]:
    planned = (
        Inspection.objects.filter(contract=contract)
        .planned_in(period.start, period.end)
        .select_related("term", "contract")
    )
    reports = {
        report.inspection_id: report
        for report in FieldReport.objects.approved()
        .filter(inspection__in=planned)
        .prefetch_related("answers__section", "answers__finding__order")
    }
    return [_inspection(inspection, reports.get(inspection.pk)) for inspection in planned]


def _inspection(inspection: Inspection, report: FieldReport | None) -> dict[str, Any]:
    answers = list(report.answers.all()) if report else []
    judged = [answer for answer in answers if answer.passed is not None]
    return {
        "number": inspection.number,
        "method": inspection.term.method,
        "due_on": inspection.due_on.isoformat(),
        "visited_on": timezone.localdate(report.visited_at).isoformat() if report else None,
        "judged": len(judged),
        "passed": sum(answer.passed is True for answer in judged),
        "findings": [_finding(answer) for answer in judged if answer.passed is False],
    }


def _finding(answer: Answer) -> dict[str, Any]:
    finding = answer.finding
    order = getattr(finding, "order", None)
    return {
        "question": both(answer, "prompt"),
        "section": str(answer.section) if answer.section else None,
        "remote": answer.section.is_remote if answer.section else None,
        "measured": plain(answer.number),
        "design": plain(answer.design_value),
        "tolerance": plain(answer.tolerance),
        "unit": both(answer, "unit") if answer.unit_en or answer.unit_zh_hans else None,
        "severity": finding.severity,
        "veto": finding.is_veto,
        "order": order.number if order else None,
    }


def _orders(contract: Contract, period: Period) -> list[dict[str, Any]]:
    owed = RectificationOrder.objects.filter(finding__report__inspection__contract=contract).owed_in(
        period.start, period.end
    )
    return [
        {
            "number": order.number,
            "issued_on": order.issued_on.isoformat(),
            "due_on": order.due_on.isoformat(),
            "verified_on": order.verified_on.isoformat() if order.verified_on else None,
            "outcome": _outcome(order),
        }
        for order in owed
    ]


def _outcome(order: RectificationOrder) -> str:
    if order.verified_on is None:
        return "never_fixed"
    return "on_time" if order.was_on_time else "late"


def evidence_of(inputs: dict[str, Any]) -> scoring.Evidence:
    """The pure input of the score, from what was gathered; anyone can do the same with the published text."""
    inspections, orders = inputs["inspections"], [order["outcome"] for order in inputs["orders"]]
    return scoring.Evidence(
        metrics=tuple(
            scoring.Metric(
                weight_bp=metric["weight_bp"],
                higher_is_better=metric["higher_is_better"],
                target=Decimal(metric["target"]),
                floor=None if metric["floor"] is None else Decimal(metric["floor"]),
                readings=tuple(
                    None if reading["value"] is None else Decimal(reading["value"]) for reading in metric["readings"]
                ),
            )
            for metric in inputs["metrics"]
        ),
        inspections_planned=len(inspections),
        inspections_approved=sum(inspection["visited_on"] is not None for inspection in inspections),
        answers_judged=sum(inspection["judged"] for inspection in inspections),
        answers_passed=sum(inspection["passed"] for inspection in inspections),
        veto_findings=sum(finding["veto"] for inspection in inspections for finding in inspection["findings"]),
        orders_on_time=orders.count("on_time"),
        orders_late=orders.count("late"),
        orders_never_fixed=orders.count("never_fixed"),
    )


def scheme_of(scheme: ScoringScheme) -> scoring.Scheme:
    fields = scoring.Scheme.__dataclass_fields__
    return scoring.Scheme(**{name: getattr(scheme, name) for name in fields})


def took_part(contract: Contract, period: Period, person: User) -> bool:
    """Whether the person inspected what this scorecard rests on."""
    planned = Inspection.objects.filter(contract=contract).planned_in(period.start, period.end)
    return planned.assigned_to(person).exists()


def both(row: Any, field: str) -> dict[str, str]:
    """A translated field in both languages; where one is missing the other stands in."""
    en, zh = getattr(row, f"{field}_en") or "", getattr(row, f"{field}_zh_hans") or ""
    return {"en": en or zh, "zh-hans": zh or en}


def plain(value: Decimal | None) -> str | None:
    """A decimal as text without trailing zeros: "95", "0.5"."""
    return None if value is None else format(value.normalize(), "f")
