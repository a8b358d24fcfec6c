"""The parts of the product as real processes: watched, brought back, stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import supervisor
from tools.environment import ROOT, Problem
from tools.supervisor import Service, Stopped, StopRequest, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
IGNORES_TERM = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]
FAILS = [sys.executable, "-c", "import sys; print('the reason'); sys.exit(3)"]
# A part with a process of its own, as the web server and the worker have them; it prints that one's number.
HAS_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys, time;"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)",
]
WHOLE = """
import sys
from pathlib import Path
from tools.supervisor import Service, StopRequest, Supervisor, say
stop = StopRequest()
stop.listen()
parts = Supervisor([Service("worker", {argv!r}, comes_back=True)], Path({logs!r}), stop)
try:
    parts.start()
    say("up")
    parts.watch()
finally:
    parts.finish()
"""

Start = Callable[..., Supervisor]


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """A process that is only waiting to be collected is not alive."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def number_in(log: Path) -> int:
    wait_for(lambda: log.exists() and log.read_text().strip())
    return int(log.read_text().split()[0])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Supervisor] = []

    def _start(*services: Service, clock: Callable[[], float] = time.monotonic) -> Supervisor:
        parts = Supervisor(services, tmp_path, StopRequest(), clock=clock)
        started.append(parts)
        parts.start()
        return parts

    yield _start
    for parts in started:
        for service in parts.services:
            if service.process:
                supervisor.kill_group(service.process)


def kill(service: Service) -> None:
    assert service.process is not None
    service.process.kill()
    service.process.wait()


def test_a_killed_worker_is_started_again_with_a_line_that_says_so(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    worker = Service("worker", SLEEPS, comes_back=True)
    parts = start(worker)
    first = worker.process
    kill(worker)
    parts.look()
    assert worker.process is not first
    assert worker.process is not None
    assert worker.process.poll() is None
    assert capsys.readouterr().out == "The worker was killed (SIGKILL); it is started again.\n"


def test_processes_of_a_killed_worker_do_not_survive_it(start: Start) -> None:
    worker = Service("worker", HAS_CHILD, comes_back=True)
    parts = start(worker)
    grandchild = number_in(worker.log)
    kill(worker)
    parts.look()
    wait_for(lambda: not is_alive(grandchild))


def test_a_worker_killed_again_and_again_is_given_up(start: Start) -> None:
    worker = Service("worker", SLEEPS, comes_back=True)
    parts = start(worker, clock=lambda: 100.0)
    for _ in range(supervisor.RESTARTS_A_MINUTE):
        kill(worker)
        parts.look()
    kill(worker)
    with pytest.raises(Problem, match=r"The worker has ended \(SIGKILL, the 4th time in a minute\)"):
        parts.look()


def test_restarts_of_an_earlier_minute_do_not_count(start: Start) -> None:
    now = [0.0]
    worker = Service("worker", SLEEPS, comes_back=True)
    parts = start(worker, clock=lambda: now[0])
    for _ in range(supervisor.RESTARTS_A_MINUTE + 2):
        now[0] += 30
        kill(worker)
        parts.look()
    assert worker.process is not None
    assert worker.process.poll() is None


def test_a_killed_web_server_is_not_started_again(start: Start) -> None:
    web = Service("web server", SLEEPS)
    parts = start(web)
    kill(web)
    with pytest.raises(Problem, match=r"The web server has ended \(SIGKILL\)"):
        parts.look()


def test_a_part_that_fails_is_named_with_its_last_lines(start: Start) -> None:
    worker = Service("worker", FAILS, comes_back=True)
    parts = start(worker)
    assert worker.process is not None
    worker.process.wait()
    with pytest.raises(Problem, match=r"The worker has ended \(exit status 3\)[^\n]*\n    the reason\n"):
        parts.look()


def test_only_the_lines_of_this_start_are_shown(start: Start, tmp_path: Path) -> None:
    (tmp_path / "worker.log").write_text("yesterday's reason\n")
    worker = Service("worker", FAILS)
    parts = start(worker)
    assert worker.process is not None
    worker.process.wait()
    with pytest.raises(Problem) as caught:
        parts.look()
    assert "yesterday" not in str(caught.value)


def test_the_end_leaves_no_process_behind(start: Start) -> None:
    worker = Service("worker", HAS_CHILD)
    parts = start(worker)
    grandchild = number_in(worker.log)
    parts.finish()
    assert worker.process is not None
    assert worker.process.returncode == -signal.SIGTERM
    wait_for(lambda: not is_alive(grandchild))


def test_a_part_that_does_not_listen_is_killed_in_the_end(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.3)
    deaf = Service("worker", IGNORES_TERM)
    parts = start(deaf)
    wait_for(lambda: "deaf" in deaf.log.read_text())
    parts.finish()
    assert deaf.process is not None
    assert deaf.process.returncode == -signal.SIGKILL


def test_a_preparing_command_that_fails_shows_its_last_lines(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="the reason"):
        supervisor.run_to_end(FAILS, tmp_path / "prepare.log", StopRequest())


def test_a_preparing_command_ends_when_somebody_asks(tmp_path: Path) -> None:
    stop = StopRequest()
    stop.count = 1
    with pytest.raises(Stopped):
        supervisor.run_to_end(SLEEPS, tmp_path / "prepare.log", stop)


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LARGEST_LOG_BYTES", 10)
    (tmp_path / "worker.log").write_text("more than ten bytes")
    assert not supervisor.open_log(tmp_path, "worker").exists()
    assert (tmp_path / "worker.log.1").read_text() == "more than ten bytes"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_whole_ends_cleanly_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    source = WHOLE.format(argv=HAS_CHILD, logs=str(tmp_path))
    whole = subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    grandchild = number_in(tmp_path / "worker.log")
    whole.send_signal(number)
    output, errors = whole.communicate(timeout=15)
    assert (whole.returncode, output, errors) == (0, b"up\n", b"")
    wait_for(lambda: not is_alive(grandchild))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_a_killed_supervisor_takes_its_parts_along(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
    source = WHOLE.format(argv=argv, logs=str(tmp_path))
    whole = subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.DEVNULL)
    child = number_in(tmp_path / "worker.log")
    os.kill(whole.pid, signal.SIGKILL)
    whole.wait()
    wait_for(lambda: not is_alive(child))
