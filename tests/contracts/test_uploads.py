"""Tables uploaded through the page: tried, looked at, loaded as they were looked at; and what a worker loses."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts import actions
from contracts.actions.uploads import KEPT_FOR, handle_import
from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import AuditEvent, Contract, Duty, RegisterImport, Vendor
from contracts.refusals import Refused
from tests import factories
from tests.admin_forms import signed_in
from tests.at_once import at_once, refusals
from tests.every_action import nothing_written
from tests.factories import NOW, days
from tests.tables import CONTRACT_COLUMNS, comma_separated, contract_row

pytestmark = pytest.mark.django_db
Status = RegisterImport.Status
ROWS = [("credit_code", "name_en"), ("{code}", "Clear Line")]


@pytest.fixture
def registrar():
    return factories.a_user("registrar", is_staff=True)


def table(code=None):
    return comma_separated(("credit_code", "name_en"), [code or factories.credit_code(), "Clear Line"])


def uploaded(by, data=None):
    return actions.upload_table("vendors.csv", data or table(), by=by, at=NOW)


def checked(by, data=None):
    return actions.check_table(uploaded(by, data), by=by, at=NOW)


def ordered(by, data=None):
    return actions.order_load(checked(by, data), by=by, at=NOW)


def test_a_table_is_tried_without_writing_to_the_register(registrar):
    row = checked(registrar)
    assert (row.status, row.rows, row.result["counts"]) == (Status.CHECKED, 1, {"vendors": {"new": 1}})
    assert not Vendor.objects.exists()


def test_what_was_checked_is_loaded_and_its_file_removed(registrar, django_capture_on_commit_callbacks):
    row = ordered(registrar)
    path = row.file.name
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        actions.load_table(row, by=registrar, at=NOW)
    row.refresh_from_db()
    assert (row.status, row.file.name) == (Status.LOADED, "")
    assert not default_storage.exists(path)
    assert AuditEvent.objects.about(Vendor.objects.get()).get().note == "vendors.csv · 2"


def test_a_wrong_table_is_refused_with_its_errors_and_cannot_be_loaded(registrar):
    row = checked(registrar, table("91990000000000000X"))
    assert (row.status, row.result["error_count"]) == (Status.REFUSED, 1)
    assert row.result["errors"][0]["line"] == 2
    with nothing_written(), pytest.raises(Refused):
        actions.order_load(row, by=registrar, at=NOW)


def test_a_file_that_is_no_table_is_refused_in_words(registrar):
    row = checked(registrar, b"PK\x03\x04 rubbish")
    assert (row.status, row.result["error_count"]) == (Status.REFUSED, 1)
    assert "damaged" in row.result["errors"][0]["expected"]


def test_what_is_wrong_is_told_in_the_language_of_the_upload(registrar):
    from django.utils.translation import override

    with override("zh-hans"):
        row = uploaded(registrar, table("91990000000000000X"))
    handle_import(row.pk, at=NOW)
    row.refresh_from_db()
    assert any("一" <= sign <= "鿿" for sign in row.result["errors"][0]["expected"])


def test_a_register_that_changed_since_the_check_asks_for_another(registrar):
    draft = factories.a_draft()
    cells = contract_row(
        reference=draft.reference,
        title_en="New title",
        title_zh_hans=draft.title_zh_hans,
        vendor=draft.vendor.credit_code,
        scope_item=draft.scope_item.code,
        signed_on=str(draft.signed_on),
    )
    row = ordered(registrar, comma_separated(CONTRACT_COLUMNS, cells))
    actions.change_contract(draft, {"title_en": "Meanwhile"}, by=factories.staff(), at=NOW)
    actions.load_table(row, by=registrar, at=NOW)
    row.refresh_from_db()
    assert (row.status, Contract.objects.get().title_en) == (Status.FAILED, "Meanwhile")
    assert "has changed since" in row.result["errors"][0]["expected"]
    actions.check_again(row, by=registrar, at=NOW)
    assert actions.check_table(row, by=registrar, at=NOW).status == Status.CHECKED


def test_another_file_under_the_same_name_is_never_loaded(registrar, settings):
    row = ordered(registrar)
    default_storage.delete(row.file.name)
    default_storage.save(row.file.name, SimpleUploadedFile("x", table()))
    actions.load_table(row, by=registrar, at=NOW)
    row.refresh_from_db()
    assert (row.status, Vendor.objects.count()) == (Status.FAILED, 0)


def test_an_error_of_ours_is_told_and_leaves_nothing(registrar, monkeypatch):
    row = ordered(registrar)

    def break_down(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("contracts.actions.uploads.import_register", break_down)
    actions.load_table(row, by=registrar, at=NOW)
    row.refresh_from_db()
    assert (row.status, Vendor.objects.count()) == (Status.FAILED, 0)


def test_somebody_elses_table_is_not_loaded(registrar):
    row, somebody = checked(registrar), factories.a_user("registrar")
    with nothing_written(), pytest.raises(PermissionDenied):
        actions.order_load(row, by=somebody, at=NOW)


def test_an_account_that_was_closed_meanwhile_loads_nothing(registrar):
    row = ordered(registrar)
    actions.close_account(registrar, by=factories.staff("administrator"), at=NOW)
    handle_import(row.pk, at=NOW)
    row.refresh_from_db()
    assert (row.status, Vendor.objects.count()) == (Status.FAILED, 0)


# ---- the worker ----


def test_what_lost_its_wake_up_call_is_found_again(registrar):
    waiting, at_work = uploaded(registrar), checked(registrar)
    RegisterImport.objects.filter(pk=at_work.pk).update(status=Status.LOADING)
    assert not RegisterImport.objects.left(NOW).exists()
    assert RegisterImport.objects.left(NOW + RegisterImport.WAKES_WITHIN * 2).get() == waiting
    assert RegisterImport.objects.left(NOW + RegisterImport.ENDS_WITHIN * 2).count() == 2


def test_work_that_somebody_is_at_is_left_alone_and_lost_work_is_taken_over(registrar):
    row = ordered(registrar)
    RegisterImport.objects.filter(pk=row.pk).update(status=Status.LOADING)
    handle_import(row.pk, at=NOW)
    row.refresh_from_db()
    assert row.status == Status.LOADING
    handle_import(row.pk, at=NOW + days(1))
    row.refresh_from_db()
    assert (row.status, Vendor.objects.count()) == (Status.LOADED, 1)


def test_a_worker_whose_work_was_taken_over_writes_nothing(registrar, monkeypatch):
    row = ordered(registrar)
    stale = RegisterImport.objects.get(pk=row.pk)
    from contracts.actions import uploads

    read = uploads._read

    def taken_over(mine):
        RegisterImport.objects.filter(pk=mine.pk).update(touched_at=NOW + days(1))
        return read(mine)

    monkeypatch.setattr(uploads, "_read", taken_over)
    with pytest.raises(Refused):
        actions.load_table(stale, by=registrar, at=NOW)
    assert not Vendor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_loads_at_once_exactly_one_is_done():
    registrar = factories.a_user("registrar")
    pk = ordered(registrar).pk

    def load():
        row = RegisterImport.objects.get(pk=pk)
        return actions.load_table(row, by=type(registrar).objects.get(pk=registrar.pk), at=NOW)

    assert refusals(at_once(load, load)) == 1
    assert (Vendor.objects.count(), RegisterImport.objects.get().status) == (1, Status.LOADED)


def test_old_files_are_removed_and_their_rows_stay(registrar):
    row = checked(registrar)
    automation = factories.automation()
    assert actions.remove_old_uploads(by=automation, at=NOW + KEPT_FOR) == 0
    assert actions.remove_old_uploads(by=automation, at=NOW + KEPT_FOR + days(1)) == 1
    row.refresh_from_db()
    assert (row.file.name, row.status) == ("", Status.CHECKED)


# ---- the pages ----


def send(client, data, name="vendors.csv"):
    form = {"table": SimpleUploadedFile(name, data), "kind": ""}
    return client.post(add_url(RegisterImport), form, follow=True)


def test_from_the_upload_to_the_load_by_the_pages(registrar):
    client = signed_in(registrar)
    response = send(client, table())
    row = RegisterImport.objects.get()
    assert "Load 1 row" in response.content.decode()
    client.post(step_url(row, "load"))
    assert Vendor.objects.count() == 1
    page = client.get(page_url(row)).content.decode()
    assert "What was written" in page
    assert "vendors.csv" in client.get(list_url(RegisterImport)).content.decode()


def test_the_page_shows_errors_first_and_in_pages(registrar):
    client = signed_in(registrar)
    rows = [[f"9199{number}", "Firm"] for number in range(120)]
    response = send(client, comma_separated(("credit_code", "name_en"), *rows))
    page = response.content.decode()
    assert page.count("18 characters") == 50
    row = RegisterImport.objects.get()
    assert client.get(page_url(row) + "?errors=3").content.decode().count("18 characters") == 20


def test_a_large_table_waits_for_a_worker_and_tells_how_far_it_is(registrar, monkeypatch):
    monkeypatch.setattr("contracts.admin.register_import.SMALL_FILE", 1)
    woken = []
    monkeypatch.setattr("contracts.tasks.handle_import.delay", woken.append)
    client = signed_in(registrar)
    page = send(client, table()).content.decode()
    row = RegisterImport.objects.get()
    assert 'aria-live="polite"' in page
    address = reverse("admin:contracts_registerimport_progress", args=(row.pk,))
    assert client.get(address).json() == {"text": "Waiting for its turn.", "done": 0, "under_way": True}
    stranger = signed_in(factories.a_user("registrar", is_staff=True))
    assert stranger.get(address).status_code == 404
    assert stranger.get(page_url(row)).status_code == 302


def test_the_blank_workbook_is_offered_beside_the_form(registrar):
    client = signed_in(registrar)
    address = reverse("admin:contracts_registerimport_template")
    assert address in client.get(add_url(RegisterImport)).content.decode()
    assert client.get(address).content[:2] == b"PK"


def test_the_way_to_the_upload_stands_beside_the_lists(registrar):
    for model in (Vendor, Contract, Duty):
        page = signed_in(registrar).get(list_url(model)).content.decode()
        assert f'href="{add_url(RegisterImport)}"' in page


def test_without_the_permission_there_is_no_upload():
    client = signed_in(factories.a_user("auditor", is_staff=True))
    assert f'href="{add_url(RegisterImport)}"' not in client.get(list_url(Vendor)).content.decode()
    assert client.get(add_url(RegisterImport)).status_code == 403
