"""Brokers for real workers: the folder that `make run` uses, and a Redis of the test's own."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from tests.celery.parts import Parts, wait_until
from tools import programs

FOLDER = settings.VAR_DIR / "broker"


@pytest.fixture
def folder_broker() -> Iterator[str]:
    yield "filesystem://"
    for part in FOLDER.iterdir():
        empty(part)


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.fixture
def redis_broker(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    with (tmp_path / "redis.log").open("wb") as log:
        server = subprocess.Popen([str(programs.redis_server()), *options], stdout=log, stderr=log)
    try:
        with redis.Redis(port=port) as client:
            wait_until(lambda: answers(client), "Redis answers")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(params=["folder_broker", pytest.param("redis_broker", marks=pytest.mark.redis)])
def parts(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Parts]:
    """Nothing runs yet; whatever a test starts is gone before its database is emptied."""
    started = Parts(request.getfixturevalue(request.param), tmp_path)
    yield started
    started.stop()
