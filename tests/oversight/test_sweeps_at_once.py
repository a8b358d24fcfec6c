"""Two sweeps at once, each in its own transaction on its own connection: one flag for one matter, counted once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from contracts.models import AuditEvent
from contracts.refusals import Refused
from inspections.actions import cancel_inspection
from inspections.models import Inspection
from oversight.models import Flag, RuleRun
from tests import factories
from tests.factories import NOW, days, swept

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "INSPECTION_OVERDUE"
PATIENCE = 30  # seconds


@pytest.fixture
def late_visits() -> int:
    factories.an_active_contract()
    factories.schedule()
    return 10  # of twelve monthly visits since January, those due before 20 November


def in_a_thread(pool: ThreadPoolExecutor, work: Callable[[], RuleRun]) -> Future[RuleRun]:
    started = threading.Event()

    def with_own_connection() -> RuleRun:
        started.set()
        try:
            return work()
        finally:
            connections.close_all()

    future = pool.submit(with_own_connection)
    assert started.wait(PATIENCE)
    return future


def wait_until_the_other_waits() -> None:
    """PostgreSQL tells that the other transaction waits for ours; SQLite lets nobody begin beside us anyway."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("The second sweep never came to wait for the first.")


def while_another_is_under_way(first: Callable[[], RuleRun], second: Callable[[], RuleRun]) -> list[RuleRun]:
    """The second sweep runs while what the first one wrote is not yet committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            one = first()
            other = in_a_thread(pool, second)
            wait_until_the_other_waits()
        return [one, other.result(PATIENCE)]


def test_what_both_would_open_is_opened_once(late_visits):
    runs = while_another_is_under_way(lambda: swept(CODE, NOW), lambda: swept(CODE, NOW + days(0.001)))
    assert [run.error for run in runs] == ["", ""]
    assert [run.opened for run in runs] == [late_visits, 0]
    assert Flag.objects.standing().count() == Flag.objects.count() == late_visits
    assert AuditEvent.objects.filter(action="flags.swept").count() == 1


def test_what_both_would_clear_is_cleared_once(late_visits):
    swept(CODE, NOW - days(1))
    for visit in Inspection.objects.scheduled():
        cancel_inspection(visit, reason="By order.", by=factories.staff("supervisor"), at=NOW)
    runs = while_another_is_under_way(lambda: swept(CODE, NOW), lambda: swept(CODE, NOW + days(0.001)))
    assert [run.cleared for run in runs] == [late_visits, 0]
    assert Flag.objects.standing().count() == 0
    assert Flag.objects.filter(cleared_at=NOW).count() == late_visits


def test_many_at_once_give_one_flag_each(late_visits):
    def run(number: int) -> int:
        try:
            return swept(CODE, NOW + days(number / 1000)).opened
        except Refused:
            return 0  # a later one was ahead

    with ThreadPoolExecutor(4) as pool:
        opened = [in_a_thread(pool, lambda n=number: run(n)) for number in range(4)]
        assert sum(future.result(PATIENCE) for future in opened) == late_visits
    assert Flag.objects.standing().count() == Flag.objects.count() == late_visits
    assert not RuleRun.objects.exclude(error="").exists()
