"""Whoever writes past the portal and past the triggers is found by verify_audit, at the first row it touched."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.models import F
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts import audit, seal_check
from contracts.models import AuditEvent, AuditSeal
from contracts.seal_check import Kept, verify
from contracts.sealing import BEFORE_THE_FIRST, digest, seal_pending
from tests import factories
from tests.factories import NOW, days

pytestmark = pytest.mark.django_db

ALL_EVENTS, ALL_SEALS = AuditEvent._base_manager, AuditSeal._base_manager  # these write past the models


@contextmanager
def tampering():
    """The triggers are out of the way. What is done in the block is undone at its end, and the triggers are back."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'contracts_audit%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ALTER TABLE contracts_auditevent DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE contracts_auditseal DISABLE TRIGGER USER")
        yield cursor
        transaction.set_rollback(True)


def noted(**fields) -> AuditEvent:
    return audit.record("test.noted", factories.the_agency(), by=factories.root(), at=NOW, **fields)


@pytest.fixture
def chain() -> list[AuditSeal]:
    for _event in range(5):
        noted()
    seal_pending(at=NOW)
    return list(AuditSeal.objects.all())


def reason_at(number: int) -> str:
    """Why the chain breaks, and it breaks first at this number."""
    broken = verify().broken
    assert broken is not None, "nothing was found"
    assert broken.number == number, broken
    return broken.reason


# ---- nothing is wrong ----


def test_an_untouched_chain_holds(chain):
    verdict = verify()
    assert (verdict.good, verdict.head, verdict.broken) == (len(chain), chain[-1].digest, None)
    assert (verdict.sealed, verdict.waiting) == (len(chain), 0)


def test_no_chain_at_all_is_not_broken():
    verdict = verify()
    assert (verdict.good, verdict.head, verdict.broken, verdict.sealed) == (0, BEFORE_THE_FIRST, None, 0)
    assert verdict.waiting == AuditEvent.objects.count()


def test_events_that_wait_are_counted_and_break_nothing(chain):
    noted()
    verdict = verify()
    assert (verdict.waiting, verdict.broken) == (1, None)


def test_a_seal_kept_outside_is_recognised_later(chain):
    noted()
    seal_pending(at=NOW + days(1))
    assert verify(Kept(chain[-1].sequence, chain[-1].digest)).broken is None


