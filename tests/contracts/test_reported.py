"""Publicly reported facts: loaded as reported, all or not at all, and nothing is made of a blank."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts import actions
from contracts.importing import TableRefused
from contracts.models import AuditEvent, ReportedContract, ReportedFigure
from tests import factories
from tests.every_action import nothing_written, snapshot
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SHIPPED = Path(actions.__file__).parent.parent / "reference"
CONTRACTS, FIGURES = SHIPPED / "reported_contracts.csv", SHIPPED / "reported_metrics.csv"
CONTRACT_COLUMNS = CONTRACTS.read_text(encoding="utf-8").splitlines()[0]
FIGURE_COLUMNS = FIGURES.read_text(encoding="utf-8").splitlines()[0]


def load(text):
    data = text if isinstance(text, bytes) else text.encode()
    return actions.load_reported(data, by=factories.automation(), at=NOW)


def contract_row(**cells):
    given = {"region": "Elsewhere", "service_kind": "hotline", "title": "Hotline", "reported_by": "A paper", **cells}
    return ",".join(given.get(name, "") for name in CONTRACT_COLUMNS.split(","))


def contracts_table(*rows):
    return "\n".join([CONTRACT_COLUMNS, *rows])


def errors_of(text):
    with nothing_written(), pytest.raises(TableRefused) as refusal:
        load(text)
    return refusal.value.rows


@pytest.mark.parametrize(("path", "model"), [(CONTRACTS, ReportedContract), (FIGURES, ReportedFigure)])
def test_the_shipped_tables_load_and_loading_twice_changes_nothing(path, model):
    data = path.read_bytes()
    first = load(data)
    assert first == {"added": model.objects.count(), "changed": 0, "unchanged": 0}
    assert first["added"] == len(path.read_text(encoding="utf-8").splitlines()) - 1
    before = snapshot()
    assert load(data) == {"added": 0, "changed": 0, "unchanged": first["added"]}
    assert snapshot() == before


def test_amounts_of_the_shipped_table_are_exact_and_a_blank_stays_unknown():
    load(CONTRACTS.read_bytes())
    row = ReportedContract.objects.get(title__endswith="2022")
    assert (row.budget, row.award) == (Decimal("16730000.00"), Decimal("16693615.85"))
    assert ReportedContract.objects.get(title__endswith="2020").award is None
    assert ReportedContract.objects.filter(budget=0).count() == ReportedContract.objects.filter(award=0).count() == 0


def test_a_date_is_as_precise_as_it_was_reported():
    load(CONTRACTS.read_bytes())
    dated = dict(ReportedContract.objects.filter(region__contains="Liaocheng").values_list("title", "dated"))
    assert sorted(dated.values()) == ["2020-07", "2021", "2022", "2023", "2024-08-13"]
    assert {row.year for row in ReportedContract.objects.filter(dated="")} == {None}


def test_a_corrected_row_is_changed_and_recorded_by_a_digest():
    load(contracts_table(contract_row(budget_cny="5")))
    counts = load(contracts_table(contract_row(budget_cny="6"), contract_row(title="Other")))
    assert counts == {"added": 1, "changed": 1, "unchanged": 0}
    assert ReportedContract.objects.get(title="Hotline").budget == 6
    assert AuditEvent.objects.filter(action="reportedcontract.loaded").first().changes["count"] == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_table_saved_by_a_chinese_spreadsheet_loads(encoding):
    load(contracts_table(contract_row(region="某地", title="热线服务")).encode(encoding))
    assert ReportedContract.objects.get().title == "热线服务"


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"budget_cny": "-5"}, "budget_cny", "greater than or equal to"),
        ({"budget_cny": "0"}, "budget_cny", "greater than or equal to"),
        ({"award_cny": "200000000000"}, "award_cny", "less than or equal to"),
        ({"award_cny": "about 5"}, "award_cny", "Expected an amount in yuan"),
        ({"award_cny": "NaN"}, "award_cny", "Expected an amount in yuan"),
        ({"award_cny": "5.001"}, "award_cny", "decimal place"),
        ({"service_kind": "gas"}, "service_kind", "Expected one of: hotline, irrigation"),
        ({"method": "favour"}, "method", "Expected one of: open"),
        ({"announced_or_signed": "last year"}, "announced_or_signed", "Expected a year"),
        ({"announced_or_signed": "2024-13"}, "announced_or_signed", "Expected a year"),
        ({"announced_or_signed": "2024-02-31"}, "announced_or_signed", "no such day"),
        ({"title": ""}, "title", "required"),
        ({"reported_by": ""}, "reported_by", "required"),
    ],
)
def test_a_wrong_entry_is_told_what_was_expected(cells, column, expected):
    [error] = errors_of(contracts_table(contract_row(**cells)))
    assert (error.line, error.column, error.value) == (2, column, cells[column])
    assert expected in error.expected


def test_every_wrong_entry_of_the_whole_table_is_listed_and_nothing_is_loaded():
    errors = errors_of(
        contracts_table(
            contract_row(title="Good"),
            contract_row(title="One", budget_cny="x", award_cny="y"),
            contract_row(title="Two", service_kind="gas"),
        )
    )
    assert [(e.line, e.column) for e in errors] == [(3, "budget_cny"), (3, "award_cny"), (4, "service_kind")]


def test_the_same_entry_twice_in_one_table_is_refused():
    [error] = errors_of(contracts_table(contract_row(), contract_row(title="Other"), contract_row()))
    assert error.line == 4
    assert "in line 2 already" in error.expected


def test_a_figure_without_any_level_is_refused():
    [error] = errors_of(f"{FIGURE_COLUMNS}\nElsewhere,H1,2024,,,percent,A paper")
    assert "one of them is needed" in error.expected


def test_a_level_of_zero_is_a_level():
    load(f"{FIGURE_COLUMNS}\nElsewhere,H1,2024,0,,percent,A paper")
    figure = ReportedFigure.objects.get()
    assert (figure.before, figure.after) == (0, None)


def test_rows_are_found_by_every_word_wherever_it_stands():
    load(CONTRACTS.read_bytes())
    assert ReportedContract.objects.matching("聊城 2021").count() == 1
    assert ReportedContract.objects.matching("LIAOCHENG").count() == 5
    assert ReportedContract.objects.matching("nowhere").count() == 0
    assert ReportedContract.objects.matching("  ").count() == ReportedContract.objects.count()


# ---- the command ----


def test_the_command_loads_both_tables_and_prints_what_it_did(capsys):
    call_command("load_reported", str(CONTRACTS), str(FIGURES))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "14 added, 0 changed, 0 unchanged",
        "6 added, 0 changed, 0 unchanged",
    ]


def test_the_command_prints_each_wrong_entry_and_loads_nothing_of_any_file(capsys, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(contracts_table(contract_row(budget_cny="x"), contract_row(title="Two", service_kind="gas")))
    with nothing_written(), pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_reported", str(FIGURES), str(bad))
    output = capsys.readouterr()
    assert len(output.err.splitlines()) == 2
    assert f"{bad}: Line 2, column budget_cny, “x”: Expected an amount in yuan" in output.err
    assert output.out == ""


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_the_command_says_which_file_cannot_be_read(tmp_path, name):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_reported", str(tmp_path / name))
