"""Tables as people and their spreadsheets make them, and as nobody should."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

from tests import factories

CONTRACT_COLUMNS = (
    *("reference", "title_en", "title_zh_hans", "agency", "vendor", "kind", "scope_item", "regime", "method"),
    *("amount", "signed_on", "starts_on", "ends_on"),
)
VENDOR_COLUMNS = ("credit_code", "name_en", "name_zh_hans")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def comma_separated(*rows: Sequence[Any], encoding: str = "utf-8") -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode(encoding)


def with_part(data: bytes, name: str, content: bytes | None) -> bytes:
    """The same workbook with one part exchanged, added or (None) left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return written.getvalue()


def sheet_of(rows: str, after: str = "", before: str = "") -> bytes:
    """A workbook whose one sheet is written by hand, under a header with the column "name"."""
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    xml = f'{before}<worksheet xmlns="{MAIN}"><sheetData>{head}{rows}</sheetData>{after}</worksheet>'
    return with_part(workbook(vendors=[["name"]]), "xl/worksheets/sheet1.xml", xml.encode())


def contract_row(number: int = 1, **cells: Any) -> list[Any]:
    """A hotline contract of the agency of the tests."""
    given = {
        "reference": f"HT-{number:04d}",
        "title_en": f"Hotline {number}",
        "title_zh_hans": f"热线{number}",
        "agency": factories.the_agency().code,
        "vendor": "",
        "kind": "hotline",
        "scope_item": SCOPE_ITEM,
        "regime": "service_purchase",
        "method": "open",
        "amount": "1428816.00",
        "signed_on": "2025-12-18",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        **cells,
    }
    given["vendor"] = given["vendor"] or factories.a_vendor().credit_code
    return [given[name] for name in CONTRACT_COLUMNS]


SCOPE_ITEM = "hotline-call-handling"


def vendor_row(**cells):
    number = next(factories.clock.numbers)
    given = {
        "credit_code": factories.credit_code(),
        "name_en": f"Firm {number}",
        "name_zh_hans": f"商行{number}",
        **cells,
    }
    return [given[name] for name in VENDOR_COLUMNS]
