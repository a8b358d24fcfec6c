"""Starts the parts of the product, watches them and stops all of them. Standard library only."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tools.environment import ROOT, Problem

GRACE_SECONDS = 15
RESTARTS_A_MINUTE = 3
LAST_LINES = 15
LARGEST_LOG_BYTES = 5_000_000


def say(text: str) -> None:
    print(text, flush=True)


class Stopped(Exception):
    """Somebody asked for the end while the product was being prepared or started."""


class StopRequest:
    """Ctrl-C, a closed terminal or SIGTERM. A signal only sets it; every wait below looks at it."""

    def __init__(self) -> None:
        self.count = 0

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._receive)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.count += 1

    def __bool__(self) -> bool:
        return self.count > 0


def _die_with_parent() -> None:
    """Linux only: if this program itself is killed outright, its children are asked to stop too."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def start(argv: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own (Ctrl-C reaches only this program), with its output in the log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            argv,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # safe: this program has one thread
        )


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Whatever is left of a command and of the processes it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS says «not permitted» of a group that is only waited for
        pass
    process.wait()


def last_lines(log: Path, since: int = 0) -> str:
    with log.open("rb") as file:
        file.seek(since)
        lines = file.read().decode(errors="replace").rstrip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-LAST_LINES:])


def size_of(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def open_log(folder: Path, name: str) -> Path:
    """The log of that name; a large one is put aside first, so that two files are the most there ever are."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    if size_of(log) > LARGEST_LOG_BYTES:
        log.replace(folder / f"{name}.log.1")
    return log


def run_to_end(argv: Sequence[str], log: Path, stop: StopRequest) -> None:
    """Run one preparing command; raise Problem with its last lines if it fails, Stopped if that was asked for."""
    before = size_of(log)
    process = start(argv, log)
    while process.poll() is None:
        if stop:
            kill_group(process)
            raise Stopped
        time.sleep(0.02)
    if process.returncode:
        command = " ".join(part for part in map(str, argv[1:5]))
        raise Problem(f"This failed: {command}\n{last_lines(log, before)}\nAll of it: {log}")


@dataclass
class Service:
    """One long-running part. A part that `comes_back` is started again when something kills it."""

    name: str
    argv: Sequence[str]
    comes_back: bool = False
    process: subprocess.Popen[bytes] | None = None
    log: Path = Path()
    log_start: int = 0
    restarts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.log_start = size_of(self.log)
        self.process = start(self.argv, self.log)

    def may_come_back(self, now: float) -> bool:
        self.restarts = [moment for moment in self.restarts if now - moment < 60]
        return self.comes_back and len(self.restarts) < RESTARTS_A_MINUTE


class Supervisor:
    def __init__(
        self,
        services: Sequence[Service],
        log_dir: Path,
        stop: StopRequest,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.services = services
        self.stop = stop
        self.clock = clock
        for service in services:
            service.log = open_log(log_dir, service.name.replace(" ", "-"))

    def start(self) -> None:
        for service in self.services:
            service.start()

    def look(self) -> None:
        """Start a killed part again; raise Problem when a part is gone for good."""
        for service in self.services:
            assert service.process is not None
            code = service.process.poll()
            if code is None:
                continue
            kill_group(service.process)
            now = self.clock()
            if code < 0 and service.may_come_back(now):
                say(f"The {service.name} was killed ({signal.Signals(-code).name}); it is started again.")
                service.restarts.append(now)
                service.start()
                continue
            how = f"exit status {code}" if code >= 0 else signal.Signals(-code).name
            if code < 0 and service.comes_back:
                how += f", the {RESTARTS_A_MINUTE + 1}th time in a minute"
            raise Problem(
                f"The {service.name} has ended ({how}); the rest is stopped. Its last lines:\n"
                f"{last_lines(service.log, service.log_start)}\nAll of it: {service.log}"
            )

    def watch(self) -> None:
        """Return when a stop is asked for."""
        while not self.stop:
            self.look()
            time.sleep(0.2)

    def finish(self) -> None:
        """Ask every part to stop, wait, and kill what is left. A second Ctrl-C shortens the wait."""
        running = [service.process for service in self.services if service.process]
        asked = self.stop.count
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and self.stop.count <= max(asked, 1):
            if all(process.poll() is not None for process in running):
                break
            time.sleep(0.05)
        for process in running:
            kill_group(process)
