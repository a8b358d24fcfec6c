"""Sections of works: none shares a stretch with another, and each has its approved design before it is in force."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts import actions, gates
from contracts.models import Duty, WorkSection
from contracts.refusals import Refused
from contracts.sections import overlaps
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return factories.a_draft("irrigation")


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "field"),
    [(500, 1500, "ends_at"), (1500, 2500, "starts_at"), (900, 2100, "ends_at"), (1200, 1300, "starts_at")],
)
def test_a_section_that_shares_a_stretch_with_another_is_refused(draft, starts_at, ends_at, field):
    factories.a_section(draft, starts_at=1000, ends_at=2000)
    with nothing_written(), pytest.raises(Refused) as refusal:
        factories.a_section(draft, starts_at=starts_at, ends_at=ends_at)
    assert "overlaps with K1+000–K2+000" in str(refusal.value.message_dict[field])


def test_sections_may_meet_end_to_start_and_belong_to_different_contracts(draft):
    for starts_at in (0, 1000, 2000):
        factories.a_section(draft, starts_at=starts_at, ends_at=starts_at + 1000)
    factories.a_section(factories.a_draft("irrigation"), starts_at=500, ends_at=1500)
    assert overlaps(WorkSection.objects.all()) == {}


def test_a_section_cannot_be_stretched_over_its_neighbour(draft):
    first = factories.a_section(draft)
    factories.a_section(draft)
    with nothing_written(), pytest.raises(Refused, match="overlaps with"):
        actions.change_term(first, {"ends_at": 1001}, by=factories.staff(), at=NOW)


def test_many_sections_are_compared_at_once_whatever_their_order():
    def section(key: int, contract: int, starts_at: int, ends_at: int) -> WorkSection:
        return WorkSection(pk=key, contract_id=contract, starts_at=starts_at, ends_at=ends_at)

    long, inside, apart = section(1, 1, 0, 5000), section(2, 1, 1000, 2000), section(3, 1, 5000, 6000)
    late, elsewhere = section(4, 1, 4000, 4500), section(5, 2, 0, 5000)
    found = overlaps([apart, elsewhere, late, inside, long])
    assert found == {1: inside, 2: long, 4: long}


# ---- what activation needs ----


def _gate(contract, code):
    return next((gate for gate in gates.check(contract, TODAY) if gate.code == code), None)


def test_works_need_sections_with_their_whole_design(draft):
    assert not _gate(draft, "designed").ok
    section = factories.a_section(draft)
    assert _gate(draft, "designed").ok
    for column in ("design_depth", "depth_tolerance", "design_bottom_width", "lining_thickness"):
        kept = getattr(section, column)
        actions.change_term(section, {column: None}, by=factories.staff(), at=NOW)
        assert str(section) in _gate(draft, "designed").hint
        actions.change_term(section, {column: kept}, by=factories.staff(), at=NOW)
    actions.change_term(section, {"design_edition": ""}, by=factories.staff(), at=NOW)
    assert not _gate(draft, "designed").ok


@pytest.mark.parametrize("lining", ["earth", "membrane"])
def test_a_lining_that_is_not_measured_in_millimetres_needs_no_thickness(draft, lining):
    factories.a_section(draft, lining_type=lining, lining_thickness=None, thickness_tolerance=None)
    assert _gate(draft, "designed").ok


def test_many_sections_without_design_are_named_in_part(draft):
    for _number in range(5):
        factories.a_section(draft, design_edition="")
    assert "K2+000–K3+000 …" in _gate(draft, "designed").hint


def test_other_services_have_no_gate_for_sections_and_none_for_a_supervisor():
    hotline = factories.a_draft()
    assert _gate(hotline, "designed") is None
    assert _gate(hotline, "supervisor") is None


def test_works_need_a_chief_supervisor_and_every_contract_is_reminded_of_who_accepts(draft):
    assert not _gate(draft, "supervisor").ok
    assert (_gate(draft, "acceptance").ok, _gate(draft, "acceptance").warns) == (True, True)
    duty = factories.a_duty(draft, factories.a_user("supervisor"), Duty.Role.SUPERVISOR, acknowledged=False)
    assert not _gate(draft, "supervisor").ok
    actions.acknowledge_duty(duty, by=duty.person, at=NOW)
    assert _gate(draft, "supervisor").ok
    factories.a_duty(draft, role=Duty.Role.ACCEPTANCE)
    assert not _gate(draft, "acceptance").warns
    actions.close_account(duty.person, by=factories.root(), at=NOW)
    assert not _gate(draft, "supervisor").ok


def test_the_gates_of_works_take_no_more_queries_for_more_sections(draft):
    factories.a_section(draft)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            gates.check(draft, TODAY)
        return len(captured)

    before = queries()
    for _number in range(4):
        factories.a_section(draft, design_depth=Decimal("1.3"))
    assert queries() == before
