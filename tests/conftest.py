"""What every test gets. Fixtures of one layer stand in that layer's own conftest.py."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from tools import programs

NEEDED_PROGRAMS = {"browser": programs.chromium, "redis": programs.redis_server}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this computer cannot run; `make test` names it in its last lines, and CI fails on it."""
    missing = {marker for marker, find in NEEDED_PROGRAMS.items() if find() is None}
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in missing)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path):
    """No test sees the files or the cache of another, or is spoken to in the language of its last page."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Reference data is loaded once; every test starts with it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # On the class: once Playwright's loop runs in this thread, Django hands out another connection.
        operations = type(connection.ops)
        past = {"sqlite": _past_the_triggers, "postgresql": _past_the_truncate_triggers}[connection.vendor]
        patch.setattr(operations, "sql_flush", past(operations.sql_flush))
        _load_reference_data()
        yield


@pytest.fixture(autouse=True)
def _reference_data(request):
    """A test with real transactions ends by emptying every table: whoever comes next gets reference data anew."""
    asked = {"_django_db_helper", "live_server"} & set(request.fixturenames)
    if asked or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        _load_reference_data()


def _load_reference_data():
    # Imported here: this file is read before Django is set up
    from contracts.models import User
    from tests import factories

    if not User.objects.filter(username=User.AUTOMATION).exists():
        factories.reference()


def _past_the_triggers(sql_flush):
    """SQLite empties a table by DELETE, which the append-only triggers refuse: they step aside for that."""

    def statements(operations, *args, **kwargs):
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*drops, *sql_flush(operations, *args, **kwargs), *(sql for _name, sql in triggers)]

    return statements


def _past_the_truncate_triggers(sql_flush):
    """PostgreSQL empties all tables by one TRUNCATE, which the same triggers refuse."""

    def statements(operations, *args, **kwargs):
        flush = sql_flush(operations, *args, **kwargs)
        tables = ("contracts_auditevent", "contracts_auditseal") if flush else ()
        aside, back = (
            [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in tables] for verb in ("DISABLE", "ENABLE")
        )
        return [*aside, *flush, *back]

    return statements
