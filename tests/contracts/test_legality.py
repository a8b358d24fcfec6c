"""What may be outsourced, under which law, for how long; and who says so where nobody read it in the law."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions, gates, legality
from contracts.models import AuditEvent, Contract, LegalConfirmation, LegalRule, ScopeAnswer, ScopeItem, ServiceKind
from contracts.models.law import Basis
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, STARTS_ON, TODAY, days

pytestmark = pytest.mark.django_db
Topic = LegalConfirmation.Topic
SERVICES, WORKS = Contract.Regime.SERVICE_PURCHASE, Contract.Regime.WORKS_TENDER


def item(code):
    return ScopeItem.objects.get(code=code)


def check(code, kind, regime=SERVICES, on=TODAY):
    return legality.check_scope(item(code), ServiceKind.objects.get(code=kind), regime, on)


def gate(contract, code):
    return next((gate for gate in gates.check(contract, TODAY) if gate.code == code), None)


def confirm(contract, topic, **fields):
    given = {"opinion": "Lawful: see the file note.", "by": factories.staff("legal_officer"), "at": NOW} | fields
    return actions.confirm_legality(contract, topic, **given)


# ---- what may be outsourced ----


@pytest.mark.parametrize(
    ("code", "kind", "reason", "article"),
    [
        ("official-documents", "social_media", "in its own words", "art. 10(2)"),
        ("labour-dispatch", "hotline", "People are employed", "art. 10(5)"),
        ("financing", "irrigation", "raise money", "art. 10(4)"),
        ("works-in-services", "irrigation", "choose that regime", "art. 10(3)"),
        ("online-decisions", "online_service", "act of authority", "art. 10(2)"),
    ],
)
def test_what_is_prohibited_is_refused_with_the_reason_and_the_source(code, kind, reason, article):
    with pytest.raises(Refused) as refusal:
        check(code, kind)
    (message,) = refusal.value.message_dict["scope_item"]
    for part in ("may not be outsourced", reason, "Do it in-house", "Order No. 102", article):
        assert part in message


def test_a_famous_author_is_not_hired_to_write_the_work_summary():
    vendor = factories.a_draft().vendor
    with nothing_written(), pytest.raises(Refused, match="may not be outsourced"):
        factories.a_draft(scope_item=item("official-documents"), title_en="The work summary", vendor=vendor)


def test_works_are_no_purchase_of_services_and_the_right_regime_is_named():
    with pytest.raises(Refused) as refusal:
        check("canal-works", "irrigation", SERVICES)
    (message,) = refusal.value.message_dict["regime"]
    for part in ("Works tender, not Government purchase of services", "Choose that regime", "art. 10(3)"):
        assert part in message


def test_the_same_works_under_the_law_of_works_are_in_order():
    assert check("canal-works", "irrigation", WORKS) == []


def test_an_entry_for_another_kind_of_service_is_refused():
    with pytest.raises(Refused, match="of another kind of service"):
        check("social-media-operation", "hotline")


def test_suitable_by_a_secondary_source_needs_nobody():
    assert check("hotline-it", "hotline") == []
    assert gate(factories.a_draft(), "legal") is None


def test_a_prohibition_that_nobody_read_in_the_instrument_is_a_doubt():
    """The hotline's requests themselves: known from a secondary source only."""
    (doubt,) = check("hotline-request-handling", "hotline")
    assert (doubt.topic, doubt.blocks) == (Topic.SCOPE, False)
    assert "may not be outsourced" in doubt.message


def test_a_regime_that_a_secondary_source_names_is_a_doubt():
    (doubt,) = check("canal-upkeep", "irrigation", WORKS)
    assert (doubt.topic, doubt.field) == (Topic.REGIME, "regime")


def test_a_rule_does_not_reach_back_to_what_was_signed_before_it():
    (doubt,) = check("official-documents", "hotline", on=date(2020, 2, 29))
    assert not doubt.blocks
    with pytest.raises(Refused):
        check("official-documents", "hotline", on=date(2020, 3, 1))


