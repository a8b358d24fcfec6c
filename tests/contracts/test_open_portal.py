"""Where every account begins: the first agency and its administrator."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from contracts import actions
from contracts.models import Agency, AuditEvent, User
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db

COUNTY = {"code": "county", "name_en": "A County", "name_zh_hans": "某县"}
FIRST = {"username": "first", "name_en": "First", "name_zh_hans": "甲", "is_staff": True}
PASSWORD = "a-long-and-quiet-river"


def opened(agency=COUNTY, person=FIRST, by=None, password=None):
    return actions.open_portal(agency, person, password=password, by=by or factories.automation(), at=NOW)


def test_the_administrator_belongs_to_the_root_and_signs_in_with_the_password():
    root, administrator = opened(password=PASSWORD)
    assert root.depth == 1
    assert administrator.agency == root
    assert administrator.check_password(PASSWORD)
    assert not administrator.is_superuser


def test_agency_account_and_role_have_an_event_each():
    root, administrator = opened()
    assert AuditEvent.objects.about(root).get().action == "agency.founded"
    assert [event.action for event in AuditEvent.objects.about(administrator)] == ["user.roles_set", "user.registered"]


def test_the_administrator_can_add_everybody_else_an_auditor_included():
    root, administrator = opened()
    bureau = actions.found_agency(by=administrator, at=NOW, parent=root, code="bureau", name="Bureau")
    for role in ("contract_manager", "administrator", "auditor", "system_administrator"):
        user = actions.register_user(by=administrator, at=NOW, agency=bureau, roles=[role], username=role, name=role)
        assert user.groups.get().name == role


def test_an_administrator_of_one_agency_cannot_make_system_administrators():
    administrator, wanted = factories.staff("administrator"), {"roles": ["system_administrator"], "username": "new"}
    with nothing_written(), pytest.raises(Refused):
        actions.register_user(by=administrator, at=NOW, agency=administrator.agency, name="New", **wanted)


@pytest.mark.parametrize("role", ["administrator", "system_administrator", "auditor"])
def test_no_person_can_open_a_portal(role):
    person = factories.a_user(role)
    with nothing_written(), pytest.raises(PermissionDenied):
        opened(by=person)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_a_portal_is_fictional_or_real_as_a_whole(first, second):
    opened({**COUNTY, "is_demonstration": first})
    with nothing_written(), pytest.raises(Refused, match="Use an empty one"):
        opened({**COUNTY, "code": "other", "is_demonstration": second}, {**FIRST, "username": "second"})


def test_a_code_that_is_taken_founds_nothing():
    opened()
    with nothing_written(), pytest.raises(ValidationError):
        opened(person={**FIRST, "username": "second"})


def test_a_username_that_is_taken_founds_nothing():
    factories.a_user(username="first")
    with nothing_written(), pytest.raises(ValidationError):
        opened()


# ---- the command ----

OPTIONS = {"code": "county", "name_en": "A County", "username": "first", "person_zh": "甲"}


def run(monkeypatch, capsys, *passwords, **options):
    answers = iter(passwords)
    monkeypatch.setattr("contracts.management.commands.open_portal.getpass", lambda _prompt: next(answers))
    call_command("open_portal", **{**OPTIONS, **options})
    return capsys.readouterr().out


def test_the_command_founds_agency_and_administrator(monkeypatch, capsys):
    assert "first can sign in" in run(monkeypatch, capsys, PASSWORD, PASSWORD)
    user = User.objects.get(username="first")
    assert user.check_password(PASSWORD)
    assert user.is_staff
    assert (user.agency.name_en, user.agency.name_zh_hans) == ("A County", "A County")
    assert (user.name_en, user.name_zh_hans) == ("甲", "甲")


@pytest.mark.parametrize(
    ("passwords", "options", "said"),
    [
        ((PASSWORD, "another"), {}, "not the same"),
        (("12345678", "12345678"), {}, "entirely numeric"),
        ((), {"name_en": ""}, "--name-en or --name-zh"),
        ((), {"person_zh": ""}, "--person-en or --person-zh"),
        ((PASSWORD, PASSWORD), {"code": "not a code " * 4}, "at most 32"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(monkeypatch, capsys, passwords, options, said):
    with nothing_written(), pytest.raises(CommandError, match=said):
        run(monkeypatch, capsys, *passwords, **options)
    assert not Agency.objects.filter(code="county").exists()


def test_the_command_needs_the_reference_data(monkeypatch, capsys):
    User.objects.filter(username=User.AUTOMATION).update(username="other")
    with pytest.raises(CommandError, match="load_reference"):
        run(monkeypatch, capsys)
