"""What the public reads of a vendor's restrictions and of waivers: the ground, the dates, the office; no person."""

import pytest

from contracts.actions import publish_contract
from contracts.models import VendorRestriction
from tests import factories
from tests.factories import TODAY, days, on

pytestmark = pytest.mark.django_db


def page(client, kind, row):
    return client.get(f"/en/{kind}/{row.public_id}/").content.decode()


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(factories.NOW, tick=False)


def test_a_bar_is_public_with_its_ground_its_source_and_its_days(client):
    vendor = factories.an_active_contract(published=True).vendor
    assert "Restrictions in effect" not in page(client, "vendors", vendor)
    factories.a_restriction(vendor)
    text = page(client, "vendors", vendor)
    for shown in ("Left two contracts unfinished.", "Data Bureau, Decision No. 3", "20 November 2026"):
        assert shown in text


def test_a_warning_and_what_is_over_are_not_public(client):
    vendor = factories.an_active_contract(published=True).vendor
    factories.a_restriction(vendor, level=VendorRestriction.Level.WARN)
    factories.a_restriction(vendor, starts_on=TODAY - days(9), ends_on=TODAY - days(1))
    assert "Left two contracts unfinished." not in page(client, "vendors", vendor)


def test_a_waiver_is_public_with_its_reason_and_its_office_and_names_nobody(client):
    draft = factories.a_ready_draft()
    waiver = factories.a_waiver(draft, at=on(draft.starts_on))
    factories.activate(draft)
    by = factories.staff("contract_manager")
    publish_contract(draft, by=by, at=on(draft.starts_on))
    text = page(client, "contracts", draft)
    for shown in (
        "Left two contracts unfinished.",
        "No other vendor runs this line.",
        "31 January 2026",
        "Data Bureau",
    ):
        assert shown in text
    assert waiver.approver.name_en not in text
    assert waiver.approver.username not in text
