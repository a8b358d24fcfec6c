"""The shipped legal rules, scope catalogue and vetting checklist. Part of ``load_reference``."""

from collections.abc import Callable
from typing import Any

from contracts.models import LegalRule, ScopeCondition, ScopeItem, ServiceKind, VettingQuestion
from contracts.models.law import Basis

NATIONAL = {"jurisdiction_en": "National", "jurisdiction_zh_hans": "全国"}
Read = Callable[[str], dict[str, Any]]


def load_missing(kinds: dict[str, ServiceKind], read: Read) -> list[str]:
    """Write what does not exist yet, in any version; tell what was added."""
    return [*_rules(read("legal_rules.toml")), *_scope(read("scope.toml"), kinds), *_vetting(read("vetting.toml"))]


def _rules(data: dict[str, Any]) -> list[str]:
    known = set(LegalRule.objects.values_list("code", flat=True))
    rules = [
        LegalRule(**{"basis": Basis.READ, **NATIONAL, **entry}) for entry in data["rule"] if entry["code"] not in known
    ]
    LegalRule.objects.bulk_create(rules)
    return [f"legal rule {rule.code}" for rule in rules]


def _scope(data: dict[str, Any], kinds: dict[str, ServiceKind]) -> list[str]:
    known = set(ScopeItem.objects.values_list("code", flat=True))
    added = []
    for entry in data["item"]:
        if entry["code"] in known:
            continue
        conditions, source = entry.pop("condition", []), data["source"][entry.pop("source")]
        item = ScopeItem.objects.create(
            **NATIONAL,
            **entry | {"kind": kinds.get(entry.get("kind", ""))},
            source_en=source["en"],
            source_zh_hans=source["zh_hans"],
            effective_from=source["effective_from"],
        )
        ScopeCondition.objects.bulk_create(
            ScopeCondition(item=item, number=number, **texts) for number, texts in enumerate(conditions, start=1)
        )
        added.append(f"scope item {item.code}")
    return added


def _vetting(data: dict[str, Any]) -> list[str]:
    known = set(VettingQuestion.objects.values_list("code", flat=True))
    questions = [
        VettingQuestion(number=number, **entry)
        for number, entry in enumerate(data["question"], start=1)
        if entry["code"] not in known
    ]
    VettingQuestion.objects.bulk_create(questions)
    return [f"vetting question {question.code}" for question in questions]
