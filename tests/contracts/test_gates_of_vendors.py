"""What a vendor must have before a contract with it is put in force."""

from datetime import date

import pytest

from contracts import actions, credit_file, gates
from contracts.models import VendorCertificate, VendorRestriction
from contracts.models.credit import CreditList
from contracts.refusals import Refused
from tests import factories
from tests.factories import NOW, TODAY, days, on
from tests.factories.files import a_pdf

pytestmark = pytest.mark.django_db
Kind = VendorCertificate.Kind


def gate(contract, code, on_day=TODAY):
    return next((found for found in gates.check(contract, on_day) if found.code == code), None)


def answer(contract, code, on_day=TODAY):
    found = gate(contract, code, on_day)
    return found.ok, found.warns


OPEN, WARNS, CLOSED = (True, False), (True, True), (False, False)


def test_a_contract_with_a_vendor_that_nobody_looked_at_does_not_come_into_force():
    bare = factories.a_draft()
    assert {
        code: gate(bare, code).ok for code in ("restrictions", "lists", "vetting", "insurance", "tax", "training")
    } == {
        "restrictions": True,
        "lists": False,
        "vetting": False,
        "insurance": False,
        "tax": False,
        "training": False,
    }
    with pytest.raises(Refused, match="Nobody has vetted it yet"):
        factories.activate(bare)


# ---- restrictions ----


def test_a_barred_vendor_gets_no_contract_until_the_bar_is_waived_for_it():
    contract = factories.a_ready_draft()
    bar = factories.a_restriction(contract.vendor, at=on(contract.starts_on))
    with pytest.raises(Refused, match="Left two contracts unfinished"):
        factories.activate(contract)
    assert gate(contract, "restrictions").source == "Data Bureau, Decision No. 3"
    factories.a_waiver(contract, bar, at=on(contract.starts_on))
    assert answer(contract, "restrictions", contract.starts_on) == WARNS
    factories.activate(contract)


def test_a_waiver_is_good_for_one_contract_and_until_its_day():
    contract = factories.a_draft()
    other = factories.a_draft(vendor=contract.vendor)
    waiver = factories.a_waiver(contract)
    assert answer(contract, "restrictions", waiver.expires_on) == WARNS
    assert answer(contract, "restrictions", waiver.expires_on + days(1)) == CLOSED
    assert answer(other, "restrictions") == CLOSED


def test_a_second_bar_is_not_waived_with_the_first():
    contract = factories.a_draft()
    factories.a_waiver(contract)
    factories.a_restriction(contract.vendor, ground="Another ground.")
    assert answer(contract, "restrictions") == CLOSED
    assert gate(contract, "restrictions").hint == "Another ground."


def test_a_warning_only_warns():
    contract = factories.a_draft()
    factories.a_restriction(contract.vendor, level=VendorRestriction.Level.WARN)
    assert answer(contract, "restrictions") == WARNS


def test_a_bar_that_comes_later_leaves_the_contract_in_force():
    contract = factories.an_active_contract()
    factories.a_restriction(contract.vendor)
    contract.refresh_from_db()
    assert contract.status == "active"


# ---- the lists ----


def test_the_list_read_in_the_law_must_be_looked_up_and_the_others_are_asked_for():
    contract = factories.a_draft()
    assert answer(contract, "lists") == CLOSED
    factories.a_credit_query(contract.vendor, CreditList.PROCUREMENT)
    assert answer(contract, "lists") == WARNS
    for name in (CreditList.TAX, CreditList.DEFAULTERS):
        factories.a_credit_query(contract.vendor, name)
    assert answer(contract, "lists") == OPEN
    assert "art. 77" in gate(contract, "lists").source


def test_a_look_at_the_lists_holds_for_ninety_days():
    vendor = factories.vetted(factories.a_vendor())
    contract = factories.a_draft(vendor=vendor)
    assert answer(contract, "lists", TODAY + credit_file.QUERY_HOLDS) == OPEN
    assert answer(contract, "lists", TODAY + credit_file.QUERY_HOLDS + days(1)) == CLOSED


