"""The one settings file: what an office gets without choosing anything, and what it gets in production."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tools.check import production_like
from tools.environment import ROOT

CHOSEN = ("SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL", "HTTPS", "DEBUG", "ALLOWED_HOSTS", "CACHE_URL")
OF_THE_BROWSER_TESTS = "DJANGO_ALLOW_ASYNC_UNSAFE"  # set for the whole process where they are collected


def run(var: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in the project's folder, with nothing chosen but what is given."""
    env = {name: value for name, value in os.environ.items() if name not in CHOSEN}
    env |= {"DJANGO_SETTINGS_MODULE": "oversight.settings", "VAR_DIR": str(var), **environment}
    env.pop(OF_THE_BROWSER_TESTS, None)
    return subprocess.run([sys.executable, *argv], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


def ask(var: Path, expression: str, **environment: str) -> str:
    done = run(var, "-c", f"from django.conf import settings; print({expression})", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_settings_for_production_raise_no_warning(tmp_path):
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **production_like(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_in_production_everything_goes_through_tls(tmp_path):
    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    expression = ", ".join(f"settings.{name}" for name in names)
    assert ask(tmp_path, expression, **production_like(tmp_path)) == "True True True True"


def test_nothing_in_the_environment_means_no_debug_and_loopback_only(tmp_path):
    expression = "settings.DEBUG, settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT"
    assert ask(tmp_path, expression) == "False ['localhost', '127.0.0.1', '[::1]'] False"


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = ask(tmp_path, "settings.SECRET_KEY")
    assert len(first) > 60
    assert ask(tmp_path, "settings.SECRET_KEY") == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("secret.*")] == ["secret.key"]


def test_processes_that_start_together_share_one_secret(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _number: ask(tmp_path, "settings.SECRET_KEY"), range(4)))
    assert len(set(found)) == 1


def test_a_secret_from_the_environment_leaves_no_file(tmp_path):
    assert ask(tmp_path, "settings.SECRET_KEY", SECRET_KEY="of-the-office") == "of-the-office"
    assert not (tmp_path / "secret.key").exists()


def test_everything_made_at_run_time_lies_in_one_folder(tmp_path):
    var = tmp_path / "elsewhere"
    expression = "settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.DATABASES['default']['NAME']"
    assert ask(var, expression) == f"{var}/media {var}/static {var}/oversight.sqlite3"


@pytest.mark.parametrize(
    ("broker", "acknowledged_late"), [("filesystem://", "False"), ("redis://localhost:6379/0", "True")]
)
def test_a_message_is_given_back_only_where_the_broker_can(tmp_path, broker, acknowledged_late):
    expression = "getattr(settings, 'CELERY_TASK_ACKS_LATE', False)"
    assert ask(tmp_path, expression, CELERY_BROKER_URL=broker) == acknowledged_late
    assert (tmp_path / "broker").exists() == broker.startswith("filesystem")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_sqlite_keeps_foreign_keys_and_lets_readers_read_while_one_writes():
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
