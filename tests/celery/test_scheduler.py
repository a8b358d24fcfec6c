"""The real scheduler on the folder broker: it knocks, and a broker that was emptied does not matter."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery.beat import PersistentScheduler
from django.conf import settings

from inspections.models import ReadingDue
from oversight.celery import app
from oversight.models import Heartbeat, RuleRun
from oversight.rules import RULES
from oversight.tasks import heartbeat
from tests import factories
from tests.celery.conftest import FOLDER, empty
from tests.celery.parts import Parts, wait_until

SCHEDULE = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)


@pytest.fixture
def parts(folder_broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Parts]:
    started = Parts(folder_broker, tmp_path)
    yield started
    started.stop()
    for file in SCHEDULE.parent.glob(f"{SCHEDULE.name}*"):
        file.unlink()


def stood_still_for(pause: timedelta) -> None:
    """Leave the schedule as a scheduler leaves it that was switched off so long ago: everything is due."""
    scheduler = PersistentScheduler(app=app, schedule_filename=str(SCHEDULE))
    for entry in scheduler.schedule.values():
        entry.last_run_at = app.now() - pause
    scheduler.close()


def test_a_scheduler_that_stood_still_has_everything_done_at_once(parts: Parts):
    factories.an_active_contract()
    stood_still_for(timedelta(hours=2))
    parts.start("worker")
    parts.start("scheduler")
    wait_until(Heartbeat.objects.exists, f"a heartbeat; {parts.said('scheduler')} {parts.said('worker')}")
    wait_until(ReadingDue.objects.exists, "due work is scheduled")
    wait_until(lambda: RuleRun.objects.count() == len(RULES), "every rule has run")


def test_a_broker_emptied_under_a_running_worker_heals_with_the_next_knock(parts: Parts):
    parts.start_worker()
    Heartbeat.objects.all().delete()
    with app.connection_for_write() as connection:  # kept open, as the scheduler keeps its own
        for part in FOLDER.iterdir():
            empty(part)
        heartbeat.apply_async(connection=connection)
        wait_until(Heartbeat.objects.exists, f"a heartbeat; {parts.said('worker')}")


def test_a_message_cut_off_half_way_does_not_stop_the_worker(parts: Parts):
    parts.start_worker()
    Heartbeat.objects.all().delete()
    (FOLDER / "queue" / "0_cut.celery.msg").write_text("")
    wait_until(lambda: not list((FOLDER / "queue").iterdir()), "the worker has taken it")
    parts.send(heartbeat)
    wait_until(Heartbeat.objects.exists, f"a heartbeat; {parts.said('worker')}")


def test_a_message_appears_whole_or_not_at_all(folder_broker: str, monkeypatch: pytest.MonkeyPatch):
    def full(*arguments: object, **options: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with app.connection_for_write() as connection, pytest.raises(OSError, match="No space left"):
        heartbeat.apply_async(connection=connection)
    assert list((FOLDER / "queue").iterdir()) == []
