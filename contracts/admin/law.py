"""The scope catalogue and the legal rules, by their versions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.actions.law_versions import SUBSTANCE, is_relied_on
from contracts.admin.base import ActionAdmin, fact
from contracts.admin.inlines import ActionInline
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin.transitions import Transition, TransitionForm
from contracts.models import LegalRule, ScopeCondition, ScopeItem, User
from contracts.models.law import Basis
from contracts.templatetags.house import moment, status_tag

Law = ScopeItem | LegalRule


class EffectFilter(admin.SimpleListFilter):
    title = gettext_lazy("in effect")
    parameter_name = "effect"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("Today")), ("ended", _("Ended")), ("ahead", _("Ahead"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        if self.value() == "now":
            return queryset.effective(today)
        if self.value() == "ended":
            return queryset.filter(effective_until__lt=today)
        return queryset.filter(effective_from__gt=today) if self.value() == "ahead" else queryset


def _day_field() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("In effect from"),
        help_text=gettext_lazy("The version before it ends the day before."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class NewItem(TransitionForm):
    """A version like this one, to be corrected as long as nothing is let under it."""

    effective_from = _day_field()


class NewRule(TransitionForm):
    """What the law says from a day on."""

    effective_from = _day_field()
    value = forms.IntegerField(label=gettext_lazy("Value"), min_value=1, max_value=32_767)
    source_en = forms.CharField(label=format_lazy("{} [en]", gettext_lazy("source")), max_length=200)
    source_zh_hans = forms.CharField(label=format_lazy("{} [zh-hans]", gettext_lazy("source")), max_length=200)
    basis = forms.ChoiceField(label=gettext_lazy("How it is known"), choices=Basis.choices)

    def __init__(self, *args: Any, obj: LegalRule, by: User, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, by=by, **kwargs)
        for name in ("value", "source_en", "source_zh_hans", "basis"):
            self.initial[name] = getattr(obj, name)


def _why_not_renew(row: Law, by: User) -> str:
    newer = type(row).objects.filter(code=row.code, version__gt=row.version).exists()
    return _("A newer version exists already. Make the next one from that.") if newer else ""


def _renewal(permission: str, form: type[TransitionForm]) -> Transition:
    return Transition(
        name="renew",
        label=gettext_lazy("New version"),
        do=lambda row, *, by, at, **fields: actions.renew_law(row, fields, by=by, at=at),
        done=gettext_lazy("This is the new version. The one before it ends the day before."),
        permission=permission,
        why_not=_why_not_renew,
        form=form,
    )


class LawAdmin(ActionAdmin):
    def create(self, request: HttpRequest, form: ModelForm) -> Any:
        return actions.register_law(self.model(**self.entered(form)), by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        return actions.change_law(obj, self.entered(form), by=request.user, at=timezone.now())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What a version goes by, and the substance of one that is relied on."""
        kept = super().get_readonly_fields(request, obj)
        if obj is None:
            return kept
        fixed = SUBSTANCE[self.model] if is_relied_on(obj, timezone.localdate()) else ()
        return [*kept, "code", *sorted(fixed)]

    @admin.display(description=gettext_lazy("version"), ordering="version")
    def numbered(self, row: Law) -> SafeString | str:
        """With a word where it is not the one that applies today."""
        today = timezone.localdate()
        if row.effective_until and row.effective_until < today:
            return status_tag("ended", _("%(number)d, ended") % {"number": row.version})
        if row.effective_from > today:
            return status_tag("ahead", _("%(number)d, ahead") % {"number": row.version})
        return str(row.version)

    def facts(self, request: HttpRequest, obj: Law) -> list[dict[str, Any]]:
        return [
            fact(_("Version"), obj.version),
            fact(_("In effect from"), moment(obj.effective_from)),
            fact(_("In effect until"), moment(obj.effective_until) if obj.effective_until else _("no end is set")),
            fact(_("How it is known"), obj.get_basis_display(), note=_blocking(obj)),
        ]


def _blocking(row: Law) -> str:
    return _("It is enforced.") if row.blocks else _("It warns, and the legal officer confirms.")