def test_a_contract_without_an_entry_is_not_registered():
    vendor = factories.a_draft().vendor
    with nothing_written(), pytest.raises(ValidationError) as refusal:
        factories.a_draft(scope_item=None, vendor=vendor)
    assert "scope_item" in refusal.value.message_dict


# ---- versions ----


def _renewed(code="hotline-it", **fields):
    return actions.renew_law(
        item(code), {"effective_from": TODAY, **fields}, by=factories.staff("administrator"), at=NOW
    )


def test_the_version_that_applies_is_that_of_the_day_of_signing():
    second = _renewed(verdict="prohibited", basis="read")
    first = ScopeItem.objects.get(code="hotline-it", version=1)
    assert (first.effective_until, second.version) == (TODAY - days(1), 2)
    assert legality.version_on("hotline-it", TODAY - days(1)) == first
    assert legality.version_on("hotline-it", TODAY) == second
    with pytest.raises(Refused, match="version 2"):
        legality.check_scope(first, first.kind, SERVICES, TODAY)
    with pytest.raises(Refused, match="version 1"):
        legality.check_scope(second, second.kind, SERVICES, TODAY - days(1))


def test_a_contract_keeps_the_version_it_was_let_by():
    draft = factories.a_ready_draft()
    _renewed(verdict="prohibited", basis="read")
    assert gate(draft, "scope").ok
    assert factories.activate(draft).status == "active"


def test_an_entry_that_has_ended_is_refused():
    actions.change_law(
        item("hotline-it"), {"effective_until": TODAY - days(1)}, by=factories.staff("administrator"), at=NOW
    )
    with pytest.raises(Refused, match="is not in effect on"):
        check("hotline-it", "hotline")


def test_a_contract_older_than_the_catalogue_stands_under_the_first_version():
    assert check("hotline-it", "hotline", on=date(2018, 8, 13)) == []


# ---- for how long ----


@pytest.mark.parametrize(
    ("starts_on", "years", "last"),
    [
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2027, 3, 1), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2025, 3, 1), 3, date(2028, 2, 29)),
    ],
)
def test_the_last_day_within_a_number_of_years_is_exact(starts_on, years, last):
    assert legality.last_day(starts_on, LegalRule(value=years, unit=LegalRule.Unit.YEARS)) == last


def test_a_limit_in_days_counts_the_first_day():
    assert legality.last_day(STARTS_ON, LegalRule(value=30, unit=LegalRule.Unit.DAYS)) == date(2026, 1, 30)


def test_three_years_are_the_most_for_a_purchase_of_services():
    assert factories.a_draft(ends_on=date(2028, 12, 31)).pk
    vendor = factories.a_vendor()
    with nothing_written(), pytest.raises(Refused) as refusal:
        factories.a_draft(ends_on=date(2029, 1, 1), vendor=vendor)
    (message,) = refusal.value.message_dict["ends_on"]
    for part in ("3 years", "31 December 2028", "Shorten it", "art. 24"):
        assert part in message


def test_works_may_take_longer():
    assert factories.a_draft("irrigation", ends_on=date(2031, 1, 1)).pk


def test_more_than_a_year_is_justified_before_it_is_activated():
    draft = factories.a_ready_draft(ends_on=date(2027, 1, 1))
    found = gate(draft, "term")
    assert not found.ok
    assert "art. 24" in found.source
    with nothing_written(), pytest.raises(Refused, match="stable, continuous and budgeted"):
        factories.activate(draft)
    actions.change_contract(draft, {"term_justification": "Needed all year."}, by=factories.staff(), at=NOW)
    assert gate(draft, "term").hint == "Needed all year."
    factories.activate(draft)


def test_a_year_to_the_day_needs_no_justification():
    assert gate(factories.a_draft(ends_on=date(2026, 12, 31)), "term") is None


