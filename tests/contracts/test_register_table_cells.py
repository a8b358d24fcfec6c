"""Tables into the register: what is recognised, however people write it."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from contracts.importing import TableRefused, read_sheets
from contracts.models import Contract, Vendor
from contracts.refusals import Refused
from contracts.register_tables import KINDS, blank_workbook, read_register
from tests import factories
from tests.contracts.loading import contracts, load
from tests.tables import VENDOR_COLUMNS, comma_separated, contract_row, vendor_row, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registrar():
    return factories.staff("registrar")


def test_columns_may_be_named_in_english_in_chinese_or_by_their_code():
    code = factories.credit_code()
    data = comma_separated(["统一社会信用代码", "Name (English)", "name_zh_hans"], [code, "Clear Line", "清线"])
    load(data)
    assert Vendor.objects.get(credit_code=code).name_zh_hans == "清线"


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1,428,816.50", "1428816.50"), ("￥1４28816", "1428816"), ("1428816.5元", "1428816.50"), (" 12 ", "12")],
)
def test_an_amount_is_read_as_people_write_it(cell, amount):
    load(contracts(contract_row(amount=cell)))
    assert Contract.objects.get().amount == Decimal(amount)


@pytest.mark.parametrize("cell", ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "２０２６－０１－０５"])
def test_a_day_is_read_as_people_write_it(cell):
    load(contracts(contract_row(starts_on=cell)))
    assert str(Contract.objects.get().starts_on) == "2026-01-05"


def test_a_credit_code_is_forgiven_its_blanks_and_small_letters():
    code = factories.credit_code()
    load(comma_separated(VENDOR_COLUMNS, vendor_row(credit_code=f" {code[:8].lower()} {code[8:]}　")))
    assert Vendor.objects.get().credit_code == code


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_the_encodings_of_chinese_spreadsheets_are_understood(encoding):
    load(comma_separated(VENDOR_COLUMNS, vendor_row(name_zh_hans="清线服务"), encoding=encoding))
    assert Vendor.objects.get().name_zh_hans == "清线服务"


def test_the_kind_is_told_from_the_header_the_sheet_or_the_caller():
    assert read_register(comma_separated(VENDOR_COLUMNS, vendor_row()))[0].kind.code == "vendors"
    assert read_register(workbook(供应商=[VENDOR_COLUMNS, vendor_row()]))[0].kind.code == "vendors"
    assert read_register(comma_separated(["contract", "method"], ["a", "patrol"]), "inspection_terms")
    with pytest.raises(TableRefused, match="fits no table of the register"):
        read_register(comma_separated(["colour"], ["red"]))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_blank_workbook_names_every_column_and_is_understood_again(language):
    with override(language):
        sheets = read_sheets(blank_workbook())
    for kind, sheet in zip(KINDS, sheets, strict=False):
        assert sheet.name.casefold() in kind.names()
        assert kind.header(sheet.columns) == [column.name for column in kind.columns]
    with pytest.raises(Refused, match="no rows"):
        read_register(blank_workbook())
