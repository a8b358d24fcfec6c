"""The kinds of table, each with its columns: the one place where they are declared."""

from typing import Any

from django import forms
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Duty, InspectionTerm, MetricTerm, Vendor, WorkSection
from contracts.models.terms import Adjustment, Frequency
from contracts.models.vendor import compact_credit_code
from contracts.register_tables import pointers
from contracts.register_tables.cells import (
    AmountCell,
    ChainageCell,
    ChoiceCell,
    CodeCell,
    DayCell,
    NumberCell,
    WholeNumberCell,
    plain,
)
from contracts.register_tables.columns import Column, Kind, Pointer


class CreditCodeCell(CodeCell):
    """Blanks, hyphens and small letters are forgiven; the number itself is checked by the model's own rule."""

    def to_python(self, value: Any) -> str:
        return compact_credit_code(plain(str(value or "")))


def _label(field: Field) -> Any:
    return field.verbose_name


def _column(model: type[Model], name: str, cell: forms.Field, example: str = "", note: Any = "") -> Column:
    """A column that stands for a field of the model, and is called and explained as it is."""
    field: Any = model._meta.get_field(name)
    return Column(name, _label(field), cell, example, note or field.help_text)


def _text(model: type[Model], name: str, example: str = "", *, required: bool = False) -> Column:
    field: Any = model._meta.get_field(name)
    return _column(model, name, forms.CharField(max_length=field.max_length, required=required), example)


def _choice(model: type[Model], name: str, choices: Any, example: str, *, required: bool = True) -> Column:
    return _column(model, name, ChoiceCell(choices, required=required), example)


def _pointing(label: Any, name: str, pointer: Pointer, example: str, note: Any = "", **options: Any) -> Column:
    return Column(name, label, CodeCell(max_length=80, **options), example, note, pointer)


def _number(model: type[Model], name: str, example: str = "", *, required: bool = False) -> Column:
    field: Any = model._meta.get_field(name)
    cell = NumberCell(max_digits=field.max_digits, decimal_places=field.decimal_places, required=required)
    return _column(model, name, cell, example)


def _whole(model: type[Model], name: str, example: str = "", *, required: bool = False) -> Column:
    return _column(model, name, WholeNumberCell(required=required, min_value=0), example)


OF_CONTRACT = _pointing(_("contract"), "contract", pointers.CONTRACT, "HT-2026-001", _("Its reference."))

