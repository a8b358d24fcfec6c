"""Tables uploaded through a page: stored under their digest, checked, and loaded exactly as they were checked.

The row in the database is the record of what is to be done. Whoever does it, a request or a worker, claims the row by
compare-and-swap, and a claim that comes to no end is taken over (see RegisterImport.is_left). A load is one
transaction that ends with the row's own status: a worker killed on the way leaves nothing half-written. A database
with one writer cannot be told of progress from within that transaction, so progress counts the rows as they are read.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from contracts import audit
from contracts.actions.register_import import import_register
from contracts.importing import RowError, TableRefused
from contracts.importing.refusal import LONGEST_VALUE
from contracts.importing.text import require_size
from contracts.models import RegisterImport, User
from contracts.refusals import MEANWHILE, Refused
from contracts.register_tables import Batch, read_register
from contracts.register_tables.outcome import CHANGED, NEW, Outcome
from contracts.roles import require
from contracts.saving import insert
from contracts.states import move

log = logging.getLogger(__name__)

Status = RegisterImport.Status
KEPT_FOR = timedelta(days=14)  # after the last step
MOST_SHOWN = 2_000  # errors, and rows that would change, kept to be shown; the counts are of all


@transaction.atomic
def upload_table(name: str, data: bytes, *, kind: str = "", by: User, at: datetime) -> RegisterImport:
    """Keep a table for checking. Nothing of it is read yet but its size."""
    require(by, "contracts.import_register")
    if not data:
        raise Refused({"file": _("The file is empty.")})
    require_size(data)
    digest = hashlib.sha256(data).hexdigest()
    path = f"imports/{digest}"
    row = RegisterImport(
        file=path, file_name=name[-160:], sha256=digest, kind=kind, uploaded_by=by, uploaded_at=at, touched_at=at
    )
    row.result = {"language": get_language()}  # what is wrong is told in it, whoever finds it
    insert("import.uploaded", row, by=by, at=at)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return row


def check_table(row: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """Read the file and try it on the register, without writing to that."""

    def check() -> RegisterImport:
        outcome = import_register(_read(row), by=by, at=at, dry_run=True, origin=row.file_name)
        if outcome.errors:
            return _finish(row, Status.REFUSED, _result(row, outcome), by=by, at=at, rows=len(outcome.entries))
        return _finish(row, Status.CHECKED, _result(row, outcome), by=by, at=at, rows=len(outcome.entries))

    return _work(row, Status.CHECKING, check, Status.REFUSED, by=by, at=at)


@transaction.atomic
def order_load(row: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """Say that exactly what was checked is to be loaded. Of two people who press at once, one is told."""
    _require_own(row, by)
    with audit.changing("import.ordered", row, by=by, at=at):
        move(row, Status.ORDERED, touched_at=at, rows_done=0)
    return row


def load_table(row: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """Load an ordered table: the file with the digest that was checked, with the very outcome that was shown."""

    def load() -> RegisterImport:
        batches = _read(row)
        with transaction.atomic():
            outcome = import_register(batches, by=by, at=at, origin=row.file_name)
            if outcome.digest() != row.result["digest"]:
                raise Refused(_("The register has changed since this table was checked. Check it again."))
            return _finish(row, Status.LOADED, _result(row, outcome), by=by, at=at, rows=row.rows)

    return _work(row, Status.LOADING, load, Status.FAILED, by=by, at=at)


def handle_import(pk: int, *, at: datetime) -> None:
    """Whatever is this row's turn, in the name of who uploaded it. For scheduled work: a refusal stands on the row.

    Nothing is to be done where somebody was a moment ahead.
    """
    row = RegisterImport.objects.select_related("uploaded_by").filter(pk=pk).first()
    if row is None or not row.is_under_way:
        return
    work = check_table if row.status in (Status.UPLOADED, Status.CHECKING) else load_table
    try:
        work(row, by=row.uploaded_by, at=at)
    except Refused as refusal:
        log.info("Import %s: %s", pk, "; ".join(refusal.messages))
    except PermissionDenied as refusal:
        told = [RowError(0, "", "", str(refusal))]
        _finish(row, Status.FAILED, _refused(row, told), by=row.uploaded_by, at=at, rows=row.rows)


@transaction.atomic
def check_again(row: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """Send a table back to the beginning, because the register has changed since or the work on it failed."""
    _require_own(row, by)
    with audit.changing("import.returned", row, by=by, at=at):
        move(row, Status.UPLOADED, touched_at=at, rows_done=0)
    return row


@transaction.atomic
def remove_old_uploads(*, by: User, at: datetime) -> int:
    """Remove files that have lain untouched for two weeks. Their rows stay, with digest and outcome."""
    if by.username != User.AUTOMATION:
        raise PermissionDenied(_("Old files are removed by scheduled work."))
    old = list(RegisterImport.objects.resting_since(at - KEPT_FOR))
    for row in old:
        _forget_file(row)
    if old:
        audit.bulk("import.files_removed", by, [row.sha256 for row in old], by=by, at=at)
    return len(old)


def _require_own(row: RegisterImport, by: User) -> None:
    require(by, "contracts.import_register")
    if row.uploaded_by_id != by.pk:
        raise PermissionDenied(_("Somebody else uploaded this table. Upload it yourself to load it."))


def _work(
    row: RegisterImport,
    status: str,
    work: Callable[[], RegisterImport],
    otherwise: str,
    *,
    by: User,
    at: datetime,
) -> RegisterImport:
    """Claim the row, do the work in the language of the upload, and say on the row what became of it."""
    _require_own(row, by)
    _claim(row, status, at)
    with override(row.result.get("language")):
        try:
            return work()
        except Refused as refusal:
            if refusal.error_list[0].code == "stale":
                raise  # somebody else has taken the row over
            return _finish(row, otherwise, _refused(row, _errors_of(refusal)), by=by, at=at, rows=row.rows)
        except Exception:
            log.exception("Import %s failed while it was %s.", row.pk, status)
            told = [RowError(0, "", "", _("The server could not finish this. Check the table again."))]
            return _finish(row, Status.FAILED, _refused(row, told), by=by, at=at, rows=row.rows)


def _claim(row: RegisterImport, status: str, at: datetime) -> None:
    """Take the row, or take it over from whoever was lost. Raises Refused where somebody is at work on it."""
    if row.status == status and not row.is_left(at):
        raise Refused(_("This table is being worked on. Wait for the end."), code="wrong_state")
    with transaction.atomic():
        if not _mine(row).update(touched_at=at):
            raise Refused(MEANWHILE, code="stale")
        row.touched_at = at
        move(row, status, rows_done=0)


def _read(row: RegisterImport) -> list[Batch]:
    """The tables of the stored file, which is still the one that was uploaded. Counts the rows on the way."""
    try:
        with default_storage.open(str(row.file.name)) as file:
            data = file.read()
    except (OSError, ValueError):
        raise Refused(_("The file is no longer there. Upload it again.")) from None
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Refused(_("The stored file is not the one that was uploaded. Upload it again."))

    def count(done: int) -> None:
        _mine(row).update(rows_done=done)

    return read_register(data, row.kind, progress=count)


def _mine(row: RegisterImport) -> Any:
    """The row as long as nobody has taken it over."""
    return RegisterImport.objects.filter(pk=row.pk, status=row.status, touched_at=row.touched_at)


@transaction.atomic
def _finish(
    row: RegisterImport, status: str, result: dict[str, Any], *, by: User, at: datetime, rows: int
) -> RegisterImport:
    written = _mine(row).update(status=status, result=result, rows=rows, rows_done=rows, touched_at=at)
    if not written:
        raise Refused(MEANWHILE, code="stale")
    changes = {"status": [row.status, status], "rows": [row.rows, rows]}
    audit.record(f"import.{status}", row, by=by, at=at, changes=changes)
    row.refresh_from_db()
    if status == Status.LOADED:
        _forget_file(row)
    return row


def _forget_file(row: RegisterImport) -> None:
    """Remove the file, unless another upload of the same bytes still needs it."""
    path = str(row.file.name)
    RegisterImport.objects.filter(pk=row.pk).update(file="")
    row.file = ""

    def remove() -> None:
        if not RegisterImport.objects.filter(file=path).exists():
            default_storage.delete(path)

    transaction.on_commit(remove, robust=True)


def _result(row: RegisterImport, outcome: Outcome) -> dict[str, Any]:
    shown = [asdict(entry) for entry in outcome.entries if entry.state == CHANGED]
    shown += [asdict(entry) for entry in outcome.entries if entry.state == NEW]
    return _refused(row, outcome.errors) | {
        "counts": outcome.counts(),
        "digest": outcome.digest(),
        "writes": outcome.writes,
        "entries": shown[:MOST_SHOWN],
    }


def _refused(row: RegisterImport, errors: list[RowError]) -> dict[str, Any]:
    told = [asdict(error) | {"value": error.value[:LONGEST_VALUE]} for error in errors[:MOST_SHOWN]]
    return {"language": row.result.get("language"), "errors": told, "error_count": len(errors)}


def _errors_of(refusal: Refused) -> list[RowError]:
    if isinstance(refusal, TableRefused):
        return refusal.rows
    return [RowError(0, "", "", message) for message in refusal.messages]