def test_a_rule_that_an_administrator_ended_does_not_apply():
    longest = LegalRule.objects.get(code="term-longest")
    by = factories.staff("administrator")
    actions.change_law(longest, {"effective_until": STARTS_ON - days(15)}, by=by, at=NOW)
    assert factories.a_draft(ends_on=date(2031, 1, 1)).pk


def test_a_limit_from_a_secondary_source_warns_and_asks_for_the_legal_officer():
    LegalRule.objects.update(basis=Basis.SECONDARY)
    draft = factories.a_ready_draft(ends_on=date(2029, 1, 1))
    assert (gate(draft, "term").ok, gate(draft, "term").warns) == (True, True)
    assert not gate(draft, "legal").ok
    confirm(draft, Topic.TERM)
    factories.activate(draft)


# ---- conditions ----


def test_what_is_partly_suitable_waits_for_every_condition():
    draft = factories.a_draft("social_media")
    first, second = draft.scope_item.conditions.all()
    assert "approves every post" in gate(draft, "conditions").hint
    actions.answer_condition(draft, first, is_met=True, explanation="The editor.", by=factories.staff(), at=NOW)
    found = gate(draft, "conditions")
    assert not found.ok
    assert found.hint == f"Not answered: {second}"
    actions.answer_condition(draft, second, is_met=True, explanation="Ours.", by=factories.staff(), at=NOW)
    assert gate(draft, "conditions").ok


def test_an_unmet_condition_of_the_instrument_keeps_the_gate_closed():
    ScopeItem.objects.filter(code="social-media-operation").update(basis=Basis.READ)
    draft = factories.a_ready_draft("social_media")
    factories.conditions_met(draft, is_met=False)
    found = gate(draft, "conditions")
    assert (found.ok, found.warns, found.hint.count("Not met:")) == (False, False, 2)
    confirm(draft, Topic.SCOPE)
    assert not gate(draft, "conditions").ok


def test_an_unmet_condition_of_a_secondary_source_asks_for_the_legal_officer():
    draft = factories.a_ready_draft("social_media")
    factories.conditions_met(draft, is_met=False)
    assert (gate(draft, "conditions").ok, gate(draft, "conditions").warns) == (True, True)
    assert not gate(draft, "legal").ok
    confirm(draft, Topic.SCOPE)
    assert gate(draft, "legal").ok
    factories.activate(draft)


def test_an_answer_given_again_replaces_the_first_and_the_trail_keeps_both():
    draft = factories.a_ready_draft("social_media")
    factories.conditions_met(draft, is_met=False)
    assert draft.scope_answers.count() == 2
    event = AuditEvent.objects.filter(action="scope.answer_changed").first()
    assert event.changes["is_met"] == [True, False]
    with nothing_written():
        factories.conditions_met(draft, is_met=False)


def test_a_condition_of_another_entry_is_not_answered():
    draft = factories.a_draft("social_media")
    other = item("hotline-call-handling").conditions.first()
    with nothing_written(), pytest.raises(Refused, match="another entry"):
        actions.answer_condition(draft, other, is_met=True, explanation="So.", by=factories.staff(), at=NOW)


def test_an_answer_says_how():
    draft = factories.a_draft("social_media")
    condition = draft.scope_item.conditions.first()
    with nothing_written(), pytest.raises(ValidationError, match="blank"):
        actions.answer_condition(draft, condition, is_met=True, explanation="  ", by=factories.staff(), at=NOW)


# ---- the legal officer's word ----


def _doubtful():
    return factories.a_ready_draft(scope_item=item("hotline-request-handling"))


def test_a_doubt_closes_a_gate_until_the_legal_officer_has_spoken():
    draft = _doubtful()
    found = gate(draft, "legal")
    assert (found.ok, found.warns) == (False, True)
    assert "No. 66" in found.source
    with nothing_written(), pytest.raises(Refused, match="legal officer"):
        factories.activate(draft)
    confirm(draft, Topic.SCOPE, document_number="LO-7")
    assert "Lawful: see the file note." in gate(draft, "legal").hint
    factories.activate(draft)


