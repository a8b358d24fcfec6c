"""The actions on tables and releases from outside, each as a Case for tests/every_action.py."""

from typing import Any

from contracts import actions
from contracts.models import RegisterImport, User
from contracts.ocds.package import read_package
from contracts.register_tables import Batch, read_register
from tests import factories
from tests.every_action import Case
from tests.factories import NOW
from tests.tables import CONTRACT_COLUMNS, comma_separated, contract_row

NEW = "it makes new rows"


def _table() -> bytes:
    return comma_separated(CONTRACT_COLUMNS, contract_row())


def _batches() -> list[Batch]:
    return read_register(_table())


def _processes() -> list[Any]:
    factories.the_agency()
    party = f'{{"id": "1", "name": "Firm", "roles": ["supplier"], "identifier": {{"id": "{factories.credit_code()}"}}}}'
    return read_package(f'{{"releases": [{{"ocid": "ocds-1", "parties": [{party}]}}]}}'.encode())


def _by(row: Any) -> User:
    return row.uploaded_by


def an_upload() -> RegisterImport:
    return actions.upload_table("contracts.csv", _table(), by=factories.staff("registrar"), at=NOW)


def a_checked_upload() -> RegisterImport:
    row = an_upload()
    return actions.check_table(row, by=row.uploaded_by, at=NOW)


def an_ordered_upload() -> RegisterImport:
    row = a_checked_upload()
    return actions.order_load(row, by=row.uploaded_by, at=NOW)


IMPORTS = {
    "import_register": Case(
        call=lambda batches, by: actions.import_register(batches, by=by, at=NOW),
        event="contracts.imported",
        subject=_batches,
        role="registrar",
        changes={"count", "sha256"},
        stateless=NEW,
    ),
    "import_ocds": Case(
        call=lambda rows, by: actions.import_ocds(rows, agency=factories.the_agency(), by=by, at=NOW),
        event="ocds.imported",
        subject=_processes,
        role="registrar",
        changes={"count", "sha256"},
        stateless=NEW,
    ),
    "upload_table": Case(
        call=lambda data, by: actions.upload_table("contracts.csv", data, by=by, at=NOW),
        event="import.uploaded",
        subject=_table,
        role="registrar",
        changes={"file_name", "sha256"},
        stateless=NEW,
        anywhere="everybody uploads what is one's own",
    ),
    "check_table": Case(
        call=lambda row, by: actions.check_table(row, by=by, at=NOW),
        event="import.checked",
        subject=an_upload,
        actor=_by,
        role="registrar",
        changes={"status", "rows"},
        wrong_states={"checked": a_checked_upload, "ordered": an_ordered_upload},
    ),
    "order_load": Case(
        call=lambda row, by: actions.order_load(row, by=by, at=NOW),
        event="import.ordered",
        subject=a_checked_upload,
        actor=_by,
        role="registrar",
        changes={"status"},
        wrong_states={"not checked": an_upload, "ordered": an_ordered_upload},
    ),
    "load_table": Case(
        call=lambda row, by: actions.load_table(row, by=by, at=NOW),
        event="import.loaded",
        subject=an_ordered_upload,
        actor=_by,
        role="registrar",
        changes={"status", "rows"},
        wrong_states={"not checked": an_upload, "not ordered": a_checked_upload},
    ),
    "check_again": Case(
        call=lambda row, by: actions.check_again(row, by=by, at=NOW),
        event="import.returned",
        subject=a_checked_upload,
        actor=_by,
        role="registrar",
        changes={"status"},
        wrong_states={"not checked": an_upload, "ordered": an_ordered_upload},
    ),
    "remove_old_uploads": Case(
        call=lambda row, by: actions.remove_old_uploads(by=by, at=NOW),
        event="import.files_removed",
        subject=lambda: _forgotten(a_checked_upload()),
        actor=lambda row: factories.automation(),
        changes={"count", "sha256"},
        stateless="it looks for what is old enough itself",
    ),
}


def _forgotten(row: RegisterImport) -> RegisterImport:
    """As if nobody had touched it for a year."""
    RegisterImport.objects.filter(pk=row.pk).update(touched_at=NOW - factories.days(365))
    return row


CHECKS = [("register_import_loaded_has_rows", an_upload, {"status": "loaded"})]
