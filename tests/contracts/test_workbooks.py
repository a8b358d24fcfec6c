"""XLSX files: what people mean is read, what would hang or deceive a server is refused."""

import datetime
import io
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import FORMAT_PERCENTAGE

from contracts.importing import LARGEST_TABLE, TableRefused, read_sheets
from contracts.importing.archive import LARGEST_UNPACKED
from contracts.refusals import Refused
from tests.tables import saved, sheet_of, with_part, workbook


def cell(value, style=None):
    """What one cell of a workbook is read as."""
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append([value])
    if style:
        book.active["A2"].number_format = style
    [sheet] = read_sheets(saved(book))
    if sheet.errors:
        return sheet.errors[0].expected
    return sheet.rows[0][1][0]


def errors_of(data):
    return [(error.sheet, error.line, error.column, error.expected) for error in read_sheets(data)[0].errors]


# ---- what is read ----


def test_every_sheet_with_its_name_lines_and_texts():
    first, second = read_sheets(workbook(one=[["a", "b"], [1, "x"], [], [2.5, "y"]], two=[[], ["c"], ["z"]]))
    assert (first.name, first.columns, first.rows) == ("one", ["a", "b"], [(2, ["1", "x"]), (4, ["2.5", "y"])])
    assert (second.name, second.header_line, second.rows) == ("two", 2, [(3, ["z"])])


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (1428816, None, "1428816"),
        (1234.56, None, "1234.56"),
        (3.0, None, "3"),
        (1e-7, None, "0.0000001"),
        (True, None, "TRUE"),
        (" 清线 ", None, "清线"),
        ("007", None, "007"),
        (7, "000", "007"),
        (datetime.date(2026, 1, 5), None, "2026-01-05"),
        (datetime.datetime(2026, 1, 5, 9, 30), None, "2026-01-05 09:30:00"),  # noqa: DTZ001  # a spreadsheet has no time zone
    ],
)
def test_a_cell_is_read_as_somebody_would_type_it(value, style, text):
    assert cell(value, style) == text


@given(st.decimals(min_value="0.01", max_value="9999999999.99", places=2))
def test_an_amount_comes_out_of_floating_point_as_it_went_in(amount):
    data = sheet_of(f'<row r="2"><c r="A2"><v>{float(amount)!r}</v></c></row>')
    [(_line, [text])] = read_sheets(data)[0].rows
    assert amount == Decimal(text)


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("=A1", None, "holds a formula"),
        ("=SUM(A1:A9)", None, "holds a formula"),
        ("#N/A", None, "an error instead"),
        (91990000000000013, None, "lost its last digits"),
        (0.95, FORMAT_PERCENTAGE, "write 95 for 95%"),
    ],
)
def test_a_cell_that_may_mean_something_else_is_asked_about(value, style, expected):
    assert expected in cell(value, style)


def test_what_a_calculation_left_behind_keeps_all_its_digits():
    data = sheet_of('<row r="2"><c r="A2"><v>0.30000000000000004</v></c></row>')
    assert read_sheets(data)[0].rows == [(2, ["0.30000000000000004"])]


def test_a_formula_is_told_with_sheet_row_column_and_what_stands_there():
    [sheet] = read_sheets(workbook(vendors=[["name", "code"], ["x", "=1+1"]]))
    assert [str(error) for error in sheet.errors] == [
        "Sheet “vendors”, Line 2, column code, “=1+1”: This cell holds a formula. Copy it and paste its value."
    ]


def test_a_value_beside_the_table_is_not_overlooked():
    assert errors_of(workbook(one=[["a"], ["x", None, "stray"]]))[0][:3] == ("one", 2, "C")


def test_merged_cells_are_named():
    book = openpyxl.Workbook()
    for row in (["a", "b"], ["x", "y"], ["z", "w"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    assert ("Sheet", 2, "A2:A3", "Merged cells. Unmerge them and fill every cell.") in errors_of(saved(book))


def test_hidden_sheets_and_empty_ones_are_passed_over():
    book = openpyxl.load_workbook(io.BytesIO(workbook(seen=[["a"], [1]], hidden=[["b"], [2]], empty=[])))
    book["hidden"].sheet_state = "hidden"
    assert [sheet.name for sheet in read_sheets(saved(book))] == ["seen"]


def test_rich_text_is_read_as_its_text():
    rows = '<row r="2"><c r="A2" t="inlineStr"><is><r><t>two </t></r><r><t>parts</t></r></is></c></row>'
    assert read_sheets(sheet_of(rows))[0].rows == [(2, ["two parts"])]


# ---- what would hang or deceive ----


@pytest.fixture
def _in_time():
    started = time.process_time()
    yield
    assert time.process_time() - started < 30, "too slow"


@pytest.mark.usefixtures("_in_time")
def test_a_million_blank_rows_end_soon():
    rows = "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(2, 1_000_001))
    [sheet] = read_sheets(sheet_of(rows))
    assert (sheet.rows, sheet.errors) == ([], [])


@pytest.mark.usefixtures("_in_time")
def test_a_value_after_a_thousand_blank_rows_is_not_overlooked():
    rows = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert errors_of(sheet_of(rows)) == [
        (
            "vendors",
            1048576,
            "",
            "Above this row are more than 1,000 blank ones. Delete them, so that nothing is overlooked.",
        )
    ]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999999"><c r="A99999999999999"><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZZZ2"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',  # a text that is not there
        '<row r="2"><c r="A2"><v>1.2.3</v></c></row>',
        '<row r="2"><c r="A2"><v>1</c></row>',
    ],
)
def test_a_sheet_that_no_spreadsheet_wrote_is_refused(rows):
    with pytest.raises(Refused, match="damaged or incomplete"):
        read_sheets(sheet_of(rows))


