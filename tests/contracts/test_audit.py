"""The audit trail: append-only, dated twice, without secrets."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from contracts import actions, audit
from contracts.models import AuditEvent
from tests import factories
from tests.factories import NOW, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return audit.record("test.noted", factories.the_agency(), by=factories.root(), at=NOW)


def test_an_event_is_not_saved_again(event):
    event.note = "Otherwise."
    with pytest.raises(TypeError, match="never changed"):
        event.save()


def test_an_event_is_not_deleted(event):
    with pytest.raises(TypeError, match="never deleted"):
        event.delete()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda rows: rows.update(note="Otherwise."),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update([rows.first()], ["note"]),
        lambda rows: AuditEvent.objects.update(note="Otherwise."),
        lambda rows: AuditEvent.objects.all().delete(),
    ],
)
def test_no_query_changes_or_deletes_events(event, attempt):
    with pytest.raises(TypeError, match="never"):
        attempt(AuditEvent.objects.filter(pk=event.pk))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts_auditevent SET note = 'Otherwise.' WHERE id = %s",
        "UPDATE contracts_auditevent SET occurred_at = recorded_at WHERE id = %s",
        "DELETE FROM contracts_auditevent WHERE id = %s",
    ],
)
def test_the_database_itself_refuses(event, statement):
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [event.pk])
    assert AuditEvent.objects.get(pk=event.pk).note == ""


def test_the_triggers_exist_after_migrating():
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'contracts_audit%'",
        "postgresql": "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid IN ('contracts_auditevent'::regclass, 'contracts_auditseal'::regclass) AND NOT tgisinternal",
    }[connection.vendor]
    expected = {
        "sqlite": {
            "audit_event_no_update",
            "audit_event_no_delete",
            "audit_seal_no_update",
            "audit_seal_no_delete",
        },
        "postgresql": {
            "audit_event_append_only",
            "audit_event_no_truncate",
            "audit_seal_append_only",
            "audit_seal_no_truncate",
        },
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert expected <= {name for (name,) in cursor.fetchall()}


def test_backdating_is_visible():
    before = timezone.now()
    then = NOW - days(300)
    event = audit.record("test.noted", factories.the_agency(), by=factories.root(), at=then)
    assert event.occurred_at == then
    assert before <= event.recorded_at <= timezone.now()
    assert isinstance(event.recorded_at, datetime)


def test_an_account_never_has_its_password_in_the_trail():
    person = factories.a_user(password=factories.PASSWORD)
    actions.change_user(person, {}, by=factories.root(), at=NOW, password="another-long-password")
    actions.choose_password("a-third-long-password", by=person, at=NOW)
    person.refresh_from_db()
    for event in AuditEvent.objects.about(person):
        text = f"{event.changes} {event.note}"
        assert "password" not in event.changes
        assert person.password not in text
        assert "long-password" not in text
        assert factories.PASSWORD not in text
    assert AuditEvent.objects.about(person).filter(action="user.password_set").count() == 2


def test_signing_in_is_no_change_of_the_account(client):
    person = factories.a_user()
    client.force_login(person)
    actions.change_user(person, {"office_phone": "1"}, by=factories.root(), at=NOW)
    event = AuditEvent.objects.about(person).get(action="user.changed")
    assert event.changes == {"office_phone": [event.changes["office_phone"][0], "1"]}


def test_a_bulk_action_is_one_event_with_count_and_digest():
    by, agency = factories.root(), factories.the_agency()
    one = audit.bulk("test.loaded", agency, ["a", "b"], by=by, at=NOW)
    same = audit.bulk("test.loaded", agency, ["a", "b"], by=by, at=NOW)
    other = audit.bulk("test.loaded", agency, ["b", "a"], by=by, at=NOW)
    assert one.changes == same.changes
    assert one.changes["count"] == 2
    assert one.changes["sha256"] != other.changes["sha256"]


def test_events_outlive_what_they_tell_about():
    draft = factories.a_draft()
    title = str(draft)
    actions.discard_contract(draft, by=factories.staff(), at=NOW)
    assert AuditEvent.objects.get(action="contract.discarded").subject_label == title
