"""Readings from a table: every wrong entry is listed, and then nothing is entered."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.importing import TableRefused
from contracts.models import AuditEvent
from inspections import actions
from inspections.models import Reading
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db

COLUMNS = "contract,indicator,period,source,numerator,denominator,value"


@pytest.fixture
def contract():
    contract = factories.an_active_contract("social_media")
    factories.schedule()
    return contract


def row(contract, indicator="M4", period="2026-10", source="vendor", numerator="95", denominator="100", value=""):
    return ",".join([contract.reference, indicator, period, source, numerator, denominator, value])


def table(*rows, encoding="utf-8"):
    return "\n".join([COLUMNS, *rows]).encode(encoding)


def enter(data, **options):
    return actions.import_readings(data, by=factories.staff(), at=NOW, **options)


def errors_of(data):
    with nothing_written(), pytest.raises(TableRefused) as refusal:
        enter(data)
    return [(error.line, error.column, error.value, error.expected) for error in refusal.value.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_table_is_entered_in_the_encodings_of_chinese_spreadsheets(encoding):
    contract = factories.an_active_contract(reference="合同-1")
    factories.schedule()
    [reading] = enter(table(row(contract, "H1"), encoding=encoding))
    assert Reading.objects.get() == reading
    assert reading.recorded_by == factories.staff()


def test_divided_and_measured_indicators_stand_in_one_table(contract):
    measured = row(contract, "M1", numerator="", denominator="", value="12.5")
    enter(table(row(contract), row(contract, source="agency"), measured))
    assert Reading.objects.count() == 3
    assert sorted(str(reading.value) for reading in Reading.objects.all()) == ["12.5000", "95.0000", "95.0000"]


def test_a_table_is_one_event_with_count_and_digest_whatever_the_language(contract):
    data = table(row(contract))
    enter(data)
    event = AuditEvent.objects.get(action="reading.imported")
    assert event.changes["count"] == 1
    reading = Reading.objects.select_related("due__term__contract", "due__term__indicator").get()
    assert actions.reading._listed(reading)[:4] == [contract.reference, "M4", "2026-10", "vendor"]


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"indicator": "H1"}, "indicator", "does not promise"),
        ({"indicator": ""}, "indicator", "required"),
        ({"period": "2025-12"}, "period", "outside the contract"),
        ({"period": "2026-11"}, "period", "it is not over"),
        ({"period": "October"}, "period", "Expected the first month"),
        ({"period": "2026-13"}, "period", "Expected the first month"),
        ({"source": "rumour"}, "source", "Expected one of: vendor, agency, independent"),
        ({"numerator": "many"}, "numerator", "Expected a number"),
        ({"numerator": "101"}, "numerator", "Are they swapped?"),
        ({"numerator": "-1"}, "numerator", "cannot be negative"),
        ({"denominator": "0"}, "denominator", "above zero"),
        ({"value": "94"}, "value", "give 95.0000"),
        ({"numerator": "", "denominator": "", "value": "95"}, "numerator", "computed from them"),
        ({"indicator": "M1"}, "value", "measured value"),
        ({"numerator": "1.00001"}, "numerator", "decimal places"),
        ({"numerator": "1e20", "denominator": "1e20"}, "numerator", "digits"),
    ],
)
def test_a_wrong_entry_is_told_what_was_expected(contract, cells, column, expected):
    errors = errors_of(table(row(contract, source="agency"), row(contract, **cells)))
    assert {line for line, *_rest in errors} == {3}
    found = [(value, message) for _line, name, value, message in errors if name == column]
    assert expected in found[0][1]
    if column in cells:
        assert found[0][0] == cells[column]


def test_a_value_with_more_digits_than_fit_is_refused_before_anything_is_written(contract):
    works = factories.an_active_contract("irrigation")
    factories.a_reading_due(works)
    draft = factories.a_draft("irrigation")
    factories.a_metric_term(draft, "W3")
    factories.an_inspection_term(draft)
    factories.works_of(draft)
    factories.a_duty(draft)
    factories.everything_else(draft)
    factories.activate(draft)
    factories.schedule()
    [(line, column, _value, expected)] = errors_of(
        table(row(draft, "W3", numerator="999999999999", denominator="0.0001"))
    )
    assert (line, column) == (2, "value")
    assert "digits" in expected


def test_a_contract_that_is_not_there_and_one_of_another_agency_look_the_same(contract):
    elsewhere = factories.an_active_contract("social_media", factories.an_agency())
    factories.schedule()
    missing = errors_of(table(row(contract).replace(contract.reference, "HT-NONE")))
    foreign = errors_of(table(row(elsewhere)))
    assert missing[0][3] == foreign[0][3] == "There is no such contract within your agency."


def test_the_same_period_twice_is_refused_in_the_table_and_beside_what_is_there(contract):
    [(line, column, _value, expected)] = errors_of(table(row(contract), row(contract)))
    assert (line, column) == (3, "period")
    assert "Revise that one" in expected
    enter(table(row(contract)))
    assert errors_of(table(row(contract)))[0][:2] == (2, "period")


def test_every_wrong_entry_of_the_table_is_listed_and_nothing_is_entered(contract):
    errors = errors_of(
        table(row(contract), row(contract, source="agency", numerator="101"), row(contract, indicator="X9"))
    )
    assert [(line, column) for line, column, *_rest in errors] == [(3, "numerator"), (4, "indicator")]


def test_a_dry_run_checks_everything_and_writes_nothing(contract):
    with nothing_written():
        assert len(enter(table(row(contract)), dry_run=True)) == 1
    with pytest.raises(TableRefused):
        enter(table(row(contract, numerator="101")), dry_run=True)


def test_five_rows_and_five_hundred_take_the_same_queries():
    contracts = [factories.an_active_contract("social_media") for _ in range(17)]
    factories.schedule()
    rows = [
        row(contract, period=f"2026-{month:02d}", source=source)
        for contract in contracts
        for month in range(1, 11)
        for source in Reading.Source.values
    ]
    official = factories.staff()

    def queries(some):
        with CaptureQueriesContext(connection) as captured:
            actions.import_readings(table(*some), by=type(official).objects.get(pk=official.pk), at=NOW, dry_run=True)
        return len(captured)

    assert queries(rows[:5]) == queries(rows[:500])


# ---- the command ----


@pytest.fixture
def saved(contract, tmp_path):
    path = tmp_path / "readings.csv"
    path.write_bytes(table(row(contract)))
    return path


def test_the_command_enters_readings_in_the_name_of_a_person(saved, capsys):
    official = factories.staff()
    call_command("import_readings", str(saved), "--as", official.username)
    assert Reading.objects.get().recorded_by == official
    assert capsys.readouterr().out == f"{saved}: 1 readings entered.\n"


def test_a_dry_run_of_the_command_writes_nothing(saved, capsys):
    official = factories.staff()
    with nothing_written():
        call_command("import_readings", str(saved), "--as", official.username, "--dry-run")
    assert "dry run" in capsys.readouterr().out


def test_the_command_lists_every_wrong_entry(contract, tmp_path, capsys):
    path = tmp_path / "readings.csv"
    path.write_bytes(table(row(contract, numerator="101"), row(contract, source="rumour")))
    official = factories.staff()
    with nothing_written(), pytest.raises(CommandError, match="Nothing was entered"):
        call_command("import_readings", str(path), "--as", official.username)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in lines] == [f"{path}: Line 2", f"{path}: Line 3"]


@pytest.mark.parametrize("name", ["nobody", "automation-of-others"])
def test_the_command_needs_an_open_account(saved, name):
    with pytest.raises(CommandError, match="no open account"):
        call_command("import_readings", str(saved), "--as", name)


def test_the_command_needs_a_name_and_a_file(saved):
    with pytest.raises(CommandError, match="--as"):
        call_command("import_readings", str(saved))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_readings", f"{saved}.gone", "--as", factories.staff().username)
