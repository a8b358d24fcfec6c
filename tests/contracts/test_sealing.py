"""The hash chain over the audit trail: what is sealed, in which order, by whom at once."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts import audit, sealing
from contracts.models import AuditEvent, AuditSeal
from contracts.sealing import BEFORE_THE_FIRST, FORMS, digest, seal_pending
from contracts.tasks import seal_audit
from tests import factories
from tests.at_once import at_once
from tests.every_action import nothing_written
from tests.factories import NOW, days

pytestmark = pytest.mark.django_db


def noted(number: int = 1, **fields) -> list[AuditEvent]:
    by, agency = factories.root(), factories.the_agency()
    return [audit.record("test.noted", agency, by=by, at=NOW, **fields) for _event in range(number)]


def sealed(number: int = 1, **fields) -> list[AuditEvent]:
    events = noted(number, **fields)
    seal_pending(at=NOW)
    return events


# ---- sealing ----


def test_every_event_is_sealed_in_the_order_of_its_key():
    noted(3)
    assert seal_pending(at=NOW) == AuditEvent.objects.count()
    seals = list(AuditSeal.objects.all())
    assert [seal.sequence for seal in seals] == list(range(1, len(seals) + 1))
    assert [seal.event_id for seal in seals] == list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))
    assert {seal.sealed_at for seal in seals} == {NOW}
    assert not AuditEvent.objects.unsealed().exists()


def test_each_seal_names_the_digest_of_the_one_before():
    sealed(3)
    seals = list(AuditSeal.objects.all())
    assert [seal.previous for seal in seals] == [BEFORE_THE_FIRST, *(seal.digest for seal in seals[:-1])]


def test_sealing_again_writes_nothing():
    sealed()
    with nothing_written():
        assert seal_pending(at=NOW + days(1)) == 0


def test_a_new_event_continues_the_chain():
    sealed()
    before = AuditSeal.objects.last()
    (event,) = sealed()
    assert (event.seal.sequence, event.seal.previous) == (before.sequence + 1, before.digest)


def test_an_event_committed_after_a_higher_key_is_sealed_at_its_turn():
    early, late = noted(2)
    with pytest.MonkeyPatch.context() as patch:
        visible = AuditEvent.objects.exclude(pk=early.pk)
        patch.setattr(type(visible), "unsealed", lambda rows: visible.filter(seal=None))
        seal_pending(at=NOW)
    assert list(AuditEvent.objects.unsealed()) == [early]
    assert seal_pending(at=NOW) == 1
    assert early.seal.sequence == late.seal.sequence + 1


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_batches_make_one_chain(monkeypatch, batch):
    monkeypatch.setattr(sealing, "BATCH", batch)
    noted(5)
    assert seal_pending(at=NOW) == AuditEvent.objects.count() == AuditSeal.objects.last().sequence


def test_the_number_of_queries_depends_on_batches_only(django_assert_max_num_queries):
    noted(100)
    with django_assert_max_num_queries(11):  # two batches, the second empty; SQLite writes a hundred rows in parts
        seal_pending(at=NOW)


def test_the_task_seals_as_of_now():
    noted()
    with travel(NOW + days(3), tick=False):
        seal_audit()
    assert AuditSeal.objects.last().sealed_at == NOW + days(3)


def test_the_command_seals_and_says_how_many(capsys):
    sealed()
    noted(2)
    call_command("seal_audit")
    assert capsys.readouterr().out == "2 audit events sealed.\n"
    call_command("seal_audit")
    assert capsys.readouterr().out == "0 audit events sealed.\n"


@pytest.mark.django_db(transaction=True)
def test_of_two_sealers_at_once_neither_breaks_the_chain_nor_leaves_anything():
    noted(40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "BATCH", 5)
        done = at_once(*[lambda: seal_pending(at=NOW)] * 2)
    seal_pending(at=NOW)
    assert sum(done) <= AuditSeal.objects.count() == AuditEvent.objects.count()
    seals = list(AuditSeal.objects.all())
    assert [seal.sequence for seal in seals] == list(range(1, len(seals) + 1))
    assert [seal.previous for seal in seals[1:]] == [seal.digest for seal in seals[:-1]]


def test_a_sealer_that_was_overtaken_stops_and_leaves_the_rest_to_the_next(monkeypatch):
    noted(2)
    look = AuditSeal.objects.last

    def look_too_early():
        head = look()
        monkeypatch.undo()
        seal_pending(at=NOW)
        noted()
        return head

    monkeypatch.setattr(AuditSeal.objects, "last", look_too_early)
    assert seal_pending(at=NOW) == 0
    assert AuditEvent.objects.unsealed().count() == 1
    assert seal_pending(at=NOW) == 1


def test_what_is_refused_for_another_reason_is_told(monkeypatch):
    noted(2)
    monkeypatch.setattr(sealing, "digest", lambda seal, event: "always the same")
    with pytest.raises(IntegrityError):
        seal_pending(at=NOW)
    assert not AuditSeal.objects.exists()


# ---- the digest, as somebody else would compute it ----


def test_the_digest_is_what_the_description_says():
    moment = datetime(2026, 5, 3, 8, 0, 0, 7, tzinfo=timezone(timedelta(hours=8)))
    event = AuditEvent.objects.create(
        actor=factories.root(),
        action="test.noted",
        subject_type="contracts.agency",
        subject_id="5",
        subject_label="水务局",
        contract_id=None,
        agency_path="0001",
        occurred_at=moment,
        recorded_at=moment + days(1),
        changes={"b": [None, "#1"], "a": [2**53, 1], "é": True},
        note="",
    )
    seal_pending(at=NOW)
    seal = AuditSeal.objects.get(event=event)
    sealed_at = NOW.astimezone(UTC).isoformat(timespec="microseconds")
    text = (
        f'{{"event":{{"action":"test.noted","actor":"{event.actor_id}","agency_path":"0001",'
        f'"changes":{{"a":["#9007199254740992",1],"b":[null,"##1"],"é":true}},"contract_id":null,"id":"{event.pk}",'
        '"note":"","occurred_at":"2026-05-03T00:00:00.000007+00:00","recorded_at":"2026-05-04T00:00:00.000007+00:00",'
        '"subject_id":"5","subject_label":"水务局","subject_type":"contracts.agency"},"form":"1",'
        f'"previous":"{seal.previous}","sealed_at":"{sealed_at}","sequence":{seal.sequence}}}'
    )
    assert seal.digest == hashlib.sha256(text.encode()).hexdigest()


def test_the_form_holds_every_column_of_the_event():
    """A column more needs a form more: see contracts/sealing.py."""
    (event,) = sealed()
    written = json.loads(FORMS[sealing.FORM](event.seal, event))
    assert set(written["event"]) == {field.name for field in AuditEvent._meta.concrete_fields}


def test_whatever_json_can_hold_is_sealed():
    changes = {"big": [10**30, -(10**30)], "deep": [{"#": ["#", "##"]}], "float": 0.1, "none": None}
    if connection.vendor == "sqlite":
        changes |= {"half \ud800": "\udfff"}
    (event,) = sealed(changes=changes)
    assert AuditEvent.objects.get(pk=event.pk).changes == changes
    assert event.seal.digest == digest(event.seal, AuditEvent.objects.get(pk=event.pk))


# ---- what the database refuses ----


def test_a_number_is_given_once():
    first, second = noted(2)
    seal_pending(at=NOW)
    taken = AuditSeal(sequence=1, event=noted()[0], form="1", previous="", digest="x", sealed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        taken.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditSeal.objects.bulk_create([taken])
    assert first.seal.sequence + 1 == second.seal.sequence


@pytest.mark.parametrize(
    "attempt",
    [
        lambda seal: seal.save(),
        lambda seal: seal.delete(),
        lambda seal: AuditSeal.objects.update(digest=""),
        lambda seal: AuditSeal.objects.filter(pk=seal.pk).delete(),
        lambda seal: AuditSeal.objects.bulk_update([seal], ["digest"]),
    ],
)
def test_no_code_changes_or_deletes_a_seal(attempt):
    (event,) = sealed()
    with pytest.raises(TypeError, match="A seal is never"):
        attempt(event.seal)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts_auditseal SET sealed_at = sealed_at",
        "UPDATE contracts_auditseal SET sequence = sequence + 1000",
        "DELETE FROM contracts_auditseal",
    ],
)
def test_the_database_itself_refuses(statement):
    sealed()
    with pytest.raises(DatabaseError, match="a seal is never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("tables", ["contracts_auditseal", "contracts_auditevent, contracts_auditseal"])
def test_postgresql_refuses_to_truncate(tables):
    sealed()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            cursor.execute(f"TRUNCATE {tables}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# ---- the page of an event ----


@pytest.fixture
def page():
    client = Client()
    client.force_login(factories.root())

    def text(event: AuditEvent) -> str:
        html = client.get(f"/admin/contracts/auditevent/{event.pk}/change/").content.decode()
        return re.sub(r"\s+", " ", html)

    return text


def test_an_event_says_under_which_number_it_is_sealed(page):
    (event,) = sealed()
    assert f"Sealed as number {event.seal.sequence} on " in page(event)


def test_an_event_says_that_it_is_not_sealed_yet(page):
    (event,) = noted()
    assert "Not sealed yet." in page(event)


def test_the_page_of_an_event_asks_once_for_its_seal(page):
    (event,) = sealed()
    page(event)
    with CaptureQueriesContext(connection) as asked:
        page(event)
    assert sum("auditseal" in query["sql"] for query in asked) == 1
