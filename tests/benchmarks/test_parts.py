"""That each part of `make bench` does its work, with tiny numbers. How long it takes is asserted nowhere."""

from pathlib import Path

import psycopg
import pytest

from contracts.models import AuditEvent, Contract
from tests.benchmarks import __main__ as bench
from tests.benchmarks import parts, rows
from tests.benchmarks.database import OfficeData, own_database
from tests.benchmarks.figures import HEADER, WIDTHS, Figure, line, measured
from tests.benchmarks.rows import Size
from tools import programs
from tools.throwaway_postgres import throwaway_postgres

TINY = Size(rows=6, contracts=20)
MEASURED = parts.PARTS[1:]


@pytest.fixture
def _settled(db, monkeypatch):
    monkeypatch.setattr(rows, "READY", 1)
    monkeypatch.setattr(parts, "REPEATS", 1)
    rows._pointed_at.cache_clear()
    rows.settle(TINY)


@pytest.mark.usefixtures("_settled")
def test_every_part_does_its_work_and_tells_its_figures():
    figures = [figure for part in MEASURED for figure in part.measure(TINY)]
    assert all(figure.seconds > 0 and figure.memory > 0 for figure in figures)
    told = {figure.what.split(":")[0] for figure in figures}
    assert {"import", "audit trail", "admin list", "export of all contracts", "a draft's gates page"} <= told
    assert Contract.objects.count() == 2 * TINY.rows + TINY.contracts + 1
    assert AuditEvent.objects.filter(action="contract.registered").count() == TINY.rows + 1
    assert Contract.objects.filter(agency__code="county").get().status == Contract.Status.ACTIVE


@pytest.mark.usefixtures("_settled")
def test_the_plain_rows_are_those_of_the_file():
    for part in MEASURED[:2]:
        list(part.measure(TINY))
    columns = [name for name in parts.rows.CONTRACT_COLUMNS if name != "reference"]
    plain, imported = (
        list(Contract.objects.filter(reference__startswith=prefix).order_by("reference").values_list(*columns))
        for prefix in ("PLAIN", "XLSX")
    )
    assert plain == imported
    assert len(plain) == TINY.rows


def test_queries_are_counted(db):
    with measured("two looks", is_page=True) as figure:
        Contract.objects.exists()
        Contract.objects.count()
    assert figure.queries == 2


def test_a_line_of_the_table_is_as_wide_as_its_header():
    figure = Figure("import", 10_000, seconds=12.5, cpu=0.25, queries=44, memory=180)
    assert line(figure.cells()).split() == ["import", "10,000", "12.5", "s", "800", "250", "ms", "44", "180"]
    assert len(line(figure.cells())) == len(line(HEADER)) == sum(WIDTHS)


def test_a_part_that_fails_ends_the_run():
    with pytest.raises(SystemExit, match=r"“_breaks” failed"):
        list(bench._in_own_process(_breaks, TINY))


def test_what_a_part_in_its_own_process_tells_arrives():
    assert [figure.what for figure in bench._in_own_process(_tells, TINY)] == ["one", "two"]


def _tells(size):
    yield Figure("one")
    yield Figure("two")


def _breaks(size):
    raise SystemExit(3)
    yield  # so that it is a part like the others


def test_every_part_can_be_asked_for():
    assert {name for part in parts.PARTS for name in part.asked_by} == set(bench.NAMES)


# ---- the database ----


def test_sqlite_is_never_the_file_that_is_named(tmp_path: Path):
    office = tmp_path / "office.sqlite3"
    with own_database(f"sqlite:///{office}") as url:
        assert url == ""
    assert not office.exists()


@pytest.mark.skipif(programs.postgresql_bin() is None, reason="no PostgreSQL server program on this computer")
def test_on_postgresql_a_new_database_is_made_and_an_office_is_left_alone():
    folder = programs.postgresql_bin()
    assert folder is not None
    databases = "SELECT count(*) FROM pg_database"
    with throwaway_postgres(folder) as given, psycopg.connect(given, autocommit=True) as office:
        before = office.execute(databases).fetchone()
        with own_database(given) as url, psycopg.connect(url) as own:
            assert own.info.dbname != office.info.dbname
        assert office.execute(databases).fetchone() == before
        office.execute("CREATE TABLE contracts_contract (id int)")
        with own_database(given):
            pass
        office.execute("INSERT INTO contracts_contract VALUES (1)")
        with pytest.raises(OfficeData, match="holds contracts"), own_database(given):
            pass
        assert office.execute(databases).fetchone() == before
