"""`make run`: from a bare clone to the running product, and cleanly back. Standard library only."""

import fcntl
import http.client
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tools import environment
from tools.environment import ROOT, RUNTIME, VENV, Problem, python_of
from tools.supervisor import Service, Stopped, StopRequest, Supervisor, open_log, run_to_end, say

READY_WITHIN_SECONDS = 90
# A change in one of these may change what the preparing commands do.
PREPARED_FROM = ("contracts", "inspections", "oversight", "locale", "static", "requirements.txt", "manage.py")
REPORTED = ("contracts/reference/reported_contracts.csv", "contracts/reference/reported_metrics.csv")


def manage(*arguments: str) -> list[str]:
    return [str(python_of(VENV)), "manage.py", *arguments]


def loading_steps() -> list[tuple[str, list[str]]]:
    """What has to be done once for each state of the source; every command may be repeated without harm."""
    return [
        ("Compiling the translations", [str(python_of(VENV)), "-m", "tools.compile_messages"]),
        ("Loading reference data", manage("load_reference")),
        *((f"Loading {Path(name).name}", manage("load_reported", name)) for name in REPORTED),
        ("Loading the demonstration county", manage("load_demo", "--if-empty")),
        ("Collecting static files", manage("collectstatic", "--noinput")),
    ]


def source_files(root: Path = ROOT) -> Iterator[Path]:
    for name in PREPARED_FROM:
        path = root / name
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file() and file.suffix not in {".pyc", ".mo"}:
                yield file


class Prepared:
    """Remembers the state of the source for which the loading steps are done."""

    def __init__(self, var: Path) -> None:
        self.stamp = var / "prepared"
        self.database = var / "oversight.sqlite3"
        self.static = var / "static"
        self.digest = environment.digest_of(source_files())

    def is_current(self) -> bool:
        # Only the database in var/ can be seen from here; for any other all steps run every time.
        ours = not os.environ.get("DATABASE_URL") and self.database.is_file() and self.static.is_dir()
        compiled = all(path.with_suffix(".mo").is_file() for path in (ROOT / "locale").rglob("*.po"))
        return ours and compiled and self.stamp.is_file() and self.stamp.read_text(encoding="ascii") == self.digest

    def forget(self) -> None:
        self.stamp.unlink(missing_ok=True)

    def remember(self) -> None:
        self.stamp.write_text(self.digest, encoding="ascii")


@contextmanager
def only_one(var: Path, port: int) -> Iterator[None]:
    """Two schedulers on one database would do everything twice. The lock goes with the process, however it ends."""
    var.mkdir(parents=True, exist_ok=True)
    path = var / "run.lock"
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"Oversight is already running from this folder, on port {path.read_text(encoding='ascii')}."
                f" Stop that one first, or run one apart from it: make run VAR_DIR=var-2 PORT={port + 1}"
            ) from None
        lock.truncate(0)
        lock.write(str(port))
        lock.flush()
        yield


def timed(title: str, work: Callable[[], None]) -> None:
    print(f"{title} … ", end="", flush=True)
    started = time.monotonic()
    try:
        work()
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def prepare(var: Path, log: Path, stop: StopRequest) -> None:
    environment.prepare([RUNTIME], run=lambda argv: run_to_end(argv, log, stop), say=say)
    prepared = Prepared(var)
    current = prepared.is_current()
    timed("Bringing the database up to date", partial(run_to_end, manage("migrate", "--noinput"), log, stop))
    if current:
        return
    prepared.forget()
    for title, argv in loading_steps():
        timed(title, partial(run_to_end, argv, log, stop))
    prepared.remember()


def services(port: int) -> list[Service]:
    python = str(python_of(VENV))
    celery = [python, "-m", "celery", "-A", "oversight"]
    # One thread pool serves a slow photo upload and the pages beside it.
    web = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--access-logfile", "-"]
    return [
        Service("web server", [python, "-m", "gunicorn", "oversight.wsgi", *web, "--no-control-socket"]),
        Service(
            "worker",
            [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-mingle", "--without-gossip"],
            comes_back=True,
        ),
        Service("scheduler", [*celery, "beat", "--loglevel", "INFO"], comes_back=True),
    ]


def ask(port: int, path: str) -> tuple[int, str]:
    """Status and text of a page of our own server; status 0 and the reason while nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def seen_since(text: str, since: datetime) -> bool:
    """Is the worker's last sign of life from this start? One from the start before may still be fresh."""
    return datetime.fromisoformat(json.loads(text)["worker_seen_at"]) >= since


def wait_until_ready(
    port: int, supervisor: Supervisor, stop: StopRequest, *, since: datetime, within: float = READY_WITHIN_SECONDS
) -> None:
    deadline = time.monotonic() + within
    while True:
        if stop:
            raise Stopped
        supervisor.look()
        status, text = ask(port, "/readyz")
        if status == 200 and seen_since(text, since):
            return
        if time.monotonic() > deadline:
            said = f"/readyz says {status}: {text.strip()[:300]}" if status else text
            raise Problem(f"Not ready after {within:.0f} seconds; {said}\nThe logs: {environment.var_dir() / 'log'}")
        time.sleep(0.1)


def welcome(port: int, logins: str, seconds: float) -> str:
    address = f"http://127.0.0.1:{port}"
    return f"""
Oversight is running (ready in {seconds:.0f} s). Ctrl-C stops it.

  public pages   {address}/
  field reports  {address}/field/
  officials      {address}/admin/
  API            {address}/api/v1/docs/

{logins.strip()}
"""


def serve(port: int, var: Path, stop: StopRequest, started: float) -> None:
    log_dir = var / "log"
    logins = open_log(log_dir, "logins")
    logins.unlink(missing_ok=True)
    supervisor = Supervisor(services(port), log_dir, stop)
    since = datetime.now(UTC)
    try:
        supervisor.start()
        # Beat knocks once a minute; the first heartbeat is asked for now, so that «ready» need not wait for it.
        celery = [str(python_of(VENV)), "-m", "celery", "-A", "oversight", "call", "oversight.tasks.heartbeat"]
        run_to_end(celery, open_log(log_dir, "prepare"), stop)
        run_to_end(manage("demo_logins"), logins, stop)
        wait_until_ready(port, supervisor, stop, since=since)
        say(welcome(port, logins.read_text(encoding="utf-8"), time.monotonic() - started))
        supervisor.watch()
        say("\nStopping; the worker may end its task first …")
    finally:
        supervisor.finish()


def main() -> int:
    started = time.monotonic()
    os.environ["PYTHONUNBUFFERED"] = "1"  # the logs of the children are read while they run
    port = environment.port_from(os.environ)
    var = environment.var_dir()
    stop = StopRequest()
    stop.listen()
    with only_one(var, port):
        environment.require_free_port(port)
        try:
            log = open_log(var / "log", "prepare")
            prepare(var, log, stop)
            serve(port, var, stop, started)
        except Stopped:
            pass
    say("Stopped.")
    return 0
