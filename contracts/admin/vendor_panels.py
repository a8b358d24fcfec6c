"""A vendor's credit file on its page, and where the vendor stands on the page of its contract."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts import credit_file, gates
from contracts.admin.credit import certificate_state, restriction_state
from contracts.admin.gates_page import checked
from contracts.admin.kept_file import file_url
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin.vetting import review_state
from contracts.admin_pages import list_url, page_url
from contracts.coverage import gaps
from contracts.models import (
    Contract,
    CreditQuery,
    Vendor,
    VendorCertificate,
    VendorRestriction,
    VendorTraining,
    VettingReview,
    Waiver,
)
from contracts.templatetags.house import status_tag

SHOWN = 20


@panel_on(Vendor)
def credit_file_of_vendor(request: HttpRequest, vendor: Vendor) -> list[Panel]:
    return [
        *_coverages(vendor),
        _certificates(vendor),
        _restrictions(vendor),
        _waivers(request, vendor),
        _queries(vendor),
        _vettings(vendor),
        _trainings(request, vendor),
    ]


def _coverages(vendor: Vendor) -> list[Panel]:
    """The months as a strip: what certificates prove, and what they leave out."""
    return [
        Panel(
            f"months-{coverage.kind.value}",
            _("%(kind)s, month by month") % {"kind": coverage.kind.label},
            "admin/panels/months.html",
            {
                "title": coverage.kind.label,
                "years": _by_year(coverage),
                "gaps": gaps(coverage.months),
                "covered": sum(month.is_covered for month in coverage.months),
                "months": len(coverage.months),
            },
            tab="certificates",
        )
        for coverage in credit_file.coverages(vendor, timezone.localdate(), credit_file.MONTHS_SHOWN)
    ]


def _by_year(coverage: credit_file.Coverage) -> list[tuple[str, list[str]]]:
    """For each year twelve words: "covered", "gap", or "" where nothing is asked."""
    years: dict[str, list[str]] = {}
    for month in coverage.months:
        day = month.period.start
        years.setdefault(str(day.year), [""] * 12)[day.month - 1] = "covered" if month.is_covered else "gap"
    return sorted(years.items())


def _file_cell(row: Any) -> Cell:
    return Cell(row.file_name, url=file_url(row))


def _certificates(vendor: Vendor) -> Panel:
    rows = list(vendor.certificates.order_by("revoked_on", "kind", "-covers_from", "-pk"))
    return table(
        "certificates",
        _("Certificates"),
        [_("Kind"), _("Issued by"), _("Covers from"), _("Covers to"), _("Expires on"), _("Status"), _("File")],
        [
            [
                Cell.of(row, row.get_kind_display()),
                Cell(row.issuer, note=row.number),
                row.covers_from,
                row.covers_to,
                row.expires_on,
                Cell.status(*certificate_state(row)),
                _file_cell(row),
            ]
            for row in rows[:SHOWN]
        ],
        empty=_("No certificate is on file. What the vendor says is no proof."),
        more=(_("All certificates"), list_url(VendorCertificate, q=vendor.credit_code)),
        tab="certificates",
        count=len(rows),
    )


def _restriction_row(row: VendorRestriction) -> list[Any]:
    return [
        Cell.of(row, row.ground, row.source),
        Cell(row.get_level_display(), note=row.get_origin_display()),
        row.starts_on,
        row.lifted_on or row.ends_on,
        Cell.status(*restriction_state(row)),
    ]


def _restrictions(vendor: Vendor) -> Panel:
    rows = list(vendor.restrictions.all())
    standing = vendor.restrictions.standing(timezone.localdate())
    return table(
        "restrictions",
        _("Restrictions"),
        [_("Ground"), _("Level"), _("Starts on"), _("Ends on"), _("Status")],
        [_restriction_row(row) for row in rows[:SHOWN]],
        empty=_("No restriction was ever placed on this vendor."),
        more=(_("All restrictions"), list_url(VendorRestriction, q=vendor.credit_code)),
        tab="credit",
        count=standing.count() or None,
    )


def _waivers(request: HttpRequest, vendor: Vendor) -> Panel:
    rows = Waiver.objects.visible_to(request.user).filter(restriction__vendor=vendor)
    return table(
        "waivers",
        _("Waivers"),
        [_("Contract"), _("Reason"), _("Expires on"), _("Approved by")],
        [
            [Cell.of(row.contract, row.contract.reference), Cell.of(row, row.reason), row.expires_on, row.approver]
            for row in rows.select_related("contract", "approver")[:SHOWN]
        ],
        empty=_("No restriction was waived."),
        tab="credit",
    )


def _queries(vendor: Vendor) -> Panel:
    rows = vendor.credit_queries.select_related("recorded_by")
    return table(
        "queries",
        _("Queries of the public lists"),
        [_("List"), _("Queried on"), _("Result"), _("Recorded by"), _("Screenshot")],
        [
            [
                Cell.of(row, row.get_credit_list_display()),
                row.queried_on,
                Cell(status_tag(_tone(row), row.get_result_display())),
                row.recorded_by,
                _file_cell(row),
            ]
            for row in rows[:SHOWN]
        ],
        empty=_("The public lists were never queried."),
        more=(_("All queries"), list_url(CreditQuery, q=vendor.credit_code)),
        tab="credit",
    )


def _tone(query: CreditQuery) -> str:
    return "valid" if query.result == CreditQuery.Result.CLEAR else "refused"


def _vettings(vendor: Vendor) -> Panel:
    rows = vendor.vettings.select_related("reviewer")
    return table(
        "vettings",
        _("Vetting reviews"),
        [_("Reviewed on"), _("Valid until"), _("Reviewer"), _("Result"), _("Note")],
        [
            [
                Cell(row.reviewed_on.isoformat(), url=page_url(row)),
                row.valid_until,
                row.reviewer,
                Cell.status(*review_state(row)),
                row.note,
            ]
            for row in rows[:SHOWN]
        ],
        empty=_("Nobody has vetted this vendor."),
        more=(_("All reviews"), list_url(VettingReview, q=vendor.credit_code)),
        tab="credit",
    )


def _training_table(rows: Any, *, of_vendor: Vendor) -> Panel:
    listed = list(rows.select_related("contract"))
    return table(
        "trainings",
        _("Training of the vendor's staff"),
        [
            _("Topic"),
            _("Contract"),
            _("Held on"),
            _("Trained"),
            _("Assessed"),
            _("Passed"),
            pgettext("training", "Record"),
        ],
        [
            [
                Cell.of(row, row.topic),
                Cell.of(row.contract, row.contract.reference),
                row.held_on,
                Cell(row.trained, is_number=True),
                Cell(row.assessed, is_number=True),
                Cell(row.passed, is_number=True),
                _file_cell(row),
            ]
            for row in listed[:SHOWN]
        ],
        empty=_("No training is on record."),
        more=(_("All trainings"), list_url(VendorTraining, q=of_vendor.credit_code)),
        tab="training",
        count=len(listed),
    )


def _trainings(request: HttpRequest, vendor: Vendor) -> Panel:
    rows = VendorTraining.objects.visible_to(request.user).filter(contract__vendor=vendor)
    return _training_table(rows.order_by("-held_on", "-pk"), of_vendor=vendor)


# ---- on the page of a contract ----

OF_VENDOR = ("restrictions", "lists", "vetting", "insurance", "tax")


@panel_on(Contract)
def vendor_of_contract(request: HttpRequest, contract: Contract) -> list[Panel]:
    """Where the vendor stands today, in the words of the gates; then what bars it and what was waived."""
    found = [gate for gate in checked(contract) if gate.code in OF_VENDOR]
    standing = table(
        "vendor-today",
        _("The vendor today"),
        [_("Condition"), _("State"), _("Detail")],
        [
            [
                gate.label,
                Cell.status("warning" if gate.warns else "passed" if gate.ok else "failed", _state(gate)),
                Cell(gate.hint, note=gate.source),
            ]
            for gate in found
        ],
        empty="",
        more=(_("Credit file"), page_url(contract.vendor)),
        tab="credit",
    )
    return [standing, *_bars(contract), _training_table(contract.trainings.all(), of_vendor=contract.vendor)]


def _state(gate: gates.Gate) -> str:
    return _("Look at it") if gate.warns else _("Met") if gate.ok else _("Missing")


def _bars(contract: Contract) -> list[Panel]:
    restrictions = contract.vendor.restrictions.standing(timezone.localdate())
    return [
        table(
            "restrictions",
            _("Restrictions of the vendor"),
            [_("Ground"), _("Level"), _("Starts on"), _("Ends on"), _("Status")],
            [_restriction_row(row) for row in restrictions],
            empty=_("None stands today."),
            tab="credit",
        ),
        table(
            "waivers",
            _("Waivers for this contract"),
            [_("Reason"), _("Restriction"), _("Expires on"), _("Approved by")],
            [
                [Cell.of(row, row.reason), row.restriction.ground, row.expires_on, row.approver]
                for row in contract.waivers.select_related("restriction", "approver")
            ],
            empty=_("None was approved."),
            tab="credit",
        ),
    ]