def test_each_batch_is_two_queries(chain, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(seal_check, "BATCH", 2)
    batches = -(-len(chain) // 2)
    with django_assert_num_queries(2 * batches + 1 + 2):  # then a look for more, and the two counts
        assert verify().broken is None


# ---- a changed column ----

# PostgreSQL keeps no text with a zero byte, and no database one with half a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
short = texts.filter(lambda text: len(text) <= 60)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
# No fractions: the trail never holds one, and 1.0 and 1 are the same number.
leaves = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | texts | st.sampled_from(["#", "##1", "#1", "1"])
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
COLUMNS = {
    "action": short,
    "subject_type": short,
    "subject_id": short,
    "subject_label": texts,
    "contract_id": st.none() | st.integers(1, 2**63 - 1),
    "agency_path": short,
    "occurred_at": moments,
    "recorded_at": moments,
    "changes": st.dictionaries(texts, values, max_size=3),
    "note": texts,
}


def same(one, other) -> bool:
    """Equal and of one kind all the way down: for Python 1 and True are equal."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@settings(max_examples=25)
@given(data=st.data(), row=st.fixed_dictionaries(COLUMNS))
@pytest.mark.parametrize("column", COLUMNS)
def test_any_other_value_in_any_column_of_an_event_is_found(column, data, row):
    value = data.draw(COLUMNS[column], label=column)
    assume(not same(value, row[column]))
    with tampering():
        event = AuditEvent.objects.create(actor=factories.root(), **row)
        noted()
        seal_pending(at=NOW)
        assert verify().broken is None
        ALL_EVENTS.filter(pk=event.pk).update(**{column: value})
        assert "changed after sealing" in reason_at(event.seal.sequence)
        assert verify().broken.event == event.pk


def test_every_column_of_an_event_is_tried():
    assert {field.name for field in AuditEvent._meta.concrete_fields} == {*COLUMNS, "id", "actor"}


def test_another_actor_is_found(chain):
    other = factories.a_user()
    with tampering():
        ALL_EVENTS.filter(pk=chain[2].event_id).update(actor=other)
        assert "changed after sealing" in reason_at(3)


def test_another_key_of_an_event_is_found(chain):
    with tampering():
        ALL_EVENTS.filter(pk=chain[2].event_id).update(id=10_000)
        assert "removed" in reason_at(3)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("sealed_at", NOW - days(1), "changed after sealing"),
        ("digest", "0" * 64, "changed after sealing"),
        ("previous", "f" * 64, "does not follow"),
        ("form", "2", "nobody here knows"),
        ("sequence", 1_000, "missing"),
        ("event_id", 1_000, "removed"),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_any_changed_column_of_a_seal_is_found(chain, number, column, value, reason):
    with tampering():
        ALL_SEALS.filter(sequence=number).update(**{column: value})
        assert reason in reason_at(number)


def test_every_column_of_a_seal_is_tried():
    tried = {"sealed_at", "digest", "previous", "form", "sequence", "event"}
    assert {field.name for field in AuditSeal._meta.concrete_fields} == tried


# ---- removed, put in between, in another order ----


def test_a_removed_event_is_found(chain):
    with tampering() as cursor:
        cursor.execute("DELETE FROM contracts_auditevent WHERE id = %s", [chain[2].event_id])
        assert "removed" in reason_at(3)


@pytest.mark.parametrize("number", [1, 3])
def test_a_gap_is_found_where_event_and_seal_were_removed(chain, number):
    with tampering() as cursor:
        cursor.execute("DELETE FROM contracts_auditseal WHERE sequence = %s", [number])
        cursor.execute("DELETE FROM contracts_auditevent WHERE id = %s", [chain[number - 1].event_id])
        assert f"missing; the next one there is is number {number + 1}" in reason_at(number)
        assert verify().broken.event is None


def test_a_gap_closed_by_renumbering_is_found(chain):
    with tampering() as cursor:
        cursor.execute("DELETE FROM contracts_auditseal WHERE sequence = 3")
        for seal in chain[3:]:
            ALL_SEALS.filter(sequence=seal.sequence).update(sequence=F("sequence") - 1)
        assert "does not follow" in reason_at(3)


def test_a_seal_put_in_between_is_found_however_well_it_is_made(chain):
    with tampering():
        for seal in reversed(chain[2:]):
            ALL_SEALS.filter(sequence=seal.sequence).update(sequence=F("sequence") + 1)
        forged = AuditSeal(sequence=3, event=noted(), form="1", previous=chain[1].digest, sealed_at=NOW)
        forged.digest = digest(forged, forged.event)
        forged.save()
        assert "put in between" in reason_at(4)


def test_two_events_that_changed_places_are_found(chain):
    second, third = chain[1].event_id, chain[2].event_id
    with tampering():
        for number, event in ((2, 10_000), (3, second), (2, third)):
            ALL_SEALS.filter(sequence=number).update(event_id=event)
        assert "changed after sealing" in reason_at(2)


def test_two_seals_that_changed_places_are_found(chain):
    with tampering():
        for before, after in ((2, 10_000), (3, 2), (10_000, 3)):
            ALL_SEALS.filter(sequence=before).update(sequence=after)
        assert "another order" in reason_at(2)


def test_a_cut_end_is_found_by_a_seal_kept_outside(chain):
    with tampering() as cursor:
        cursor.execute("DELETE FROM contracts_auditseal WHERE sequence > 3")
        assert verify().broken is None  # nothing in the database can show it
        broken = verify(Kept(len(chain), chain[-1].digest)).broken
        assert (broken.number, broken.reason) == (4, f"it is missing, with all that followed up to number {len(chain)}")


def test_a_chain_written_anew_is_found_by_a_seal_kept_outside(chain):
    with tampering() as cursor:
        ALL_EVENTS.filter(pk=chain[1].event_id).update(note="Otherwise.")
        cursor.execute("DELETE FROM contracts_auditseal")
        seal_pending(at=NOW)
        assert verify().broken is None  # nothing in the database can show it
        broken = verify(Kept(3, chain[2].digest)).broken
        assert (broken.number, broken.event) == (3, chain[2].event_id)
        assert "written anew" in broken.reason


# ---- what cannot be read ----


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps to the kind of a column")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts_auditevent SET note = x'ff' WHERE id = %s",
        "UPDATE contracts_auditevent SET note = CAST(x'ff' AS TEXT) WHERE id = %s",
        "UPDATE contracts_auditevent SET occurred_at = 'once' WHERE id = %s",
        "UPDATE contracts_auditevent SET changes = 'no JSON' WHERE id = %s",
        "UPDATE contracts_auditevent SET contract_id = 'x' WHERE id = %s",
        "UPDATE contracts_auditseal SET sealed_at = 'once' WHERE event_id = %s",
        "UPDATE contracts_auditseal SET digest = x'ff' WHERE event_id = %s",
        "UPDATE contracts_auditseal SET form = CAST(x'ff' AS TEXT) WHERE event_id = %s",
        "UPDATE contracts_auditseal SET sequence = 'x' WHERE event_id = %s",
    ],
)
def test_what_no_column_should_hold_is_found_where_it_is(chain, statement):
    with tampering() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(statement, [chain[2].event_id])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        assert reason_at(3)


def test_a_database_that_does_not_answer_is_no_broken_chain(chain, monkeypatch):
    def lost(*arguments):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(seal_check, "_links", lost)
    monkeypatch.setattr(AuditSeal.objects, "exists", lost)
    with pytest.raises(OperationalError, match="closed the connection"):
        verify()


# ---- the command ----


def said(capsys, *arguments: str) -> list[str]:
    call_command("verify_audit", *arguments)
    return capsys.readouterr().out.splitlines()


def test_the_command_says_that_all_is_well_and_what_to_keep(chain, capsys):
    noted()
    kept = f"{len(chain)}:{chain[-1].digest}"
    first = f"{len(chain)} audit events are sealed, 1 wait to be sealed."
    assert said(capsys) == [first, "None was changed after sealing.", kept]
    assert said(capsys, "--kept", kept) == [first, "None was changed after sealing.", kept]


def test_the_command_with_nothing_sealed_yet(capsys):
    number = AuditEvent.objects.count()
    assert said(capsys)[0] == f"0 audit events are sealed, {number} wait to be sealed."


def test_the_command_names_the_first_broken_number_and_ends_with_one(chain, capsys):
    with tampering():
        ALL_EVENTS.filter(pk__gte=chain[2].event_id).update(note="Otherwise.")
        with pytest.raises(CommandError) as failed:
            call_command("verify_audit")
    assert failed.value.returncode == 1
    assert str(failed.value) == (
        f"The chain breaks at number 3 (audit event {chain[2].event_id}): "
        "the event, or this seal of it, was changed after sealing."
    )
    assert "2 of them are unchanged from the first one on." in capsys.readouterr().out


def test_the_command_fails_when_the_end_was_cut(chain):
    with pytest.raises(CommandError, match=f"breaks at number {len(chain) + 1}: it is missing"):
        call_command("verify_audit", "--kept", f"{len(chain) + 1}:{'a' * 64}")


@pytest.mark.parametrize("kept", ["", "5", "0:" + "a" * 64, "5:" + "g" * 64, "5:" + "a" * 63])
def test_the_command_says_how_a_kept_seal_is_written(kept):
    with pytest.raises(CommandError, match="as this command printed them"):
        call_command("verify_audit", "--kept", kept)
