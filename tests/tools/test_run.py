"""`make run`: what is skipped, what is waited for, what is refused."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tools import run
from tools.environment import Problem
from tools.supervisor import Stopped, StopRequest, Supervisor

SINCE = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Answers(BaseHTTPRequestHandler):
    """Not ready at the first question, ready at the second."""

    asked = 0
    ready_at = 2
    seen_at = "2026-11-22T08:00:01+00:00"

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(200 if self.asked >= self.ready_at else 503)
        self.end_headers()
        self.wfile.write(json.dumps({"worker_seen_at": self.seen_at}).encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[int]:
    handler = type("Handler", (Answers,), {"ready_at": getattr(request, "param", 2)})
    with HTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield listening.server_address[1]
        listening.shutdown()
        thread.join()


@pytest.fixture
def nothing(tmp_path: Path) -> Supervisor:
    return Supervisor([], tmp_path, StopRequest())


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> run.Prepared:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "oversight.sqlite3").touch()
    done = run.Prepared(tmp_path)
    done.remember()
    return done


def test_what_was_prepared_is_not_prepared_again(prepared: run.Prepared) -> None:
    assert prepared.is_current()


def test_changed_source_is_prepared_again(prepared: run.Prepared) -> None:
    prepared.digest = "another"
    assert not prepared.is_current()


def test_a_deleted_database_is_prepared_again(prepared: run.Prepared) -> None:
    prepared.database.unlink()
    assert not prepared.is_current()


def test_another_database_is_prepared_every_time(prepared: run.Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://office@db/oversight")
    assert not prepared.is_current()


def test_a_catalogue_that_is_not_compiled_is_prepared_again(prepared: run.Prepared, tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "zh_Hans"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    assert not prepared.is_current()
    (folder / "django.mo").touch()
    assert prepared.is_current()


def test_an_interrupted_preparation_is_not_taken_for_done(prepared: run.Prepared) -> None:
    prepared.forget()
    assert not prepared.is_current()


def test_the_source_that_counts_holds_no_compiled_files(tmp_path: Path) -> None:
    (tmp_path / "contracts" / "__pycache__").mkdir(parents=True)
    (tmp_path / "contracts" / "__pycache__" / "models.pyc").touch()
    (tmp_path / "contracts" / "models.py").touch()
    (tmp_path / "manage.py").touch()
    assert [path.name for path in run.source_files(tmp_path)] == ["models.py", "manage.py"]


def test_a_second_run_in_the_same_folder_is_refused_and_names_the_first(tmp_path: Path) -> None:
    with (
        run.only_one(tmp_path, 8000),
        pytest.raises(Problem, match=r"already running from this folder, on port 8000.*VAR_DIR=.* PORT=8001"),
        run.only_one(tmp_path, 8000),
    ):
        pass


def test_after_the_first_run_another_may_start(tmp_path: Path) -> None:
    for _ in range(2):
        with run.only_one(tmp_path, 8000):
            pass


def test_ready_is_what_the_server_says(server: int, nothing: Supervisor) -> None:
    run.wait_until_ready(server, nothing, StopRequest(), since=SINCE, within=5)


@pytest.mark.parametrize("server", [1000], indirect=True)
def test_a_server_that_is_never_ready_is_quoted(server: int, nothing: Supervisor) -> None:
    with pytest.raises(Problem, match=r"Not ready after 0 seconds; /readyz says 503: .*worker_seen_at"):
        run.wait_until_ready(server, nothing, StopRequest(), since=SINCE, within=0.2)


def test_the_heartbeat_of_the_run_before_does_not_count() -> None:
    assert run.seen_since('{"worker_seen_at": "2026-11-22T08:00:01+00:00"}', SINCE)
    assert not run.seen_since('{"worker_seen_at": "2026-11-22T07:59:59+00:00"}', SINCE)


def test_waiting_ends_when_somebody_asks(nothing: Supervisor) -> None:
    stop = StopRequest()
    stop.count = 1
    with pytest.raises(Stopped):
        run.wait_until_ready(1, nothing, stop, since=SINCE)


def test_it_listens_on_this_computer_only() -> None:
    web = run.services(8000)[0]
    assert web.argv[list(web.argv).index("--bind") + 1] == "127.0.0.1:8000"


def test_the_addresses_and_the_log_ins_are_told() -> None:
    text = run.welcome(8000, "inspector / secret\n", 3.2)
    for part in ("http://127.0.0.1:8000/field/", "/admin/", "/api/v1/docs/", "inspector / secret", "Ctrl-C"):
        assert part in text
