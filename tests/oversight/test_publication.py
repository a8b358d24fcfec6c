"""The one door outward: what is published is frozen, digested, built from an allow-list, and names no person."""

import hashlib
import json
from decimal import Decimal

import pytest
import rfc8785
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.actions import acknowledge_duty, hand_over_duty
from contracts.models import AuditEvent, User
from inspections.actions import revise_reading, verify_rectification
from inspections.models import Inspection
from oversight import publication, scorecards, scoring
from oversight.models import Scorecard
from tests import factories
from tests.factories import NOW, Q3, days, on

BOTH = {"en", "zh-hans"}
# Every key the public gets, at every level; a list stands for each of its entries.
ALLOWED = {
    "type": None,
    "format": None,
    "public_id": None,
    "demonstration": None,
    "contract": {
        "public_id": None,
        "reference": None,
        "title": BOTH,
        "kind": {"code": None, "name": BOTH},
        "amount_cny": None,
        "starts_on": None,
        "ends_on": None,
    },
    "vendor": {"public_id": None, "name": BOTH, "credit_code": None},
    "accountable": {"agency": BOTH, "post": BOTH, "office_phone": None},
    "period": {"start": None, "end": None},
    "revision": None,
    "change_note": None,
    "previous": {"public_id": None, "sha256": None, "score_bp": None, "coverage_bp": None, "band": None},
    "published_on": None,
    "score_bp": None,
    "coverage_bp": None,
    "band": None,
    "parts": [dict.fromkeys(["code", "weight_bp", "score_bp", "coverage_bp", "n"])],
    "scheme": dict.fromkeys(["version", "minimum_coverage_bp", "good_from_bp", "near_from_bp", "improve_from_bp"]),
    "metrics": [
        {
            **dict.fromkeys(["indicator", "unit", "higher_is_better", "target", "floor", "weight_bp"]),
            "name": BOTH,
            "readings": [
                dict.fromkeys(["start", "end", "value", "numerator", "denominator", "source", "revision"]),
            ],
        }
    ],
    "inspections": [
        {
            **dict.fromkeys(["number", "method", "due_on", "visited_on", "judged", "passed"]),
            "findings": [
                {
                    **dict.fromkeys(["section", "remote", "measured", "design", "tolerance", "severity"]),
                    **dict.fromkeys(["veto", "order"]),
                    "question": BOTH,
                    "unit": BOTH,
                }
            ],
        }
    ],
    "orders": [dict.fromkeys(["number", "issued_on", "due_on", "verified_on", "outcome"])],
}


def check_keys(found, allowed, place="") -> None:
    if isinstance(allowed, list):
        assert found, f"{place} is empty: nothing is shown by it"
        for entry in found:
            check_keys(entry, allowed[0], f"{place}[]")
    elif isinstance(allowed, set):
        assert set(found) == allowed, place
    elif isinstance(allowed, dict):
        assert set(found) == set(allowed), place
        for key, value in found.items():
            check_keys(value, allowed[key], f"{place}.{key}")
    else:
        assert not isinstance(found, dict | list), place


@pytest.fixture
def card(db) -> Scorecard:
    """Published as revision 2, with a finding measured in the field, an order and a correction of a reading."""
    contract = factories.an_active_contract("irrigation", published=True, budget=Decimal("987654321.00"))
    factories.evidence_of_a_period(contract, failing=(1,))
    factories.a_published_card(factories.a_draft_card(contract, evidence=False))
    visit = Inspection.objects.get(contract=contract, due_on=Q3.start + days(30))
    report = visit.reports.get()
    order = factories.an_order(report.findings.first(), working_days=5, at=on(report.filed_at.date()))
    by = factories.staff("supervisor")
    verify_rectification(order, by=by, at=on(order.due_on), note="Dug to depth.")
    reading = factories.a_reading_due(contract, "W1", month="2026-08").readings.get()
    worse = {"numerator": Decimal(9), "denominator": Decimal(10)}
    revise_reading(reading, **worse, reason="A gauge was read wrongly.", by=factories.staff(), at=NOW)
    return factories.a_published_card(factories.a_draft_card(contract, evidence=False, note="August was corrected."))


def test_the_payload_has_exactly_the_keys_of_the_allow_list(card):
    payload = json.loads(card.payload)
    for inspection in payload["inspections"]:
        for finding in inspection["findings"]:
            finding["unit"] = finding["unit"] or {"en": "", "zh-hans": ""}  # a question of yes or no has none
    check_keys(payload, ALLOWED)


def test_no_persons_name_and_no_login_is_in_it(card):
    for person in User.objects.all():
        for private in (person.name_en, person.name_zh_hans, person.username, person.email):
            assert not private or f'"{private}"' not in card.payload
            assert len(private) < 6 or private not in card.payload


