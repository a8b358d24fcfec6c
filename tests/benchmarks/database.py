"""The database that is measured: always a new one, gone afterwards. No row of an office is ever near it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

TABLE = "contracts_contract"


class OfficeData(Exception):
    """The text says what was found and what to do instead."""


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """The address of a new database: on the PostgreSQL server that ``url`` names, else "" (a file of SQLite).

    Raises OfficeData where ``url`` names a database that holds contracts: measuring would slow down its office.
    """
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        yield ""
        return
    name = f"oversight_bench_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as server:
        _refuse_office(server)
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _refuse_office(server: psycopg.Connection) -> None:
    found = server.execute("SELECT to_regclass(%s)", [TABLE]).fetchone()
    if found is None or found[0] is None:
        return
    held = server.execute(SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier(TABLE))).fetchone()
    if held and held[0]:
        raise OfficeData(
            "DATABASE_URL names a database that holds contracts. Nothing was measured: name an empty database on a "
            "server that no office works with, or leave DATABASE_URL out."
        )
