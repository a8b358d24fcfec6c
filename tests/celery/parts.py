"""Worker and scheduler as `make run` starts them: processes of their own, on the broker and the database of a test."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import Task
from django.conf import settings
from django.db import connection

from oversight.celery import app
from oversight.models import Heartbeat
from oversight.tasks import heartbeat
from tools.environment import ROOT
from tools.run import services
from tools.supervisor import kill_group

PATIENCE = 60  # seconds, for whatever is waited for; a busy build server is slow
COMMANDS = {service.name: service.argv for service in services(0)}


def wait_until(holds: Callable[[], Any], what: str, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"It never came to this: {what}.")
        time.sleep(0.02)


def database_url() -> str:
    """Where the test's own database is, in the words of DATABASE_URL."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@dataclass
class Parts:
    """The parts that are running, on one broker."""

    broker: str
    logs: Path
    running: list[subprocess.Popen] = field(default_factory=list)

    def start(self, name: str) -> subprocess.Popen:
        """``name`` as in tools/run.py: "worker" or "scheduler"."""
        chosen = {
            "DJANGO_SETTINGS_MODULE": "oversight.settings",
            "VAR_DIR": str(settings.VAR_DIR),
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": self.broker,
        }
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                COMMANDS[name], cwd=ROOT, env=os.environ | chosen, stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)
        return process

    def start_worker(self) -> subprocess.Popen:
        """A worker that has shown that it works."""
        Heartbeat.objects.all().delete()
        process = self.start("worker")
        self.send(heartbeat)
        wait_until(Heartbeat.objects.exists, f"a first heartbeat; the worker said\n{self.said('worker')}")
        return process

    def send(self, task: Task, *args: object) -> None:
        """Knock, as the scheduler does."""
        with app.connection_for_write(self.broker) as channel:
            task.apply_async(args, connection=channel)

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL to it and to every process that it started: nobody can tidy up."""
        kill_group(process)
        self.running.remove(process)

    def said(self, name: str) -> str:
        log = self.logs / f"{name}.log"
        return log.read_text(errors="replace")[-3000:] if log.exists() else ""

    def stop(self) -> None:
        for process in list(self.running):
            self.kill(process)