VENDORS = Kind(
    "vendors",
    _("vendors"),
    Vendor,
    (
        _column(Vendor, "credit_code", CreditCodeCell(max_length=40), "91990000000000013K"),
        _text(Vendor, "name_en", "Clear Line Services"),
        _text(Vendor, "name_zh_hans", "清线服务有限公司"),
        _column(Vendor, "founded_on", DayCell(required=False), "2015-03-20"),
        _column(Vendor, "registered_capital", AmountCell(required=False), "5000000"),
        _text(Vendor, "distinct_because"),
    ),
    ("credit_code",),
    "vendor",
)
CONTRACTS = Kind(
    "contracts",
    _("contracts"),
    Contract,
    (
        _column(Contract, "reference", CodeCell(max_length=40), "HT-2026-001"),
        _text(Contract, "title_en", "Citizen hotline 2026"),
        _text(Contract, "title_zh_hans", "2026年市民热线服务"),
        _pointing(_("accountable agency"), "agency", pointers.AGENCY, "data-bureau", _("Its code.")),
        _pointing(_("vendor"), "vendor", pointers.VENDOR, "91990000000000013K", _("Its credit code.")),
        _pointing(_("kind of service"), "kind", pointers.SERVICE_KIND, "hotline", _("Its code or name.")),
        _pointing(_("scope item"), "scope_item", pointers.SCOPE_ITEM, "call-handling", _("Its code or name.")),
        _choice(Contract, "regime", Contract.Regime.choices, "service_purchase"),
        _choice(Contract, "method", Contract.Method.choices, "open"),
        _pointing(_("tender"), "tender", pointers.TENDER, "ZB-2025-014", _("Its reference."), required=False),
        _text(Contract, "no_tender_ground"),
        _column(Contract, "amount", AmountCell(), "1428816.00"),
        _column(Contract, "budget", AmountCell(required=False), "1500000"),
        _text(Contract, "budget_line", "2026-0417"),
        _whole(Contract, "agreed_staff", "24"),
        _whole(Contract, "managing_staff", "2"),
        _column(Contract, "signed_on", DayCell(), "2025-12-18"),
        _column(Contract, "starts_on", DayCell(), "2026-01-01"),
        _column(Contract, "ends_on", DayCell(), "2026-12-31"),
        _text(Contract, "term_justification"),
    ),
    ("reference",),
    "contract",
)
DUTIES = Kind(
    "duties",
    _("duties"),
    Duty,
    (
        OF_CONTRACT,
        _pointing(_("person"), "person", pointers.PERSON, "li.min", _("Log-in name, or the name where it is unique.")),
        _choice(Duty, "role", Duty.Role.choices, "lead"),
    ),
    ("contract", "person", "role"),
    "duty",
    ("assigned", ""),
)
METRIC_TERMS = Kind(
    "metric_terms",
    _("metric terms"),
    MetricTerm,
    (
        OF_CONTRACT,
        _pointing(_("indicator"), "indicator", pointers.INDICATOR, "H1", _("Its code or name; the newest version.")),
        _number(MetricTerm, "target", "95", required=True),
        _number(MetricTerm, "floor", "85"),
        _whole(MetricTerm, "weight_bp", "2500", required=True),
        _choice(MetricTerm, "frequency", Frequency.choices, "1", required=False),
        _whole(MetricTerm, "grace_days", "5"),
        _choice(MetricTerm, "adjustment_unit", Adjustment.choices, "points", required=False),
        _number(MetricTerm, "deduction_rate", "0.5"),
        _number(MetricTerm, "deduction_cap", "5"),
        _number(MetricTerm, "bonus_rate"),
        _number(MetricTerm, "bonus_cap"),
    ),
    ("contract", "indicator"),
    "term",
    ("added", "changed"),
)
INSPECTION_TERMS = Kind(
    "inspection_terms",
    _("inspection terms"),
    InspectionTerm,
    (
        OF_CONTRACT,
        _choice(InspectionTerm, "method", InspectionTerm.Method.choices, "mystery_call"),
        _choice(InspectionTerm, "frequency", Frequency.choices, "1", required=False),
        _whole(InspectionTerm, "minimum_inspectors", "2"),
        _whole(InspectionTerm, "points_a_visit", "10"),
    ),
    ("contract", "method"),
    "term",
    ("added", "changed"),
)
SECTIONS = Kind(
    "sections",
    _("sections"),
    WorkSection,
    (
        OF_CONTRACT,
        _column(WorkSection, "starts_at", ChainageCell(min_value=0), "K0+000"),
        _column(WorkSection, "ends_at", ChainageCell(min_value=0), "K2+350"),
        _whole(WorkSection, "distance_to_road", "1500", required=True),
        _choice(WorkSection, "lining_type", WorkSection.Lining.choices, "concrete", required=False),
        _text(WorkSection, "lining_en", "C25 concrete"),
        _text(WorkSection, "lining_zh_hans", "C25混凝土"),
        _whole(WorkSection, "lining_thickness"),
        _whole(WorkSection, "thickness_tolerance"),
        _number(WorkSection, "design_bottom_width"),
        _whole(WorkSection, "bottom_width_tolerance"),
        _number(WorkSection, "design_depth"),
        _whole(WorkSection, "depth_tolerance"),
        _text(WorkSection, "design_edition"),
    ),
    ("contract", "starts_at"),
    "term",
    ("added", "changed"),
)
# In the order in which they are loaded: what points comes after what it points at.
KINDS = (VENDORS, CONTRACTS, DUTIES, METRIC_TERMS, INSPECTION_TERMS, SECTIONS)


def kind_of(code: str) -> Kind:
    return next(kind for kind in KINDS if kind.code == code)
