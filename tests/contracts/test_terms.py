"""What a contract promises, and that the promise stands once it is in force."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import actions, gates
from contracts.models import InspectionTerm, MetricTerm, WorkSection
from contracts.models.terms import FULL_WEIGHT
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def weights_are_full(contract):
    return next(gate.ok for gate in gates.check(contract, contract.starts_on) if gate.code == "weights")


@pytest.mark.parametrize(
    ("weights", "full"),
    [
        ([10_000], True),
        ([6_000, 4_000], True),
        ([3_333, 3_333, 3_334], True),
        ([9_999], False),
        ([6_000, 4_001], False),
    ],
)
def test_the_weights_have_to_add_up_to_exactly_100_percent(weights, full):
    draft = factories.a_draft()
    for code, weight in zip(("H1", "H2", "H3"), weights, strict=False):
        factories.a_metric_term(draft, code, weight_bp=weight)
    assert weights_are_full(draft) is full


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, FULL_WEIGHT), min_size=1, max_size=9))
def test_the_sum_of_weights_is_exact(weights):
    draft = factories.a_draft()
    for number, weight in enumerate(weights, 1):
        factories.a_metric_term(draft, f"H{number}", weight_bp=weight)
    assert draft.metric_terms.weight() == sum(weights)
    assert weights_are_full(draft) is (sum(weights) == FULL_WEIGHT)


def test_a_contract_without_terms_weighs_nothing():
    assert factories.a_draft().metric_terms.weight() == 0


@pytest.mark.parametrize("weight", [0, -1, 10_001])
def test_a_weight_outside_one_to_ten_thousand_is_refused(weight):
    draft = factories.a_draft()
    with pytest.raises(ValidationError, match="weight"):
        factories.a_metric_term(draft, weight_bp=weight)


def test_an_indicator_is_promised_once():
    draft = factories.a_draft()
    factories.a_metric_term(draft, "H1", weight_bp=5_000)
    with pytest.raises(ValidationError, match="promised already"):
        factories.a_metric_term(draft, "H1", weight_bp=5_000)


def test_a_method_of_inspection_is_promised_once():
    draft = factories.a_draft()
    factories.an_inspection_term(draft)
    with pytest.raises(ValidationError, match="promised already"):
        factories.an_inspection_term(draft)


@pytest.mark.parametrize("fields", [{"frequency": 2}, {"minimum_inspectors": 0}, {"minimum_inspectors": 10}])
def test_an_impossible_inspection_is_not_promised(fields):
    draft = factories.a_draft()
    with pytest.raises(ValidationError):
        factories.an_inspection_term(draft, **fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"starts_at": 1000, "ends_at": 1000}, "end of the section lies before its start"),
        ({"starts_at": 2000, "ends_at": 1000}, "end of the section lies before its start"),
        ({"design_depth": Decimal("-1")}, "design_depth"),
        ({"design_depth": Decimal("1.2345")}, "decimal places"),
    ],
)
def test_an_impossible_section_is_refused(fields, message):
    draft = factories.a_draft("irrigation")
    with pytest.raises(ValidationError, match=message):
        factories.a_section(draft, **fields)


def test_two_sections_do_not_start_at_the_same_place():
    draft = factories.a_draft("irrigation")
    factories.a_section(draft, starts_at=0)
    with pytest.raises(ValidationError, match="starts at this chainage already"):
        factories.a_section(draft, starts_at=0)


def test_sections_are_named_by_chainage_and_remote_from_500_metres_on():
    draft = factories.a_draft("irrigation")
    near = factories.a_section(draft, starts_at=2350, distance_to_road=500)
    far = factories.a_section(draft, starts_at=12005, distance_to_road=501)
    assert (str(near), str(far)) == ("K2+350–K3+350", "K12+005–K13+005")
    assert list(WorkSection.objects.remote()) == [far]
    assert (near.is_remote, far.is_remote) == (False, True)


@pytest.mark.parametrize(
    "make",
    [
        lambda contract: MetricTerm(contract=contract, indicator_id=1, target=1, weight_bp=1),
        lambda contract: InspectionTerm(contract=contract, method="patrol"),
        lambda contract: WorkSection(contract=contract, starts_at=0, ends_at=1, distance_to_road=0),
    ],
)
def test_nothing_is_added_to_a_contract_in_force(make):
    contract = factories.an_active_contract()
    with nothing_written(), pytest.raises(Refused, match="only a draft"):
        actions.add_term(make(contract), by=factories.staff(), at=NOW)


def test_a_term_cannot_be_moved_into_a_contract_in_force():
    term = factories.a_metric_term(factories.a_draft(), "H2", weight_bp=1)
    in_force = factories.an_active_contract()
    with nothing_written(), pytest.raises(Refused, match="only a draft"):
        actions.change_term(term, {"contract": in_force}, by=factories.staff(), at=NOW)


def test_a_term_of_a_draft_activated_meanwhile_stays():
    draft = factories.a_ready_draft()
    stale = draft.inspection_terms.select_related("contract").get()
    factories.activate(draft, at=NOW)
    with nothing_written(), pytest.raises(Refused) as refusal:
        actions.remove_term(stale, by=factories.staff(), at=NOW)
    assert refusal.value.code == "stale"
