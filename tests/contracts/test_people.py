"""Agencies and accounts: the tree grows without holes, and nobody hands out more than they have."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from contracts import actions
from contracts.models import Agency, AuditEvent, User
from contracts.refusals import Refused
from contracts.roles import SEPARATED
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return factories.an_agency("County")


@pytest.fixture
def bureau(county):
    return factories.an_agency("Bureau", county)


@pytest.fixture
def administrator(bureau):
    return factories.a_user("administrator", bureau)


# ---- agencies ----


def test_a_child_is_planted_below_its_parent_although_another_came_meanwhile(county):
    one, other = Agency.objects.get(pk=county.pk), Agency.objects.get(pk=county.pk)
    first, second = factories.an_agency(parent=one), factories.an_agency(parent=other)
    third = factories.an_agency(parent=one)
    assert len({first.path, second.path, third.path}) == 3
    county.refresh_from_db()
    assert county.numchild == 3
    assert set(Agency.objects.within(county)) == {county, first, second, third}


def test_only_somebody_who_sees_all_agencies_founds_a_root(administrator):
    with nothing_written(), pytest.raises(Refused, match="Choose the agency above"):
        actions.found_agency(by=administrator, at=NOW, code="own", name="Own")


def test_an_agency_is_not_founded_below_another_county(administrator):
    elsewhere = factories.an_agency()
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.found_agency(by=administrator, at=NOW, parent=elsewhere, code="own", name="Own")


def test_an_agency_needs_a_name_and_a_code_of_its_own(bureau, administrator):
    with nothing_written(), pytest.raises(ValidationError) as refusal:
        actions.found_agency(by=administrator, at=NOW, parent=bureau, code=bureau.code, name="")
    assert {"code", "name"} <= set(refusal.value.message_dict)


# ---- opening a portal ----


def test_a_portal_is_opened_with_its_first_administrator():
    Agency.objects.all().delete()
    agency, first = actions.open_portal(
        {"code": "county", "name": "County"}, {"username": "first", "name": "First"}, by=factories.automation(), at=NOW
    )
    assert first.agency == agency
    first = User.objects.get(pk=first.pk)
    assert first.sees_all_agencies
    assert actions.found_agency(by=first, at=NOW, code="second", name="Second").depth == 1


def test_a_demonstration_and_a_real_office_do_not_share_a_database(county):
    with nothing_written(), pytest.raises(Refused, match="holds real agencies"):
        actions.open_portal(
            {"code": "demo", "name": "Demo", "is_demonstration": True},
            {"username": "first", "name": "First"},
            by=factories.automation(),
            at=NOW,
        )


# ---- accounts ----


def test_an_account_without_a_password_cannot_be_signed_in_to(client):
    person = factories.a_user()
    assert not person.has_usable_password()
    assert not client.login(username=person.username, password="")


def test_a_closed_account_cannot_be_signed_in_to(client):
    person = factories.a_user(password=factories.PASSWORD)
    assert client.login(username=person.username, password=factories.PASSWORD)
    actions.close_account(person, by=factories.root(), at=NOW)
    assert not client.login(username=person.username, password=factories.PASSWORD)
    assert User.objects.filter(pk=person.pk).exists()


def test_nobody_closes_the_own_account(administrator):
    with nothing_written(), pytest.raises(Refused, match="your own account"):
        actions.close_account(administrator, by=administrator, at=NOW)


def test_nobody_changes_the_own_roles(administrator):
    with nothing_written(), pytest.raises(Refused, match="your own roles"):
        actions.change_user(administrator, {}, by=administrator, at=NOW, roles=["administrator", "contract_manager"])


def test_roles_are_set_and_the_event_tells_from_what_to_what(administrator, bureau):
    person = factories.a_user("contract_manager", bureau)
    actions.change_user(person, {}, by=administrator, at=NOW, roles=["inspector", "supervisor"])
    assert set(person.groups.values_list("name", flat=True)) == {"inspector", "supervisor"}
    event = AuditEvent.objects.about(person).filter(action="user.roles_set").first()
    assert event.changes == {"roles": [["contract_manager"], ["inspector", "supervisor"]]}


@pytest.mark.parametrize("role", ["sorcerer", "automation"])
def test_a_role_that_nobody_can_be_given_is_refused(administrator, bureau, role):
    person = factories.a_user("contract_manager", bureau)
    with nothing_written(), pytest.raises(Refused, match="Unknown role"):
        actions.change_user(person, {}, by=administrator, at=NOW, roles=[role])


@pytest.mark.parametrize("role", ["auditor", "system_administrator"])
def test_a_role_that_sees_everything_is_given_by_somebody_who_does(administrator, bureau, role):
    person = factories.a_user("contract_manager", bureau)
    with nothing_written(), pytest.raises(Refused, match="sees every agency"):
        actions.change_user(person, {}, by=administrator, at=NOW, roles=[role])
    actions.change_user(person, {}, by=factories.root(), at=NOW, roles=[role])
    assert User.objects.get(pk=person.pk).sees_all_agencies


def test_a_scope_cannot_exceed_that_of_who_gives_it(administrator, bureau, county):
    person = factories.a_user("contract_manager", bureau)
    with nothing_written(), pytest.raises(Refused, match="outside yours"):
        actions.change_user(person, {"scope": county}, by=administrator, at=NOW)
    with nothing_written(), pytest.raises(Refused, match="outside yours"):
        actions.register_user(by=administrator, at=NOW, agency=bureau, scope=county, username="new", name="New")
    with nothing_written(), pytest.raises(Refused, match="outside yours"):
        actions.change_user(administrator, {"scope": county}, by=administrator, at=NOW)


def test_a_person_cannot_be_moved_to_an_agency_above(administrator, bureau, county):
    person = factories.a_user("contract_manager", bureau)
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.change_user(person, {"agency": county}, by=administrator, at=NOW)


def _auditor(bureau, county):
    return factories.a_user("auditor", bureau)


def _seeing_the_county(bureau, county):
    return factories.a_user("contract_manager", bureau, scope=county)


def _without_agency(bureau, county):
    person = factories.a_user("contract_manager", bureau)
    return actions.change_user(person, {"agency": None}, by=factories.root(), at=NOW)


def _system_administrator(bureau, county):
    return factories.root()


def _automation(bureau, county):
    return factories.automation()


@pytest.mark.parametrize("make", [_auditor, _seeing_the_county, _without_agency, _system_administrator, _automation])
def test_an_account_that_sees_more_is_not_changed_by_one_that_sees_less(administrator, bureau, county, make):
    person = make(bureau, county)
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.change_user(person, {}, by=administrator, at=NOW, password="a-new-long-password")
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.close_account(person, by=administrator, at=NOW)


def test_nobody_makes_a_system_administrator_here(administrator, bureau):
    person = factories.a_user("contract_manager", bureau)
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.change_user(person, {"is_superuser": True}, by=administrator, at=NOW)
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.register_user(by=administrator, at=NOW, agency=bureau, username="new", name="New", is_superuser=True)


def test_the_account_of_scheduled_work_is_not_changed_by_hand():
    with nothing_written(), pytest.raises(PermissionDenied, match="Scheduled work"):
        actions.change_user(factories.automation(), {}, by=factories.root(), at=NOW, password="a-new-long-password")
    assert not factories.automation().has_usable_password()


def test_only_a_language_that_is_offered_can_be_chosen():
    person = factories.a_user()
    with nothing_written(), pytest.raises(Refused, match="not available"):
        actions.choose_language("tlh", by=person, at=NOW)
    assert actions.choose_language("zh-hans", by=person, at=NOW).language == "zh-hans"


def test_a_system_administrator_made_on_the_command_line_can_choose_a_language():
    call_command("createsuperuser", "--noinput", "--username", "system", "--name", "System")
    person = User.objects.get(username="system")
    assert actions.choose_language("zh-hans", by=person, at=NOW).language == "zh-hans"


@pytest.mark.parametrize("separation", SEPARATED, ids=lambda separation: f"{separation.role} and {separation.other}")
def test_roles_that_watch_each_other_are_never_held_by_one_account(separation):
    person = factories.a_user(role=())
    roles = [separation.role, separation.other or "inspector"]
    with pytest.raises(Refused, match=str(separation.why)):
        actions.change_user(person, {}, by=factories.root(), at=NOW, roles=roles)
    assert not person.groups.exists()
