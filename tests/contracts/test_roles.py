"""Roles are what roles.py says, and every permission it names exists."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied

from contracts import actions, roles
from contracts.models import AuditEvent, Indicator
from tests import factories
from tests.every_action import snapshot
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_every_permission_named_exists():
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    named = {name for role in roles.ROLES for name in role.permissions}
    assert named - known == set()


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.code)
def test_a_role_has_exactly_its_permissions(role):
    group = Group.objects.get(name=role.code)
    held = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")}
    assert held == set(role.permissions)
    assert len(role.permissions) == len(held), "a permission is named twice"


def test_loading_reference_data_twice_changes_nothing():
    before = snapshot()
    actions.load_reference(at=NOW)
    assert snapshot() == before


def test_what_an_administrator_corrected_stays():
    indicator = Indicator.objects.get(code="H1")
    actions.change_reference(indicator, {"name": "Corrected"}, by=factories.staff("administrator"), at=NOW)
    actions.load_reference(at=NOW)
    indicator.refresh_from_db()
    assert indicator.name_en == "Corrected"


def test_what_is_missing_is_added_again_and_recorded():
    Indicator.objects.filter(code__in=["O7", "O8"]).delete()
    actions.load_reference(at=NOW)
    assert Indicator.objects.filter(code__in=["O7", "O8"]).count() == 2
    assert AuditEvent.objects.filter(action="reference.loaded").first().changes["count"] == 2


def test_nobody_holds_both_keys_of_a_pair_of_eyes():
    """Who computes does not publish, and who inspects does not review: the roles are apart."""
    by_code = {role.code: set(role.permissions) for role in roles.ROLES}
    pairs = [
        ("oversight.compute_scorecard", "oversight.approve_scorecard"),
        ("inspections.add_fieldreport", "inspections.review_fieldreport"),
    ]
    assert [code for code, held in by_code.items() for one, other in pairs if {one, other} <= held] == []


def test_every_role_has_a_title_in_words():
    assert [roles.title(role.code) for role in roles.ROLES if roles.title(role.code) == role.code] == []
    assert roles.title("gone") == "gone"


def test_a_person_whose_account_is_closed_may_do_nothing():
    person = factories.a_user("contract_manager")
    actions.close_account(person, by=factories.root(), at=NOW)
    person.refresh_from_db()
    with pytest.raises(PermissionDenied):
        roles.require(person, "contracts.add_contract", factories.the_agency())


def test_the_automation_account_exists_once_and_nobody_can_sign_in_with_it(client):
    account = factories.automation()
    assert not account.has_usable_password()
    assert [group.name for group in account.groups.all()] == ["automation"]
