"""Holding another process in the middle of its transaction, with the means of the database alone."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.celery.parts import wait_until

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"


@contextmanager
def held_at(table: str) -> Iterator[Callable[[], None]]:
    """Whoever writes a new row to ``table`` gets no further. Yields a call that waits until somebody is held."""
    held = _held_on_sqlite if connection.vendor == "sqlite" else _held_on_postgresql
    with held(table) as wait_until_held:
        yield wait_until_held


@contextmanager
def _held_on_sqlite(table: str) -> Iterator[Callable[[], None]]:
    """A trigger that never ends: the row is written, its transaction is not committed."""
    path = connection.settings_dict["NAME"]

    def is_locked() -> bool:
        other = sqlite3.connect(path, timeout=1, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True  # for a whole second: no ordinary transaction takes that long
        finally:
            other.close()
        return False

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIEW endless AS {ENDLESS}")
        cursor.execute(f"CREATE TRIGGER held AFTER INSERT ON {table} BEGIN SELECT * FROM endless; END")  # noqa: S608
        try:
            yield lambda: wait_until(is_locked, "somebody holds the database")
        finally:
            cursor.execute("DROP TRIGGER held")
            cursor.execute("DROP VIEW endless")


@contextmanager
def _held_on_postgresql(table: str) -> Iterator[Callable[[], None]]:
    """Reading stays possible, writing has to wait for us."""

    def is_waited_for() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
            return cursor.fetchone() is not None

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield lambda: wait_until(is_waited_for, "somebody waits for the table")
