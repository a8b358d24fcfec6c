from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from contracts.models import User
from contracts.refusals import Refused
from oversight.rules import RULES, Rule, rule_of
from oversight.sweep import examine, sweep_rule


class Command(BaseCommand):
    help = "Run the rules: open new flags, keep those that stand, clear those whose cause has gone."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--rule", metavar="CODE", help="only this rule")
        parser.add_argument("--at", metavar="ISO", help="as of this day or moment (default: now)")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        at = _moment(options["at"], now)
        if at > now and not options["dry_run"]:
            # Flags only move forward: every sweep until that day would be refused.
            raise CommandError("That moment lies in the future. Use --dry-run to look ahead.")
        try:
            for rule in _rules(options["rule"]):
                self.stdout.write(self._preview(rule, at) if options["dry_run"] else self._run(rule, at))
        except Refused as refusal:
            raise CommandError("; ".join(refusal.messages)) from None

    def _preview(self, rule: Rule, at: datetime) -> str:
        found = examine(rule, at)
        return f"{rule.code}: {found.passed} pass, {found.failed} fail, {found.not_applicable} not applicable (dry run)"

    def _run(self, rule: Rule, at: datetime) -> str:
        run = sweep_rule(rule, by=User.objects.automation(), at=at)
        if run.error:
            return f"{rule.code}: FAILED, {run.error}"
        return (
            f"{rule.code}: {run.passed} pass, {run.failed} fail, {run.not_applicable} not applicable; "
            f"{run.opened} opened, {run.cleared} cleared"
        )


def _moment(text: str | None, now: datetime) -> datetime:
    """A day means its end, today means now. Without a zone the portal's own is meant."""
    if text is None:
        return now
    try:
        moment = parse_datetime(text) if "T" in text or " " in text else None
        day = None if moment else parse_date(text)
    except ValueError:
        moment = day = None
    if moment is None and day is None:
        raise CommandError(f"“{text}” is not a day or moment. Write 2026-11-20 or 2026-11-20T10:00.")
    if day == timezone.localdate(now):
        return now
    if moment is None:
        moment = datetime.combine(day, datetime.max.time().replace(microsecond=0))  # type: ignore[arg-type]
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _rules(code: str | None) -> tuple[Rule, ...]:
    if code is None:
        return RULES
    rule = rule_of(code)
    if rule is None:
        raise CommandError(f"There is no rule {code}. Choose one of: {', '.join(rule.code for rule in RULES)}.")
    return (rule,)
