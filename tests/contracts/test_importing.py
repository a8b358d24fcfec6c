"""Tables from outside: how they are encoded, what a wrong one is told, and on which line."""

import pytest
from django import forms

from contracts.importing import LARGEST_TABLE, RowError, TableRefused, decode, header, read_table
from contracts.refusals import Refused


class Row(forms.Form):
    name = forms.CharField(max_length=10)
    count = forms.IntegerField(required=False, min_value=0)


def table(text, encoding="utf-8"):
    return read_table(text.encode(encoding), Row)


def errors_of(text):
    with pytest.raises(TableRefused) as refusal:
        table(text)
    return [(row.line, row.column, row.value) for row in refusal.value.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_the_encodings_of_chinese_spreadsheets_are_understood(encoding):
    assert [row["name"] for row in table("name,count\n热线,1\n", encoding)] == ["热线"]


def test_a_character_that_only_gb_18030_has_is_read():
    assert table("name,count\n𠮷,1\n", "gb18030")[0]["name"] == "𠮷"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_understood(end):
    assert len(table(end.join(["name,count", "one,1", "two,2"]))) == 2


@pytest.mark.parametrize(
    "data",
    [b"\x00\x01\x02\x03", b"PK\x03\x04\x14\x00\x00\x00", "name\n热线\n".encode("utf-16"), b"\x89PNG\r\n\x1a\n\x00\x00"],
)
def test_what_is_not_text_is_refused(data):
    with pytest.raises(Refused, match="not a text table"):
        read_table(data, Row)


def test_more_than_20_mb_is_refused_before_it_is_read():
    with pytest.raises(Refused, match="larger than 20 MB"):
        decode(b"x" * (LARGEST_TABLE + 1))
    assert len(decode(b"x" * LARGEST_TABLE)) == LARGEST_TABLE


def test_an_empty_file_lists_the_columns_it_lacks():
    assert errors_of("") == [(1, "name", ""), (1, "count", "")]


def test_a_header_alone_is_refused():
    with pytest.raises(Refused, match="a header and no rows"):
        table("name,count\n\n  ,\n")


@pytest.mark.parametrize(
    ("columns", "wrong", "expected"),
    [
        ("name", "count", "missing"),
        ("name,count,colour", "colour", "not known"),
        ("name,count,name", "name", "stands twice"),
        ("name,count,,", "", "has no name"),
    ],
)
def test_a_wrong_header_names_the_column(columns, wrong, expected):
    with pytest.raises(TableRefused, match=expected) as refusal:
        table(f"{columns}\n1,2,3,4\n")
    assert [(row.line, row.column) for row in refusal.value.rows] == [(1, wrong)]


def test_columns_may_stand_in_any_order_with_blanks_around_them():
    assert table(" count , name \n 3 , one \n")[0] == {"name": "one", "count": 3, "line": 2}


def test_blank_lines_are_passed_over_and_still_counted():
    assert [(row["name"], row["line"]) for row in table("name,count\n\none,1\n,\n\ntwo,2\n")] == [
        ("one", 3),
        ("two", 6),
    ]


def test_a_blank_cell_stays_unknown_and_is_no_zero():
    assert table("name,count\none,\n")[0]["count"] is None


def test_every_wrong_entry_is_listed_with_line_column_and_value():
    assert errors_of("name,count\n,1\none,-1\ntwo,2\nfar too long a name,x\n") == [
        (2, "name", ""),
        (3, "count", "-1"),
        (5, "name", "far too long a name"),
        (5, "count", "x"),
    ]


@pytest.mark.parametrize("row", ["one", "one,1,2"])
def test_a_ragged_row_is_told_how_many_cells_it_has(row):
    with pytest.raises(TableRefused, match="2 were expected") as refusal:
        table(f"name,count\n{row}\ntwo,2\n")
    assert [entry.line for entry in refusal.value.rows] == [2]


def test_lines_are_counted_right_after_a_line_break_within_quotation_marks():
    assert errors_of('name,count\n"a\nb\nc",1\ntwo,x\n') == [(5, "count", "x")]


@pytest.mark.parametrize(("text", "line"), [('name,count\none,1\n"two,2\nthree,3\n', 3), ('"name,count\none,1\n', 1)])
def test_a_quotation_mark_that_is_not_closed_is_found_where_it_opens(text, line):
    with pytest.raises(TableRefused, match="opened and not closed") as refusal:
        table(text)
    assert [entry.line for entry in refusal.value.rows] == [line]


def test_rows_before_an_open_quotation_mark_are_judged_as_well():
    assert errors_of('name,count\none,x\n"two,2\n') == [(2, "count", "x"), (3, "", "")]


def test_quoted_commas_and_doubled_quotation_marks_belong_to_the_cell():
    assert table('name,count\n"a,""b""",1\n')[0]["name"] == 'a,"b"'


def test_the_header_alone_can_be_read():
    assert header("﻿ name , count\n1,2\n".encode()) == ["name", "count"]
    with pytest.raises(TableRefused):
        header(b'"name,count')


def test_a_refusal_says_how_much_is_wrong_and_then_everything():
    with pytest.raises(TableRefused) as refusal:
        table("name,count\none,x\ntwo,y\n")
    summary, *entries = refusal.value.messages
    assert summary == "Nothing was loaded: 2 entries are wrong."
    assert entries == [
        "Line 2, column count, “x”: Enter a whole number.",
        "Line 3, column count, “y”: Enter a whole number.",
    ]


def test_what_the_caller_finds_wrong_is_listed_among_the_rest_in_the_order_of_lines():
    def check(rows):
        return [RowError(row["line"], "name", row["name"], "Not this one.") for row in rows if row["name"] == "bad"]

    with pytest.raises(TableRefused) as refusal:
        read_table(b"name,count\nbad,1\none,x\nbad,y\nbad,2\n", Row, check)
    assert [(row.line, row.column) for row in refusal.value.rows] == [
        (2, "name"),
        (3, "count"),
        (4, "count"),
        (5, "name"),
    ]