class ConditionInline(ActionInline):
    """Conditions of a version that nothing is let under yet; afterwards they are only read."""

    model = ScopeCondition
    fields = ("number", "text_en", "text_zh_hans")
    show_change_link = False

    def may_write(self, request: HttpRequest, parent: ScopeItem | None) -> bool:
        if not request.user.has_perm("contracts.change_scopeitem"):
            return False
        return parent is None or not is_relied_on(parent, timezone.localdate())

    def create(self, request: HttpRequest, parent: ScopeItem, form: ModelForm) -> ScopeCondition:
        condition = ScopeCondition(item=parent, **self.entered(form))
        return actions.add_scope_condition(condition, by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, obj: ScopeCondition, form: ModelForm) -> ScopeCondition:
        return actions.change_scope_condition(obj, self.entered(form), by=request.user, at=timezone.now())

    def remove(self, request: HttpRequest, obj: ScopeCondition) -> None:
        actions.remove_scope_condition(obj, by=request.user, at=timezone.now())


@admin.register(ScopeItem)
class ScopeItemAdmin(LawAdmin):
    list_display = ("name", "judged", "kind", "regime", "source", "numbered")
    list_filter = ("verdict", "kind", "regime", "basis", EffectFilter)
    list_select_related = ("kind",)
    search_fields = ("code", "name_en", "name_zh_hans")
    search_help_text = gettext_lazy("Name or code")
    inlines = (ConditionInline,)
    transitions = (_renewal("contracts.add_scopeitem", NewItem),)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "code",
                    ("name_en", "name_zh_hans"),
                    ("kind", "verdict", "regime"),
                    ("reason_en", "reason_zh_hans"),
                )
            },
        ),
        (
            gettext_lazy("Where it is written"),
            {
                "fields": (
                    ("source_en", "source_zh_hans"),
                    "basis",
                    ("jurisdiction_en", "jurisdiction_zh_hans"),
                    ("effective_from", "effective_until"),
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("verdict"), ordering="verdict")
    def judged(self, item: ScopeItem) -> SafeString:
        return status_tag(item.verdict, item.get_verdict_display())

    def state_of(self, obj: ScopeItem) -> tuple[str, str]:
        return obj.verdict, obj.get_verdict_display()

    def choice_label(self, obj: ScopeItem) -> str:
        """With what it means for whoever chooses it."""
        label = f"{obj.name} — {obj.get_verdict_display()} — {obj.get_regime_display()}"
        if obj.effective_until:
            return _("%(entry)s (version %(version)d, until %(day)s)") % {
                "entry": label,
                "version": obj.version,
                "day": obj.effective_until,
            }
        return label


@admin.register(LegalRule)
class LegalRuleAdmin(LawAdmin):
    list_display = ("name", "amount", "source", "basis", "numbered")
    list_filter = ("basis", "unit", EffectFilter)
    search_fields = ("code", "name_en", "name_zh_hans", "source_en", "source_zh_hans")
    transitions = (_renewal("contracts.add_legalrule", NewRule),)
    fieldsets = (
        (None, {"fields": ("code", ("name_en", "name_zh_hans"), ("value", "unit"))}),
        (
            gettext_lazy("Where it is written"),
            {
                "fields": (
                    ("source_en", "source_zh_hans"),
                    "basis",
                    ("jurisdiction_en", "jurisdiction_zh_hans"),
                    ("effective_from", "effective_until"),
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def amount(self, rule: LegalRule) -> str:
        return f"{rule.value} {rule.get_unit_display()}"


@panel_on(ScopeItem)
@panel_on(LegalRule)
def other_versions(request: HttpRequest, row: Law) -> list[Panel]:
    """What was the law before, and what comes after."""
    others = type(row).objects.filter(code=row.code).exclude(pk=row.pk)
    if not others:
        return []
    head = [_("Version"), _("In effect from"), _("In effect until")]
    listed = [[Cell.of(other, str(other.version)), other.effective_from, other.effective_until] for other in others]
    return [table("versions", _("Other versions"), head, listed, empty="")]
