"""Flags and the runs of the rules. Only the sweep opens and clears; a person acknowledges."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.filters import AgencyFilter, person_filter
from contracts.admin.transitions import Transition, while_status
from contracts.admin_pages import page_url
from contracts.templatetags.house import moment, rounded
from oversight import actions
from oversight.models import Flag, RuleRun
from oversight.rules import RULES, rule_of


def rule_title(code: str) -> str:
    """The rule's name, or its code where the rule has gone since."""
    rule = rule_of(code)
    return str(rule.title) if rule else code


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("standing", _("Standing")), ("open", _("Open")), ("cleared", _("Cleared"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Flag] | None:
        match self.value():
            case "standing":
                return queryset.standing()
            case "open":
                return queryset.open()
            case "cleared":
                return queryset.cleared()
        return None


class RuleFilter(admin.SimpleListFilter):
    title = gettext_lazy("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(rule.code, rule.title) for rule in RULES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.of_rule(self.value()) if self.value() else None


@admin.register(Flag)
class FlagAdmin(ActionAdmin):
    list_display = ("named", "state", "about", "answerable", "gravity", "standing_since")
    list_filter = (
        AgencyFilter,
        StandingFilter,
        RuleFilter,
        "severity",
        person_filter("answerable", gettext_lazy("who answers")),
        "contract__kind",
    )
    list_select_related = ("contract__agency", "answerable")
    date_hierarchy = "since"
    search_fields = (
        "subject_en",
        "subject_zh_hans",
        "contract__reference",
        "answerable__name_en",
        "answerable__name_zh_hans",
    )
    export_columns = (
        "rule",
        "rule_name",
        "subject",
        "contract",
        "contract__agency",
        "severity",
        "status",
        "answerable",
        "since",
        "opened_at",
        "cleared_at",
        "times_before",
    )
    search_help_text = gettext_lazy("Subject, contract or person")
    fieldsets = (
        (None, {"fields": (("rule_name", "severity"), "explanation", "subject", ("contract", "answerable"))}),
        (
            gettext_lazy("Course"),
            {
                "fields": (
                    ("since", "opened_at", "last_seen_at"),
                    ("acknowledged_by", "acknowledged_at"),
                    ("cleared_at", "times_before"),
                )
            },
        ),
    )
    readonly_fields = ("rule_name", "explanation")
    transitions = (
        Transition(
            name="acknowledge",
            label=gettext_lazy("Acknowledge"),
            do=actions.acknowledge_flag,
            done=gettext_lazy("You are on record as at work on this. The flag clears when its cause has gone."),
            permission="oversight.acknowledge_flag",
            why_not=while_status(Flag.Status.OPEN),
        ),
    )

    @admin.display(description=gettext_lazy("flag"), ordering="rule")
    def named(self, flag: Flag) -> SafeString:
        return two_lines(rule_title(flag.rule), flag.subject)

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def about(self, flag: Flag) -> SafeString:
        return contract_cell(flag.contract)

    @admin.display(description=gettext_lazy("severity"), ordering="severity")
    def gravity(self, flag: Flag) -> str:
        return flag.get_severity_display()

    @admin.display(description=gettext_lazy("since"), ordering="since")
    def standing_since(self, flag: Flag) -> SafeString:
        return two_lines(moment(flag.since, "SHORT_DATE_FORMAT"), self.age(flag))

    @admin.display(description=gettext_lazy("rule"), ordering="rule")
    def rule_name(self, flag: Flag) -> str:
        return rule_title(flag.rule)

    @admin.display(description=gettext_lazy("what it says"))
    def explanation(self, flag: Flag) -> str:
        rule = rule_of(flag.rule)
        return str(rule.explain) if rule else ""

    @admin.display(description=gettext_lazy("for"), ordering="since")
    def age(self, flag: Flag) -> str:
        end = timezone.localdate(flag.cleared_at) if flag.cleared_at else timezone.localdate()
        days = (end - flag.since).days
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}

    def facts(self, request: HttpRequest, obj: Flag) -> list[dict[str, Any]]:
        return [
            fact(_("Rule"), rule_title(obj.rule), note=obj.rule),
            fact(_("Contract"), obj.contract, url=page_url(obj.contract)),
            fact(_("Who answers"), obj.answerable or _("nobody")),
            fact(_("Standing for"), self.age(obj)),
        ]


@admin.register(RuleRun)
class RuleRunAdmin(ActionAdmin):
    list_display = (
        "at",
        "rule_name",
        "passed",
        "failed",
        "not_applicable",
        "opened",
        "cleared",
        "seconds",
        "state",
    )
    list_display_links = ("at", "rule_name")
    list_filter = (RuleFilter,)
    date_hierarchy = "at"
    search_fields = ("rule", "error")
    fieldsets = (
        (
            None,
            {"fields": (("rule_name", "at", "seconds"), ("passed", "failed", "not_applicable"), ("opened", "cleared"))},
        ),
        (gettext_lazy("Error"), {"fields": ("error",)}),
    )
    readonly_fields = ("rule_name", "seconds")

    @admin.display(description=gettext_lazy("rule"), ordering="rule")
    def rule_name(self, run: RuleRun) -> str:
        return rule_title(run.rule)

    @admin.display(description=gettext_lazy("took"), ordering="took")
    def seconds(self, run: RuleRun) -> str:
        return _("%(seconds)s s") % {"seconds": rounded(Decimal(str(run.took.total_seconds())), 2)}

    def state_of(self, obj: RuleRun) -> tuple[str, str]:
        return ("failed", _("Broke off")) if obj.error else ("passed", _("Completed"))