def test_whoever_registered_the_contract_does_not_confirm_it():
    officer = factories.a_user(("contract_manager", "legal_officer"))
    draft = _doubtful()  # by the agency's first contract manager
    with nothing_written(), pytest.raises(PermissionDenied, match="Somebody else"):
        confirm(draft, Topic.SCOPE, by=officer)


def test_a_topic_is_confirmed_once():
    draft = _doubtful()
    confirm(draft, Topic.SCOPE)
    with nothing_written(), pytest.raises(ValidationError, match="confirmed this already"):
        confirm(draft, Topic.SCOPE)


def test_what_was_confirmed_of_other_facts_lapses():
    draft = _doubtful()
    confirm(draft, Topic.SCOPE)
    actions.change_contract(draft, {"amount": 5}, by=factories.staff(), at=NOW)
    assert draft.confirmations.count() == 1
    actions.change_contract(draft, {"scope_item": item("hotline-it")}, by=factories.staff(), at=NOW)
    assert draft.confirmations.count() == 0
    assert AuditEvent.objects.filter(action="legality.lapsed", contract_id=draft.pk).count() == 1


def test_a_discarded_draft_takes_its_answers_and_confirmations_with_it():
    draft = factories.a_ready_draft("social_media")
    confirm(draft, Topic.SCOPE)
    actions.discard_contract(draft, by=factories.staff(), at=NOW)
    assert not Contract.objects.exists()


# ---- as data ----


def test_the_gates_are_given_out_as_plain_data():
    draft = factories.a_draft()
    rows = gates.as_data(draft, TODAY)
    assert [row["code"] for row in rows] == [gate.code for gate in gates.check(draft, TODAY)]
    assert set(rows[0]) == {"code", "label", "hint", "ok", "fix", "source", "warns"}


# ---- a tender ----


def test_a_tender_is_announced_once_its_conditions_are_answered():
    tender = factories.a_tender("social_media")
    with nothing_written(), pytest.raises(Refused, match=r"cannot be announced yet.*Not answered: An official"):
        announce(tender)
    factories.conditions_met(tender)
    assert announce(tender).status == "announced"


def test_a_tender_in_doubt_waits_for_the_legal_officer():
    tender = factories.a_tender(scope_item=item("hotline-request-handling"))
    with nothing_written(), pytest.raises(Refused, match="may not be outsourced"):
        announce(tender)
    confirm(tender, Topic.SCOPE)
    assert announce(tender).status == "announced"


def test_a_contract_takes_over_what_was_answered_and_confirmed_on_its_tender():
    draft = factories.a_draft_of_a_tender(factories.an_awarded_tender("social_media"))
    assert gate(draft, "conditions").ok
    assert not draft.scope_answers.exists()
    factories.conditions_met(draft, is_met=False)
    assert gate(draft, "conditions").warns


def announce(tender):
    return actions.announce_tender(
        tender,
        notice_on=date(2026, 11, 2),
        documents_from=date(2026, 11, 2),
        documents_until=date(2026, 11, 9),
        bids_due_on=date(2026, 11, 30),
        by=factories.staff(),
        at=NOW,
    )


@pytest.mark.parametrize("make", [factories.a_draft, factories.a_tender])
def test_what_is_said_on_a_row_is_seen_within_its_agency_only(make):
    about = make("social_media")
    factories.conditions_met(about)
    said = confirm(about, Topic.SCOPE)
    own, stranger = factories.staff(), factories.a_user(agency=factories.an_agency())
    assert ScopeAnswer.objects.visible_to(own).count() == 2
    assert LegalConfirmation.objects.visible_to(own).get() == said
    assert said.agency == about.agency
    assert not ScopeAnswer.objects.visible_to(stranger).exists()
    assert not LegalConfirmation.objects.visible_to(stranger).exists()
