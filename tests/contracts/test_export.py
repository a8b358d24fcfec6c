"""Lists taken away as tables: what the list shows, all of it, as values, and on record."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import mark_safe
from openpyxl import load_workbook

from contracts import actions
from contracts.admin.exporting import csv_cell, plain
from contracts.models import AuditEvent, Contract, Duty, User, Vendor
from tests import factories
from tests.admin_forms import signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def _address(model: Any, query: str = "") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export") + query


def _csv(client: Any, model: Any, query: str = "") -> list[dict[str, str]]:
    answer = client.post(_address(model, query), {"format": "csv"})
    assert answer.status_code == 200
    data = answer.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _sheet(client: Any, model: Any, query: str = "") -> Any:
    answer = client.post(_address(model, query), {"format": "xlsx"})
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]


def _official(**fields: Any) -> User:
    return factories.a_user(is_staff=True, **fields)


def test_a_contract_leaves_as_values() -> None:
    contract = factories.an_active_contract(reference="QH-1", title_en="Water hotline", amount=Decimal("1348000.5"))
    row = _csv(signed_in(_official()), Contract)[0]
    assert row["Reference"] == "QH-1"
    assert row["Title"] == "Water hotline"
    assert row["Status"] == "Active"
    assert row["Vendor: Unified social credit code"] == contract.vendor.credit_code
    assert row["Vendor"] == contract.vendor.name
    assert row["Accountable agency: Code"] == "the-agency"
    assert row["Amount"] == "1348000.50"
    assert row["Budget"] == ""
    assert row["Ends on"] == contract.ends_on.isoformat()
    assert row["Accountable lead"] == str(Duty.objects.get(contract=contract).person)


def test_headings_and_words_are_in_the_language_of_the_reader() -> None:
    factories.an_active_contract(title_en="Water hotline", title_zh_hans="供水热线")
    row = _csv(signed_in(_official(language="zh-hans")), Contract)[0]
    assert row["供应商"]
    assert "供水热线" in row.values()
    assert "Active" not in row.values()


def test_in_a_workbook_numbers_are_numbers_and_dates_are_dates() -> None:
    contract = factories.a_draft(amount=Decimal("1348000.5"))
    sheet = _sheet(signed_in(_official()), Contract)
    heads = [cell.value for cell in sheet[1]]
    amount, ends_on = (sheet[2][heads.index(name)] for name in ("Amount", "Ends on"))
    assert (amount.value, amount.number_format) == (1348000.5, "0.00")
    assert ends_on.value.date() == contract.ends_on
    assert sheet.freeze_panes == "A2"


def test_only_the_rows_of_the_own_agencies_leave() -> None:
    factories.a_draft(reference="MINE")
    factories.a_draft(reference="THEIRS", agency=factories.an_agency())
    assert [row["Reference"] for row in _csv(signed_in(_official()), Contract)] == ["MINE"]


def test_what_is_filtered_or_searched_away_does_not_leave() -> None:
    factories.a_draft(reference="DRAFT-1")
    factories.a_draft(reference="DRAFT-2")
    factories.an_active_contract(reference="ACTIVE-1")
    client = signed_in(_official())
    narrowed = _csv(client, Contract, "?status__exact=draft&q=DRAFT-2")
    assert [row["Reference"] for row in narrowed] == ["DRAFT-2"]


def test_all_pages_leave_in_the_order_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site._registry[Contract], "list_per_page", 2)
    for number in range(5):
        factories.a_draft(reference=f"R-{number}")
    rows = _csv(signed_in(_official()), Contract, "?o=-0")
    assert [row["Reference"] for row in rows] == ["R-4", "R-3", "R-2", "R-1", "R-0"]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_nothing_that_was_typed_becomes_a_formula(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


def test_a_number_below_zero_is_no_formula() -> None:
    assert csv_cell(Decimal("-1.50")) == "-1.50"


@pytest.mark.parametrize("title", ["=1+1", "#N/A", "@now", "a\x0bb"])
def test_a_workbook_holds_text_as_text(title: str) -> None:
    Contract.objects.filter(pk=factories.a_draft().pk).update(title_en=title)
    sheet = _sheet(signed_in(_official()), Contract)
    cell = sheet[2][[head.value for head in sheet[1]].index("Title")]
    assert (cell.data_type, cell.value) == ("s", title.replace("\x0b", ""))


def test_it_is_on_record_who_took_how_much() -> None:
    factories.a_draft(reference="R-1")
    factories.a_draft(reference="R-2")
    official = _official()
    _csv(signed_in(official), Contract, "?q=R-2")
    event = AuditEvent.objects.get(action="list.exported")
    assert event.actor == official
    assert event.changes == {"list": "contracts.contract", "count": 1, "format": "csv", "narrowed_by": "q=R-2"}


def test_the_address_only_takes_what_is_sent_with_a_form() -> None:
    client = signed_in(_official())
    assert client.get(_address(Contract)).status_code == 405
    assert client.post(_address(Contract), {"format": "exe"}).status_code == 302
    assert client.post(_address(Contract, "?no_such__field=1"), {"format": "csv"}).status_code == 302
    assert not AuditEvent.objects.filter(action="list.exported").exists()


def test_who_may_not_see_the_list_cannot_take_it() -> None:
    nobody = _official(role=())
    assert signed_in(nobody).post(_address(Contract), {"format": "csv"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Any) -> None:
    assert client.post(_address(Contract), {"format": "csv"}).status_code == 302


def test_more_rows_take_no_more_queries() -> None:
    client = signed_in(_official())
    factories.an_active_contract()
    few = _queries(client)
    for _number in range(3):
        factories.an_active_contract(agency=factories.an_agency(parent=factories.the_agency()))
    assert _queries(client) <= few


def _queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert _csv(client, Contract)
    return len(captured)


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label))
def test_every_list_can_be_taken_away(model: Any) -> None:
    factories.an_order()
    client = signed_in(factories.root())
    for file_format in ("csv", "xlsx"):
        answer = client.post(_address(model), {"format": file_format})
        assert answer.status_code == 200
        assert b"<time" not in answer.getvalue()


def test_a_vendor_leaves_with_both_names() -> None:
    factories.a_vendor(name_en="Clear Water", name_zh_hans="清水")
    row = _csv(signed_in(_official()), Vendor)[0]
    assert (row["Name (English)"], row["Name (中文)"], row["Active contracts"]) == ("Clear Water", "清水", "0")


def test_the_second_line_of_a_cell_stands_after_a_slash() -> None:
    assert plain(mark_safe("A &amp; B<small>C</small>")) == "A & B / C"
    assert plain(mark_safe("A<small></small>")) == "A"
    assert str(plain(mark_safe('<time datetime="2026-11-22">22 Nov</time>'))) == "2026-11-22"


def test_an_export_that_is_recorded_needs_the_permission() -> None:
    with pytest.raises(PermissionDenied):
        actions.record_export(Contract, by=factories.a_user(role=()), at=NOW, count=1, file_format="csv")
