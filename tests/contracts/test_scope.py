"""Row scope: one's own agency and those below it, in every table that belongs to an agency."""

import pytest
from django.apps import apps

from contracts import actions
from contracts.models import Agency, AuditEvent, RegisterImport, Vendor
from contracts.models.catalogue import AboutTenderOrContract
from contracts.models.credit import OfVendor
from contracts.models.scope import AgencyScoped
from tests import factories

pytestmark = pytest.mark.django_db


# One register for all agencies: a vendor's record elsewhere is what an official must see
OF_ALL = {Vendor, *(model for model in apps.get_models() if isinstance(model._default_manager.all(), OfVendor))}
OF_ONE_PERSON = {RegisterImport}


def scoped_models():
    models = [
        model
        for label in ("contracts", "inspections", "oversight")
        for model in apps.get_app_config(label).get_models()
    ]
    return [m for m in models if isinstance(m._default_manager.all(), AgencyScoped) and m not in OF_ALL | OF_ONE_PERSON]


def _everything_in(agency):
    """A row of every scoped table of the two lower layers, in that agency."""
    works = factories.an_active_contract("irrigation", agency)
    factories.an_order(factories.a_finding(inspection=factories.a_scheduled_inspection(works)))
    factories.a_reading(factories.a_reading_due(works))
    tender = factories.an_announced_tender("social_media", agency)
    factories.a_bid(tender)
    officer = factories.staff("legal_officer", agency)
    contract = factories.an_active_contract(agency=agency)
    factories.delegate(contract.duties.get(), factories.a_user(), factories.STARTS_ON, factories.STARTS_ON)
    factories.an_amendment(contract)
    factories.an_acceptance(contract)
    factories.a_payment(contract)
    factories.a_training(contract)
    factories.a_waiver(factories.a_ready_draft(agency=agency))
    factories.a_succession(factories.an_active_contract(agency=factories.an_agency()), agency)
    actions.confirm_legality(tender, "clock", opinion="Lawful.", by=officer, at=factories.NOW)


@pytest.fixture
def tree():
    """county > bureau > station, and a sibling of the bureau; each with a row of everything."""
    county = factories.an_agency("County")
    bureau, sibling = factories.an_agency("Bureau", county), factories.an_agency("Sibling", county)
    agencies = {
        "above": county,
        "own": bureau,
        "below": factories.an_agency("Station", bureau),
        "sibling": sibling,
    }
    for agency in agencies.values():
        _everything_in(agency)
    return agencies


def agencies_of(rows):
    lookup = rows.agency_lookup
    if rows.model is AuditEvent:
        return set(rows.exclude(agency_path="").values_list("agency_path", flat=True))
    if isinstance(rows, AboutTenderOrContract):
        return {row.agency.path for row in rows}
    path = f"{lookup}__path" if lookup else "path"
    return set(rows.order_by().values_list(path, flat=True))


LOWER = [model for model in scoped_models() if model._meta.app_label != "oversight"]


def test_an_official_sees_the_own_agency_and_those_below_it_and_no_other(tree):
    official = factories.a_user("contract_manager", tree["own"])
    for model in LOWER:
        rows = model._default_manager.visible_to(official)
        assert agencies_of(rows) == {tree["own"].path, tree["below"].path}, model


def test_a_scope_given_to_a_person_widens_what_is_seen(tree):
    official = factories.a_user("contract_manager", tree["own"], scope=tree["above"])
    for model in LOWER:
        assert agencies_of(model._default_manager.visible_to(official)) == {a.path for a in tree.values()}, model


def test_a_narrower_scope_hides_the_own_agency(tree):
    official = factories.a_user("contract_manager", tree["own"], scope=tree["below"])
    for model in LOWER:
        assert agencies_of(model._default_manager.visible_to(official)) == {tree["below"].path}, model


def test_an_auditor_sees_everything(tree):
    auditor = factories.a_user("auditor", tree["sibling"])
    for model in LOWER:
        assert model._default_manager.visible_to(auditor).count() == model._default_manager.count(), model


def test_somebody_without_an_agency_sees_nothing(tree):
    nobody = factories.a_user("contract_manager", tree["own"])
    nobody.agency = None
    for model in LOWER:
        assert not model._default_manager.visible_to(nobody).exists(), model


def test_every_table_of_the_lower_layers_that_belongs_to_an_agency_is_scoped():
    scoped = set(scoped_models())
    unscoped = {
        model.__name__
        for label in ("contracts", "inspections")
        for model in apps.get_app_config(label).get_models()
        if model not in scoped
    }
    # The registers and libraries of all, what is publicly reported anyway, what is one person's own, and parts that
    # are only seen with their report, checklist, catalogue entry, review or the row that names the file.
    assert unscoped == {
        "Answer", "ApiToken", "AuditSeal", "Checklist", "ChecklistItem", "CreditQuery", "Evidence", "Holiday",
        "Indicator", "LegalRule", "RegisterImport", "ReportedContract", "ReportedFigure", "ScopeCondition",
        "ScopeItem", "ServiceKind", "StoredFile", "Vendor", "VendorCertificate", "VendorRestriction",
        "VettingAnswer", "VettingQuestion", "VettingReview",
    }  # fmt: skip


def test_oversees_agrees_with_what_is_visible(tree):
    for agency in (None, *tree.values()):
        person = factories.a_user("contract_manager", tree["own"], scope=agency)
        seen = set(Agency.objects.visible_to(person))
        assert {a for a in tree.values() if person.oversees(a)} == seen
