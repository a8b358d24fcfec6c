"""/healthz and /readyz, which the start of the product and an office's monitoring rely on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from time_machine import travel

from oversight.models import Heartbeat
from oversight.tasks import heartbeat

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_the_web_process_says_that_it_lives(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_without_a_worker_it_is_not_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "database": True, "worker": False, "worker_seen_at": None}


@pytest.mark.django_db
@travel(NOW, tick=False)
def test_with_a_worker_just_seen_it_is_ready(client: Client) -> None:
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": True, "worker": True, "worker_seen_at": NOW.isoformat()}


@pytest.mark.django_db
@travel(NOW, tick=False)
def test_with_a_worker_gone_silent_it_is_not_ready(client: Client) -> None:
    Heartbeat.objects.create(name="worker", at=NOW - timedelta(minutes=3))
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("no server")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@pytest.mark.django_db
def test_with_a_database_that_was_never_migrated_it_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE oversight_heartbeat RENAME TO elsewhere")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "database": False, "worker": False, "worker_seen_at": None}


def test_answers_about_health_are_never_cached(client: Client) -> None:
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]
