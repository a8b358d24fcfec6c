"""The terms of a contract in its form: indicators, inspections, sections of the works."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import DecimalField, Q, QuerySet
from django.forms import ModelForm
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.inlines import ActionInline
from contracts.admin.short_decimal import ShortDecimal
from contracts.admin.term import SECTION_FIELDS
from contracts.admin.term_preview import agreed
from contracts.admin_pages import page_url
from contracts.models import Contract, Indicator, InspectionTerm, MetricTerm, WorkSection
from contracts.templatetags.house import percent, short_number


class TermInline(ActionInline):
    """Terms of a draft."""

    tab = "terms"
    named_by: tuple[str, ...] = ()
    formfield_overrides = {**ActionInline.formfield_overrides, DecimalField: {"form_class": ShortDecimal}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A term is called by its contract, and a metric term by its indicator
        return super().get_queryset(request).select_related("contract", *self.named_by)

    def may_write(self, request: HttpRequest, parent: Contract | None) -> bool:
        return request.user.has_perm("contracts.change_contract") and (
            parent is None or parent.status == Contract.Status.DRAFT
        )

    def create(self, request: HttpRequest, parent: Contract, form: ModelForm) -> Any:
        term = self.model(contract=parent, **self.entered(form))
        return actions.add_term(term, by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        return actions.change_term(obj, self.entered(form), by=request.user, at=timezone.now())

    def remove(self, request: HttpRequest, obj: Any) -> None:
        actions.remove_term(obj, by=request.user, at=timezone.now())


class ReadOnce(ModelChoiceIterator):
    field: Any

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield ("", self.field.empty_label)
        for row in self.field.listed:
            yield self.choice(row)


class IndicatorChoice(forms.ModelChoiceField):
    """Indicators of the contract's kind, the newest version of each, and those it promises already.

    Read once for all rows of the page. Each says what target and weight the library proposes.
    """

    iterator = ReadOnce

    def __init__(self, contract: Contract | None) -> None:
        rows = Indicator.objects.newest()
        if contract is not None:
            newest = Q(pk__in=rows.filter(kind=contract.kind_id).values("pk"))
            rows = Indicator.objects.filter(newest | Q(terms__contract=contract)).distinct()
        rows = rows.order_by("kind", "code", "version")
        self.listed = list(rows)
        super().__init__(
            rows,
            label=gettext_lazy("indicator"),
            help_text=gettext_lazy("In brackets what the library proposes; nothing of it is filled in by itself."),
        )

    def label_from_instance(self, obj: Any) -> str:
        proposed = []
        if obj.proposed_target is not None:
            sign = "≥" if obj.direction == Indicator.Direction.UP else "≤"
            proposed.append(f"{sign} {short_number(obj.proposed_target)} {obj.get_unit_display()}")
        if obj.suggested_weight_bp:
            proposed.append(_("weight %(percent)s") % {"percent": percent(obj.suggested_weight_bp)})
        return f"{obj} ({', '.join(proposed)})" if proposed else str(obj)


class MetricTermInline(TermInline):
    """Deduction and bonus are agreed on the term's own page, beside what they would mean."""

    model = MetricTerm
    fields = ("indicator", "target", "floor", "weight_bp", "frequency", "grace_days", "adjustment")
    readonly_fields = ("adjustment",)
    show_change_link = False  # the last column leads there
    named_by = ("indicator",)

    class Media:
        js = ("house/admin-weights.js",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        fields = formset.form.base_fields
        if "indicator" in fields:
            fields["indicator"] = IndicatorChoice(obj)
        if "weight_bp" in fields:
            # For the script that shows the sum while one types; without it the gate says what is missing
            fields["weight_bp"].widget.attrs |= {"data-weight": _("The weights add up to"), "data-whole": "10000"}
        return formset

    def adjustment(self, term: MetricTerm) -> SafeString | str:
        if term.pk is None:
            return _("after saving")
        label = agreed(term) or _("none, agree one")
        return format_html('<a href="{}">{}</a>', page_url(term), label)

    adjustment.short_description = gettext_lazy("deduction and bonus")  # type: ignore[attr-defined]


class InspectionTermInline(TermInline):
    model = InspectionTerm
    fields = ("method", "frequency", "minimum_inspectors", "points_a_visit")
    show_change_link = False  # its page says no more than the row


class WorkSectionInline(TermInline):
    model = WorkSection
    template = "admin/edit_inline/stacked.html"
    classes = ("collapse",)  # only works have sections; with rows in it, it stands open
    fields = SECTION_FIELDS
