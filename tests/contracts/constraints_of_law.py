"""What the database refuses of the scope catalogue, the legal rules and what is said on them."""

from contracts import actions
from contracts.models import LegalConfirmation, LegalRule, ScopeAnswer, ScopeCondition, ScopeItem
from tests import factories
from tests.factories import NOW, TODAY


def _item() -> ScopeItem:
    return ScopeItem.objects.get(code="hotline-it")


def _rule() -> LegalRule:
    return LegalRule.objects.get(code="term-longest")


def _answer() -> ScopeAnswer:
    draft = factories.a_draft("social_media")
    factories.conditions_met(draft)
    return draft.scope_answers.first()


def _answer_on_a_tender() -> ScopeAnswer:
    item = ScopeItem.objects.get(code="social-media-operation")
    tender = factories.a_tender("social_media", scope_item=item)
    given = {"is_met": True, "explanation": "As agreed.", "by": factories.staff(), "at": NOW}
    return actions.answer_condition(tender, item.conditions.first(), **given)


def _confirmation() -> LegalConfirmation:
    return _confirmed(factories.a_draft())


def _confirmation_on_a_tender() -> LegalConfirmation:
    return _confirmed(factories.a_tender())


def _confirmed(about) -> LegalConfirmation:
    return actions.confirm_legality(about, "scope", opinion="Lawful.", by=factories.staff("legal_officer"), at=NOW)


CHECKS = [
    ("scope_item_dates_in_order", _item, {"effective_from": TODAY, "effective_until": factories.STARTS_ON}),
    ("legal_rule_dates_in_order", _rule, {"effective_from": TODAY, "effective_until": factories.STARTS_ON}),
    ("legal_rule_value_positive", _rule, {"value": 0}),
    ("scope_answer_about_one", _answer, {"contract": None}),
    ("legal_confirmation_about_one", _confirmation, {"contract": None}),
]

UNIQUE = [
    ("scope_item_code_version", _item, dict),
    ("scope_condition_number_once", lambda: ScopeCondition.objects.first(), dict),
    ("legal_rule_code_version", _rule, dict),
    ("scope_answer_once_per_contract", _answer, dict),
    ("scope_answer_once_per_tender", _answer_on_a_tender, dict),
    ("legal_confirmation_once_per_contract", _confirmation, dict),
    ("legal_confirmation_once_per_tender", _confirmation_on_a_tender, dict),
]
