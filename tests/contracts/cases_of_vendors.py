"""The actions on a vendor's credit file, vetting and trainings, each as a Case for tests/every_action.py."""

from typing import Any

from contracts import actions
from contracts.models import Contract, VendorCertificate, VendorRestriction
from contracts.models.credit import CreditList
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, TODAY, days
from tests.factories.files import a_pdf

NEW = "it makes a new row"
ONE_FOR_ALL = "the vendor register is one for all agencies"


def _revoked() -> VendorCertificate:
    return actions.revoke_certificate(factories.a_certificate(), reason="Forged.", by=factories.staff(), at=NOW)


def _lifted() -> VendorRestriction:
    by = factories.staff("legal_officer")
    return actions.lift_restriction(factories.a_restriction(), reason="Decided anew.", by=by, at=NOW)


def _ended() -> VendorRestriction:
    return factories.a_restriction(starts_on=TODAY - days(9), ends_on=TODAY - days(1))


def _barred(make: Any = factories.a_draft) -> tuple[Contract, VendorRestriction]:
    contract = make()
    return contract, factories.a_restriction(contract.vendor)


def _only_warned() -> tuple[Contract, VendorRestriction]:
    contract = factories.a_draft()
    return contract, factories.a_restriction(contract.vendor, level=VendorRestriction.Level.WARN)


def _of_another_vendor() -> tuple[Contract, VendorRestriction]:
    return factories.a_draft(), factories.a_restriction()


def _barred_and_lifted() -> tuple[Contract, VendorRestriction]:
    contract, restriction = _barred()
    by = factories.staff("legal_officer")
    return contract, actions.lift_restriction(restriction, reason="Decided anew.", by=by, at=NOW)


VENDORS = {
    "record_certificate": Case(
        call=lambda vendor, by: factories.a_certificate(vendor, by=by),
        event="certificate.recorded",
        subject=factories.a_vendor,
        changes={"vendor", "kind", "issuer", "covers_from", "covers_to", "stored"},
        stateless=NEW,
        anywhere=ONE_FOR_ALL,
    ),
    "revoke_certificate": Case(
        call=lambda row, by: actions.revoke_certificate(row, reason="Forged.", by=by, at=NOW),
        event="certificate.revoked",
        subject=factories.a_certificate,
        changes={"revoked_on", "revoke_reason"},
        wrong_states={"revoked": _revoked},
        anywhere=ONE_FOR_ALL,
    ),
    "record_credit_query": Case(
        call=lambda vendor, by: factories.a_credit_query(vendor, CreditList.TAX, by=by),
        event="credit_query.recorded",
        subject=factories.a_vendor,
        changes={"vendor", "credit_list", "queried_on", "result", "stored", "recorded_by"},
        stateless=NEW,
        anywhere=ONE_FOR_ALL,
    ),
    "restrict_vendor": Case(
        call=lambda vendor, by: actions.restrict_vendor(
            vendor, level="block", origin="decision", ground="A ground.", source="No. 1", starts_on=TODAY, by=by, at=NOW
        ),
        event="restriction.placed",
        subject=factories.a_vendor,
        role="legal_officer",
        changes={"vendor", "level", "origin", "ground", "source", "starts_on"},
        stateless=NEW,
        anywhere=ONE_FOR_ALL,
    ),
    "lift_restriction": Case(
        call=lambda row, by: actions.lift_restriction(row, reason="Decided anew.", by=by, at=NOW),
        event="restriction.lifted",
        subject=factories.a_restriction,
        role="legal_officer",
        changes={"lifted_on", "lift_reason"},
        wrong_states={"lifted": _lifted, "past its last day": _ended},
        anywhere=ONE_FOR_ALL,
    ),
    "review_vendor": Case(
        call=lambda vendor, by: factories.a_review(vendor, by=by),
        event="vetting.recorded",
        subject=factories.a_vendor,
        changes={"vendor", "reviewer", "reviewed_on", "valid_until", "passed"},
        stateless=NEW,
        anywhere=ONE_FOR_ALL,
    ),
    "approve_waiver": Case(
        call=lambda pair, by: actions.approve_waiver(
            *pair, reason="No other vendor.", expires_on=TODAY + days(30), by=by, at=NOW
        ),
        event="waiver.approved",
        subject=_barred,
        role="administrator",
        changes={"restriction", "contract", "reason", "expires_on", "approver"},
        wrong_states={
            "in force": lambda: _barred(factories.an_active_contract),
            "only warned of": _only_warned,
            "another vendor's": _of_another_vendor,
            "lifted": _barred_and_lifted,
        },
    ),
    "record_training": Case(
        call=lambda contract, by: actions.record_training(
            contract, a_pdf("training"), topic="Calls", held_on=TODAY, trained=3, assessed=2, passed=1, by=by, at=NOW
        ),
        event="training.recorded",
        subject=factories.an_active_contract,
        changes={"contract", "topic", "held_on", "trained", "assessed", "passed", "stored"},
        wrong_states={"closed": lambda: factories.close(factories.an_active_contract())},
    ),
}