def test_what_was_planted_in_private_fields_does_not_come_out(db):
    names = {"username": "PRIVATE-login", "name_en": "PRIVATE-name", "name_zh_hans": "PRIVATE-姓名"}
    lead = factories.a_user(**names, email="PRIVATE@example.org")
    contract = factories.an_active_contract(published=True, lead=lead, budget=Decimal("987654321.00"))
    factories.schedule()
    person = factories.a_user("inspector", name_en="PRIVATE-inspector")
    visit = factories.a_scheduled_inspection(
        contract, due_on=Q3.end, inspectors=[person, factories.a_user("inspector")], at=on(Q3.end)
    )
    report = factories.an_approved_report(visit, failing=[2], remarks="PRIVATE-remarks", at=on(Q3.end))
    order = factories.an_order(report.findings.get(), at=on(Q3.end))
    verify_rectification(order, by=factories.staff("supervisor"), at=NOW, note="PRIVATE-note")
    report.answers.update(text="PRIVATE-text")
    card = factories.a_published_card(factories.a_draft_card(contract, evidence=False))
    assert "PRIVATE" not in card.payload
    assert "987654321" not in card.payload


def test_the_lead_stands_in_it_by_post_and_office_telephone(card):
    assert json.loads(card.payload)["accountable"] == {
        "agency": {"en": card.contract.agency.name_en, "zh-hans": card.contract.agency.name_zh_hans},
        "post": {"en": "Section chief", "zh-hans": "科长"},
        "office_phone": card.contract.duties.leads().get().person.office_phone,
    }


@pytest.mark.django_db
def test_of_a_contract_closed_within_the_period_the_post_is_the_one_that_answered_last():
    """Closing ends every duty; that nobody answers afterwards leaves nobody out of what came before."""
    contract = factories.an_active_contract(published=True)
    lead = contract.duties.get().person
    factories.close(contract, at=on(Q3.end - days(20)))
    card = factories.a_published_card(factories.a_draft_card(contract, evidence=False))
    assert json.loads(card.payload)["accountable"]["office_phone"] == lead.office_phone


@pytest.mark.django_db
def test_the_post_is_the_one_that_answered_on_the_last_day_of_the_period():
    contract = factories.an_active_contract(published=True)
    then = contract.duties.get().person
    later = factories.a_user(office_phone="0990-LATER")
    at = on(Q3.end + days(10))
    duty = hand_over_duty(contract.duties.get(), later, by=factories.staff(), at=at)
    acknowledge_duty(duty, by=later, at=at)
    card = factories.a_published_card(factories.a_draft_card(contract, evidence=False))
    assert json.loads(card.payload)["accountable"]["office_phone"] == then.office_phone


def test_the_digest_is_that_of_the_text_and_the_text_is_canonical(card):
    assert card.digest == hashlib.sha256(card.payload.encode()).hexdigest()
    assert rfc8785.dumps(json.loads(card.payload)).decode() == card.payload


def test_numbers_of_the_judgement_are_whole(card):
    def no_float(text: str) -> None:
        raise AssertionError(text)

    json.loads(card.payload, parse_float=no_float)


def test_anyone_can_compute_the_score_again_from_what_was_published(card):
    payload = json.loads(card.payload)
    weights = {f"{part['code']}_bp": part["weight_bp"] for part in payload["parts"]}
    scheme = scoring.Scheme(**weights, **{k: v for k, v in payload["scheme"].items() if k != "version"})
    result = scoring.score(scorecards.evidence_of(payload), scheme)
    verdict = (payload["score_bp"], payload["coverage_bp"], payload["band"])
    assert (result.score_bp, result.coverage_bp, result.band) == verdict


def test_the_text_is_the_same_in_whatever_language_it_is_published(card):
    texts = set()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            inputs = scorecards.gather(card.contract, Q3)
            texts.add(publication.canonical({**publication.payload_of(card, None, NOW), **inputs}))
    assert len(texts) == 1


def test_a_new_revision_supersedes_the_old_and_names_it(card):
    first = Scorecard.objects.get(contract=card.contract, revision=1)
    assert (first.status, card.status) == (Scorecard.Status.SUPERSEDED, Scorecard.Status.PUBLISHED)
    payload = json.loads(card.payload)
    assert payload["previous"]["sha256"] == first.digest
    assert payload["previous"]["score_bp"] == first.score_bp
    assert payload["change_note"] == "August was corrected."
    assert AuditEvent.objects.about(first).filter(action="scorecard.superseded").count() == 1


def test_what_was_published_first_stays_as_it_was(card):
    first = Scorecard.objects.get(contract=card.contract, revision=1)
    assert first.digest == publication.digest_of(first.payload)
    assert json.loads(first.payload)["previous"] is None
    assert set(Scorecard.objects.ever_published()) == {first, card}
    assert list(Scorecard.objects.published()) == [card]


@pytest.mark.django_db
def test_publishing_does_not_reach_into_another_contract_or_period():
    one, other = (factories.a_published_card() for _ in range(2))
    before = factories.a_published_card(factories.a_draft_card(one.contract, factories.Q2, evidence=False))
    for card in (one, other, before):
        card.refresh_from_db()
        assert card.status == Scorecard.Status.PUBLISHED


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
)


@settings(max_examples=30)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values), st.randoms())
def test_the_canonical_text_does_not_depend_on_the_order_of_writing(payload, source):
    shuffled = dict(source.sample(list(payload.items()), len(payload)))
    text = publication.canonical(payload)
    assert publication.canonical(shuffled) == text
    assert json.loads(text) == payload
