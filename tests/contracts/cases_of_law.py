"""The actions on what may be outsourced, each as a Case for tests/every_action.py."""

from contracts import actions
from contracts.models import Contract, LegalRule, ScopeCondition, ScopeItem
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, TODAY, days

NATIONAL = "the catalogue is the same for every agency"
CODE = "hotline-it"


def _item(code: str = CODE) -> ScopeItem:
    return ScopeItem.objects.get(code=code)


def _condition() -> ScopeCondition:
    return _item("social-media-operation").conditions.first()


def _condition_relied_on() -> ScopeCondition:
    return factories.a_draft("social_media").scope_item.conditions.first()


def _renewed() -> ScopeItem:
    item = _item()
    actions.renew_law(item, {"effective_from": TODAY}, by=factories.staff("administrator"), at=NOW)
    return item


def _new_rule() -> LegalRule:
    known = LegalRule.objects.get(code="challenge")
    given = {"value": 7, "unit": known.unit, "source": known.source, "basis": known.basis}
    return LegalRule(code="new", name="New", jurisdiction="Here", effective_from=TODAY, **given)


def _answer(row: Contract, by: object) -> object:
    condition = row.scope_item.conditions.first()
    return actions.answer_condition(row, condition, is_met=True, explanation="As agreed.", by=by, at=NOW)


def _media(make: object) -> object:
    return lambda: make("social_media")


LAW = {
    "register_law": Case(
        call=lambda row, by: actions.register_law(row, by=by, at=NOW),
        event="law.added",
        subject=_new_rule,
        role="administrator",
        changes={"code", "version", "value", "basis"},
        stateless="it makes a new row",
        anywhere=NATIONAL,
    ),
    "renew_law": Case(
        call=lambda row, by: actions.renew_law(row, {"effective_from": TODAY + days(9)}, by=by, at=NOW),
        event="law.ended",
        subject=_item,
        role="administrator",
        changes={"effective_until"},
        wrong_states={"followed by another version": _renewed},
        anywhere=NATIONAL,
    ),
    "change_law": Case(
        call=lambda row, by: actions.change_law(row, {"reason_en": "Better words."}, by=by, at=NOW),
        event="law.changed",
        subject=_item,
        role="administrator",
        changes={"reason_en"},
        stateless="its wording can be corrected at any time",
        anywhere=NATIONAL,
    ),
    "add_scope_condition": Case(
        call=lambda item, by: actions.add_scope_condition(
            ScopeCondition(item=item, number=9, text="One more."), by=by, at=NOW
        ),
        event="scope_condition.added",
        subject=_item,
        role="administrator",
        changes={"item", "number", "text_en"},
        wrong_states={"relied on": lambda: factories.a_draft().scope_item},
        anywhere=NATIONAL,
    ),
    "change_scope_condition": Case(
        call=lambda row, by: actions.change_scope_condition(row, {"text_en": "Better words."}, by=by, at=NOW),
        event="scope_condition.changed",
        subject=_condition,
        role="administrator",
        changes={"text_en"},
        wrong_states={"relied on": _condition_relied_on},
        anywhere=NATIONAL,
    ),
    "remove_scope_condition": Case(
        call=lambda row, by: actions.remove_scope_condition(row, by=by, at=NOW),
        event="scope_condition.removed",
        subject=_condition,
        role="administrator",
        changes={"item", "number", "text_en"},
        wrong_states={"relied on": _condition_relied_on},
        anywhere=NATIONAL,
    ),
    "answer_condition": Case(
        call=_answer,
        event="scope.answered",
        subject=_media(factories.a_draft),
        changes={"contract", "condition", "is_met", "explanation", "answered_by"},
        wrong_states={"in force": _media(factories.an_active_contract)},
    ),
    "confirm_legality": Case(
        call=lambda row, by: actions.confirm_legality(row, "scope", opinion="Lawful.", by=by, at=NOW),
        event="legality.confirmed",
        subject=factories.a_draft,
        role="legal_officer",
        changes={"contract", "topic", "opinion", "officer"},
        wrong_states={"in force": factories.an_active_contract},
    ),
}
