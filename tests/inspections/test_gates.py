"""What the evidence needs before a contract may be activated."""

import pytest

from contracts import gates
from contracts.models import InspectionTerm
from contracts.refusals import Refused
from inspections.models import Inspection
from tests import factories
from tests.every_action import nothing_written

pytestmark = pytest.mark.django_db


def test_an_inspection_that_no_checklist_knows_cannot_be_promised():
    """It would never be scheduled, so nobody would ever see that nobody goes."""
    draft = factories.a_ready_draft("hotline")
    factories.an_inspection_term(draft, InspectionTerm.Method.PATROL)
    (missing,) = [gate for gate in gates.check(draft, draft.starts_on) if not gate.ok]
    assert "Patrol" in missing.hint
    with nothing_written(), pytest.raises(Refused, match="There is a checklist for every inspection promised"):
        factories.activate(draft)


def test_every_inspection_of_a_contract_in_force_is_scheduled():
    contract = factories.an_active_contract("hotline")
    factories.schedule()
    assert set(contract.inspection_terms.all()) == {row.term for row in Inspection.objects.all()}
