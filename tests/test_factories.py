"""The factories themselves: everything they make is what the product would have made."""

import pytest
from stdnum.cn import uscc

from contracts.models import AuditEvent
from tests import factories

KINDS = list(factories.PROMISED)


def test_credit_codes_are_valid_in_form_and_never_the_same_twice():
    codes = [factories.credit_code() for _ in range(200)]
    assert all(uscc.is_valid(code) and code[2:8] == "990000" for code in codes)
    assert len(set(codes)) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_contract_of_each_kind_goes_all_the_way_to_an_order(kind):
    contract = factories.an_active_contract(kind)
    inspection = factories.a_scheduled_inspection(contract)
    report = factories.an_approved_report(inspection, failing=[1, 2])
    order = factories.an_order(report.findings.first())
    assert order.contract == contract
    assert order.due_on > factories.TODAY
    for due in [factories.a_reading_due(contract, code) for code in factories.PROMISED[kind][0]]:
        assert factories.a_reading(due).value == due.term.target
    assert AuditEvent.objects.about(contract).filter(action="contract.activated").exists()


@pytest.mark.django_db
def test_good_answers_leave_no_finding():
    assert not factories.a_filed_report().findings.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_reference_data_is_there_in_every_test_with_real_transactions(run):
    factories.an_agency()
    assert AuditEvent.objects.exists()
