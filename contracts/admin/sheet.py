"""A contract on paper: one or two pages that say what was promised, who answers and how it stands."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, label_for_field, lookup_field, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contracts.admin.panels import Panel, panels_of
from contracts.admin.tables import Cell, table
from contracts.admin.values import in_words
from contracts.admin_pages import page_url, public_path
from contracts.models import Contract
from contracts.qr import qr_code
from contracts.templatetags.house import language_label, percent, short_number, tone

# What is printed of the page, by tab: whoever adds a panel to one of these has it on the sheet as well.
TABS = ("people", "tender", "money")
# What stands at the head of the sheet is not said again below.
AT_THE_HEAD = {"agency", "vendor", "amount", "starts_on", "ends_on", "published_on"}


class PrintsSheet:
    """Mixed into ContractAdmin: the address ``<id>/sheet/``."""

    opts: Any
    admin_site: Any

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.sheet_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_sheet"
        return [path("<path:object_id>/sheet/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def sheet_view(self: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        contract = self.get_object(request, unquote(object_id))
        if contract is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, contract):
            raise PermissionDenied
        status, word = self.state_of(contract)
        address = public_path(contract) and request.build_absolute_uri(public_path(contract))
        parties = _parties(contract)
        roles = {party["role"] for party in parties}
        shown = [panel for panel in panels_of(request, contract) if panel["tab"] in TABS]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Contract sheet"),
            "opts": self.opts,
            "contract": contract,
            "is_draft": contract.status == Contract.Status.DRAFT,
            "status_chip": {"label": word, "modifier": tone(status)},
            "parties": parties,
            "facts": [fact for fact in self.facts(request, contract) if fact["label"] not in roles],
            "details": _details(self, request, contract),
            "panels": [*map(vars, promised(contract)), *shown],
            "gates": self.gates(request, contract),
            "address": address,
            "qr": qr_code(address) if address else None,
            "printed_at": timezone.now(),
            "back_url": page_url(contract),
        }
        return TemplateResponse(request, "admin/contract_sheet.html", context)


def _parties(contract: Contract) -> list[dict[str, Any]]:
    agency, vendor = contract.agency, contract.vendor
    return [
        {"role": _("Accountable agency"), "name": agency.name, "code": agency.code, "label": _("Code")},
        {"role": _("Vendor"), "name": vendor.name, "code": vendor.credit_code, "label": _("Credit code")},
    ]


def _details(page: Any, request: HttpRequest, contract: Contract) -> list[dict[str, str]]:
    """The other fields of the contract's page that hold anything."""
    rows = []
    for name in flatten_fieldsets(page.get_fieldsets(request, contract)):
        if name in AT_THE_HEAD:
            continue
        field, _attribute, value = lookup_field(name, contract, page)
        value = value if field is None or isinstance(field, ForeignKey) else in_words(field, value)
        if value not in (None, ""):
            label = language_label(capfirst(str(label_for_field(name, Contract, page))))
            rows.append({"label": label, "value": str(value)})
    return rows


def promised(contract: Contract) -> Iterable[Panel]:
    """What was promised, whatever the state: the page of a draft has it in its form."""
    yield _metrics(contract)
    yield _inspections(contract)
    if contract.sections.exists():
        yield _sections(contract)


def _metrics(contract: Contract) -> Panel:
    sign = {"up": "≥", "down": "≤"}
    return table(
        "sheet-terms",
        _("Metric terms"),
        [_("Indicator"), _("Target"), _("Floor"), _("Weight"), _("Frequency"), _("Reporting grace")],
        [
            [
                Cell(term.indicator.name, note=f"{term.indicator.code}, {term.indicator.get_unit_display()}"),
                Cell(f"{sign.get(term.indicator.direction, '')} {short_number(term.target)}", is_number=True),
                Cell("" if term.floor is None else short_number(term.floor), is_number=True),
                Cell(percent(term.weight_bp), is_number=True),
                term.get_frequency_display(),
                Cell(term.grace_days, is_number=True),
            ]
            for term in contract.metric_terms.select_related("indicator")
        ],
        empty=_("No metric was promised."),
    )


def _inspections(contract: Contract) -> Panel:
    return table(
        "sheet-inspections",
        _("Inspections promised"),
        [_("Method"), _("Frequency"), _("Inspectors at least")],
        [
            [term.get_method_display(), term.get_frequency_display(), Cell(term.minimum_inspectors, is_number=True)]
            for term in contract.inspection_terms.all()
        ],
        empty=_("No inspection was promised."),
    )


def _sections(contract: Contract) -> Panel:
    return table(
        "sheet-sections",
        _("Sections by chainage"),
        [_("Chainage"), _("Distance to road"), _("Designed lining"), _("Depth (m)"), _("Tolerance (mm)")],
        [
            [
                section,
                _("%(metres)s m") % {"metres": short_number(section.distance_to_road)},
                section.lining,
                Cell("" if section.design_depth is None else section.design_depth, is_number=True),
                Cell("" if section.depth_tolerance is None else f"±{section.depth_tolerance}", is_number=True),
            ]
            for section in contract.sections.all()
        ],
        empty="",
    )
