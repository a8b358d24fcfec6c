"""What the evidence adds to the pages of the promise, and to its own."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.admin.panels import Panel, add_tab, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin_pages import list_url, page_url
from contracts.models import Contract, MetricTerm
from contracts.templatetags.house import short_number
from inspections.models import Answer, FieldReport, Inspection, Reading, RectificationOrder

SHOWN = 8
MONTHS = 12

add_tab("inspections", gettext_lazy("Inspections"), 60)


@panel_on(Contract)
def evidence_on_contract(request: HttpRequest, contract: Contract) -> list[Panel]:
    """A draft promises nothing yet, so there is nothing to see."""
    if contract.status == Contract.Status.DRAFT:
        return []
    works = [_sections(contract)] if contract.sections.exists() else []
    return [_readings(contract), *works, _inspections(contract), _orders(contract)]


def _readings(contract: Contract) -> Panel:
    """Every term with the last year of its readings; one source a period, the one furthest from the vendor."""
    values: dict[int, dict[Any, Reading]] = defaultdict(dict)
    recorded = Reading.objects.current().filter(due__term__contract=contract).select_related("due__term__indicator")
    for reading in recorded.order_by("due__starts_on", "source"):
        kept = values[reading.due.term_id].get(reading.due.starts_on)
        if kept is None or kept.source == Reading.Source.VENDOR:
            values[reading.due.term_id][reading.due.starts_on] = reading
    rows = []
    for term in MetricTerm.objects.filter(contract=contract).select_related("indicator"):
        latest = list(values[term.pk].values())[-MONTHS:]
        rows.append(
            {
                "term": term,
                "target": short_number(term.target),
                "floor": "" if term.floor is None else short_number(term.floor),
                "value": short_number(latest[-1].value) if latest else "",
                "values": [reading.value for reading in latest],
                "latest": latest[-1] if latest else None,
                "url": page_url(latest[-1]) if latest else "",
                "label": _("Readings of %(indicator)s") % {"indicator": term.indicator.name},
            }
        )
    return Panel(
        "readings",
        _("Terms and readings"),
        "admin/panels/readings.html",
        {"rows": rows},
        more=(_("All readings of this contract"), list_url(Reading, q=contract.reference)),
        tab="terms",
    )


def _sections(contract: Contract) -> Panel:
    """By chainage; a section whose newest visit found something wrong stands out."""
    visits: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for visit in Answer.objects.by_section_and_visit(contract):
        visits[visit["section"]].append(visit)
    rows = []
    for section in contract.sections.all():
        seen = visits[section.pk]
        newest = seen[-1] if seen else None
        rows.append(
            {
                "section": section,
                "judged": sum(visit["judged"] for visit in seen),
                "passed": sum(visit["passed"] for visit in seen),
                "fails": newest is not None and newest["passed"] < newest["judged"],
                "last": newest and newest["report__visited_at"],
                "url": page_url(FieldReport(pk=newest["report"])) if newest else "",
            }
        )
    return Panel("sections", _("Sections by chainage"), "admin/panels/sections.html", {"rows": rows}, tab="terms")


def _inspections(contract: Contract) -> Panel:
    today = timezone.localdate()
    rows = Inspection.objects.filter(contract=contract).with_contract().prefetch_related("inspectors")
    return table(
        "inspections",
        _("Inspections"),
        [_("Inspection"), _("Due on"), _("Inspectors"), _("Status")],
        [
            [
                Cell.of(row, row.number, row.term.get_method_display()),
                Cell.day(row.due_on, is_late=row.is_overdue(today)),
                ", ".join(str(person) for person in row.inspectors.all()) or _("nobody named"),
                Cell.status("overdue", _("Overdue"))
                if row.is_overdue(today)
                else Cell.status(row.status, row.get_status_display()),
            ]
            for row in rows.order_by("-due_on")[:SHOWN]
        ],
        empty=_("No inspection has been scheduled yet."),
        more=(_("All inspections of this contract"), list_url(Inspection, q=contract.reference)),
        narrow=True,
        tab="inspections",
        count=rows.count(),
    )


def _orders(contract: Contract) -> Panel:
    today = timezone.localdate()
    mine = RectificationOrder.objects.of_contracts(Contract.objects.filter(pk=contract.pk))
    rows = mine.select_related("finding__answer__section", "finding__report__inspection__contract")
    return table(
        "orders",
        _("Rectification orders"),
        [_("Order"), _("Due on"), _("Status")],
        [
            [
                Cell.of(row, row.number, row.finding),
                Cell.day(row.due_on, is_late=row.is_overdue(today)),
                Cell.status("overdue", _("Overdue"))
                if row.is_overdue(today)
                else Cell.status(row.status, row.get_status_display()),
            ]
            for row in rows.order_by("-due_on")[:SHOWN]
        ],
        empty=_("Nothing had to be put right so far."),
        more=(_("All orders of this contract"), list_url(RectificationOrder, q=contract.reference)),
        narrow=True,
        tab="inspections",
    )


@panel_on(Inspection)
def reports_on_inspection(request: HttpRequest, inspection: Inspection) -> list[Panel]:
    rows: Any = FieldReport.objects.filter(inspection=inspection).with_finding_count().select_related("filed_by")
    return [
        table(
            "reports",
            _("Field reports"),
            [_("Report"), _("Filed at"), _("Filed by"), _("Findings"), _("Status")],
            [
                [
                    Cell.of(row, row.number),
                    row.filed_at,
                    row.filed_by,
                    Cell(row.finding_count, is_number=True),
                    Cell.status(row.status, row.get_status_display()),
                ]
                for row in rows
            ],
            empty=_("Nobody has reported on this inspection yet."),
        )
    ]


@panel_on(FieldReport)
def answers_of_report(request: HttpRequest, report: FieldReport) -> list[Panel]:
    full = FieldReport.objects.with_answers().get(pk=report.pk)
    answers = list(full.answers.all())
    failed = sum(answer.passed is False for answer in answers)
    summary = ngettext("%(count)d of %(all)d answers failed.", "%(count)d of %(all)d answers failed.", failed) % {
        "count": failed,
        "all": len(answers),
    }
    return [Panel("answers", _("Answers"), "admin/panels/answers.html", {"answers": answers, "summary": summary})]
