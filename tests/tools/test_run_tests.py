"""`make test`: its exit status is honest."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from environ import Env

from tools import programs, run_tests
from tools.environment import ROOT
from tools.throwaway_postgres import throwaway_postgres


@pytest.mark.parametrize(
    ("statuses", "missing", "in_ci", "expected"),
    [
        ([0, 0], [], False, 0),
        ([0, 1], [], False, 1),
        ([1, 0], [], False, 1),
        ([2, 1], [], False, 2),
        ([0], ["PostgreSQL"], False, 0),
        ([0], ["PostgreSQL"], True, 1),
        ([0, 5], [], False, 0),
        ([5, 5], [], False, 5),
    ],
)
def test_the_verdict(statuses: list[int], missing: list[str], in_ci: bool, expected: int) -> None:
    assert run_tests.verdict(statuses, missing, in_ci=in_ci) == expected


def test_what_is_missing_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgresql_bin", "redis_server", "chromium"):
        monkeypatch.setattr(programs, name, lambda: None)
    assert [text.split(" (")[0] for text in run_tests.left_out()] == [
        "PostgreSQL",
        "Redis as the broker",
        "the pages in a browser",
    ]


def test_nothing_is_named_where_everything_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgresql_bin", "redis_server", "chromium"):
        monkeypatch.setattr(programs, name, lambda: "/usr/bin/it")
    assert run_tests.left_out() == []


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("1", True), ("", False), ("false", False)])
def test_the_build_server_is_known_by_ci(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("CI", value)
    assert programs.in_ci() is expected


def test_the_newest_postgresql_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("9", "17", "15"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        (folder / "pg_ctl").touch()
    monkeypatch.setattr(programs, "POSTGRESQL_FOLDERS", (f"{tmp_path}/*/bin",))
    found = programs.postgresql_bin()
    assert found is not None
    assert found.parent.name == "17"


@pytest.mark.skipif(programs.postgresql_bin() is None, reason="no PostgreSQL server program on this computer")
def test_the_throwaway_postgresql_answers_at_the_address_given_and_goes_away() -> None:
    folder = programs.postgresql_bin()
    assert folder is not None
    with throwaway_postgres(folder) as url:
        settings = Env.db_url_config(url)
        host = settings["OPTIONS"]["host"]
        with psycopg.connect(host=host, user=settings["USER"], dbname=settings["NAME"]) as connection:
            row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)
    assert not Path(host).exists()


@pytest.mark.skipif(programs.postgresql_bin() is None, reason="no PostgreSQL server program on this computer")
def test_the_throwaway_postgresql_goes_away_when_the_run_is_ended_from_outside() -> None:
    source = """
import signal, sys, time
from tools import commands, programs
from tools.environment import ROOT
from tools.throwaway_postgres import throwaway_postgres
def wait():
    with throwaway_postgres(programs.postgresql_bin()) as url:
        print(url.rpartition("host=")[2], flush=True)
        time.sleep(60)
commands.COMMANDS["wait"] = wait
commands.main(["wait"])
"""
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        assert folder.is_dir()
        run.terminate()
        assert run.wait(timeout=20) == 128 + signal.SIGTERM
    assert not folder.exists()
