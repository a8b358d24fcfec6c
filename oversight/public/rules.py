"""The rules, and the statement on accessibility."""

from typing import Any

from oversight.public.page import PublicPage
from oversight.rules import RULES


class RuleList(PublicPage):
    template_name = "public/rule_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = [
            {
                "code": rule.code,
                "title": rule.title,
                "explain": rule.explain,
                "basis": rule.basis,
                "severity": rule.severity.label,
                "severity_code": rule.severity.value,
            }
            for rule in RULES
        ]
        return super().get_context_data(rules=rules, **kwargs)


class Accessibility(PublicPage):
    template_name = "public/accessibility.html"
