"""The rules of judgement. Their text is public (/rules/); adding one is a function, an entry and a line here."""

from oversight.rules.inspections import INSPECTION_OVERDUE, RECTIFICATION_OVERDUE
from oversight.rules.metrics import METRIC_MISSED, METRIC_MISSING
from oversight.rules.people import DUTY_GAP, DUTY_UNACKNOWLEDGED
from oversight.rules.rule import Hit, Rule

RULES: tuple[Rule, ...] = (
    DUTY_GAP,
    DUTY_UNACKNOWLEDGED,
    INSPECTION_OVERDUE,
    RECTIFICATION_OVERDUE,
    METRIC_MISSED,
    METRIC_MISSING,
)


def rule_of(code: str) -> Rule | None:
    return next((rule for rule in RULES if rule.code == code), None)


__all__ = ["RULES", "Hit", "Rule", "rule_of"]