def test_a_cell_in_the_last_column_of_a_sheet_is_too_far():
    with pytest.raises(Refused, match="more than 256 columns"):
        read_sheets(sheet_of('<row r="2"><c r="XFD2"><v>1</v></c></row>'))


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_never_unfolded(entity, part):
    data = workbook(vendors=[["name"], ["text"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(part).decode()
    declared = xml.split("?>", 1)
    bad = entity + declared[-1] if len(declared) == 2 else entity + xml
    with pytest.raises(Refused, match="damaged or incomplete"):
        read_sheets(with_part(data, part, bad.encode()))


@pytest.mark.usefixtures("_in_time")
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/media/image1.png"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(part):
    bomb = with_part(workbook(vendors=[["name"], ["x"]]), part, b" " * 30_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="unfolds to far more"):
        read_sheets(bomb)


def test_parts_that_together_unfold_to_too_much_are_refused():
    import random

    noise = bytes(random.Random(1).choices(b"abcdefgh", k=2_000_000)) * 3
    data = workbook(vendors=[["name"], ["x"]])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive, zipfile.ZipFile(io.BytesIO(data)) as old:
        for entry in old.namelist():
            archive.writestr(entry, old.read(entry))
        for number in range(LARGEST_UNPACKED // len(noise) + 1):
            archive.writestr(f"xl/worksheets/sheet{number + 2}.xml", noise[: len(noise) // 40] * 40)
    if len(written.getvalue()) < LARGEST_TABLE:
        with pytest.raises(Refused, match="unfolds to far more"):
            read_sheets(written.getvalue())


def test_thousands_of_entries_are_refused():
    data, written = workbook(vendors=[["name"]]), io.BytesIO(b"")
    written.write(data)
    with zipfile.ZipFile(written, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"xl/media/{number}", b"")
    with pytest.raises(Refused, match="unfolds to far more"):
        read_sheets(written.getvalue())


def test_doubled_names_are_refused():
    data = io.BytesIO(workbook(vendors=[["name"]]))
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", b"<other/>")
    with pytest.raises(Refused, match="damaged or incomplete"):
        read_sheets(data.getvalue())


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_workbook_cut_off_on_its_way_is_refused(share):
    data = workbook(vendors=[["name"], *([f"row {number}"] for number in range(500))])
    with pytest.raises(Refused, match="damaged or incomplete"):
        read_sheets(data[: int(len(data) * share)])


def test_the_old_format_and_passwords_are_told_apart_from_damage():
    with pytest.raises(Refused, match=r"old kind \(.xls\) or has a password"):
        read_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_a_zip_of_something_else_is_told_so():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(Refused, match="not a workbook"):
        read_sheets(written.getvalue())


def test_a_part_that_the_workbook_needs_is_missed():
    with pytest.raises(Refused, match="damaged or incomplete"):
        read_sheets(with_part(workbook(vendors=[["name"], ["x"]]), "xl/workbook.xml", None))


def test_more_than_20_mb_is_not_even_opened():
    with pytest.raises(Refused, match="larger than 20 MB"):
        read_sheets(b"PK\x03\x04" + b"x" * LARGEST_TABLE)


def test_a_huge_cell_is_refused_and_shown_in_part():
    data = sheet_of(f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x" * 40_000}</t></is></c></row>')
    [error] = read_sheets(data)[0].errors
    assert "more text than a spreadsheet allows" in error.expected
    assert len(str(error)) < 300


def test_a_huge_cell_of_a_csv_file_is_refused():
    [sheet] = read_sheets(b'name\n"' + b"x" * 200_000 + b'"\n')
    assert "131,072 characters" in sheet.errors[0].expected


def test_a_csv_file_is_one_sheet_without_a_name():
    [sheet] = read_sheets("名称\n清线\n".encode("gbk"))
    assert (sheet.name, sheet.columns, sheet.rows) == ("", ["名称"], [(2, ["清线"])])
    with pytest.raises(TableRefused):
        read_sheets(b'"name\n')