@pytest.mark.parametrize("name", list(CreditList))
def test_a_vendor_in_any_of_the_lists_is_stopped_by_the_list_even_after_the_bar_was_lifted(name):
    vendor = factories.vetted(factories.a_vendor(), NOW - days(10))
    contract = factories.a_draft(vendor=vendor)
    factories.a_credit_query(vendor, name, listed=True)
    assert answer(contract, "restrictions") == CLOSED
    by = factories.staff("legal_officer")
    actions.lift_restriction(VendorRestriction.objects.get(), reason="Taken off the list.", by=by, at=NOW)
    assert (answer(contract, "restrictions"), answer(contract, "lists")) == (OPEN, CLOSED)
    factories.a_credit_query(vendor, name, at=NOW + days(1))
    assert answer(contract, "lists", TODAY + days(1)) == OPEN


# ---- vetting ----


def test_a_vetting_holds_until_its_last_day():
    contract = factories.a_draft()
    factories.a_review(contract.vendor, valid_until=TODAY + days(5))
    assert answer(contract, "vetting", TODAY + days(5)) == OPEN
    assert answer(contract, "vetting", TODAY + days(6)) == CLOSED
    assert answer(contract, "vetting", TODAY - days(1)) == CLOSED


def test_the_last_review_counts_not_the_best():
    contract = factories.a_draft()
    factories.a_review(contract.vendor)
    factories.a_review(contract.vendor, "licence", at=NOW + days(1))
    assert answer(contract, "vetting", TODAY + days(1)) == CLOSED
    assert "failed" in gate(contract, "vetting", TODAY + days(1)).hint


# ---- official proofs ----


def paid(contract, first, last, kind=Kind.SOCIAL_INSURANCE):
    upload = a_pdf(f"{kind} {first}")
    return factories.a_certificate(contract.vendor, kind, covers_from=first, covers_to=last, upload=upload)


def test_a_vendor_that_paid_no_insurance_for_years_gets_no_contract():
    contract = factories.a_draft()
    paid(contract, date(2019, 1, 1), date(2026, 6, 30))
    assert answer(contract, "insurance") == CLOSED
    assert "July 2026" in gate(contract, "insurance").hint
    assert "art. 22" in gate(contract, "insurance").source
    assert answer(contract, "tax") == CLOSED


def test_one_of_the_latest_months_is_proof_and_the_gap_is_told():
    contract = factories.a_draft()
    paid(contract, date(2026, 9, 1), date(2026, 9, 30))
    assert answer(contract, "insurance") == WARNS
    assert "11 are not proved" in gate(contract, "insurance").hint
    paid(contract, date(2025, 10, 1), date(2026, 8, 31))
    assert answer(contract, "insurance") == OPEN


def test_a_revoked_certificate_proves_nothing():
    contract = factories.a_draft()
    certificate = paid(contract, date(2025, 1, 1), date(2026, 10, 31))
    assert answer(contract, "insurance") == OPEN
    actions.revoke_certificate(certificate, reason="Forged.", by=factories.staff(), at=NOW)
    assert answer(contract, "insurance") == CLOSED


def test_of_a_company_founded_a_month_ago_no_proof_can_be_asked():
    contract = factories.a_draft(vendor=factories.a_vendor(founded_on=date(2026, 10, 2)))
    assert answer(contract, "insurance") == WARNS


# ---- training ----


def test_staff_are_trained_before_a_service_begins_and_works_are_judged_by_what_is_built():
    service, works = factories.a_draft(), factories.a_draft("irrigation")
    assert answer(service, "training") == CLOSED
    factories.a_training(service)
    assert answer(service, "training") == OPEN
    assert answer(service, "training", TODAY - days(1)) == CLOSED
    assert gate(works, "training") is None


def test_the_gates_of_a_vendor_with_a_long_file_take_no_more_queries(django_assert_max_num_queries):
    contract = factories.a_ready_draft()
    for step in range(4):
        factories.vetted(contract.vendor, on(TODAY - days(step)))
    with django_assert_max_num_queries(40):
        gates.check(contract, TODAY)
