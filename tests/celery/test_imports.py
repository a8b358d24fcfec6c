"""Tables loaded by a real worker: done once, whole or not at all, whatever happens to the worker."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from contracts import actions
from contracts.models import AuditEvent, RegisterImport, Vendor
from contracts.tasks import handle_import, handle_imports_left
from tests import factories
from tests.celery.halfway import held_at
from tests.celery.parts import Parts, wait_until
from tests.tables import comma_separated

Status = RegisterImport.Status
ROWS = 40


@pytest.fixture(autouse=True)
def _where_the_worker_looks(settings: LazySettings) -> None:
    """A worker is a process of its own, and finds files where the product keeps them."""
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"


def an_upload() -> RegisterImport:
    rows = [[factories.credit_code(), f"Firm {number} of the worker"] for number in range(ROWS)]
    data = comma_separated(("credit_code", "name_en"), *rows)
    return actions.upload_table("vendors.csv", data, by=factories.staff("registrar"), at=timezone.now())


def status_of(row: RegisterImport) -> str:
    return RegisterImport.objects.get(pk=row.pk).status


def test_a_worker_checks_and_loads_a_table(parts: Parts) -> None:
    row = an_upload()
    parts.start_worker()
    parts.send(handle_import, row.pk)
    wait_until(lambda: status_of(row) == Status.CHECKED, f"it is checked; {parts.said('worker')}")
    assert not Vendor.objects.exists()
    row.refresh_from_db()
    actions.order_load(row, by=row.uploaded_by, at=timezone.now())
    parts.send(handle_import, row.pk)
    parts.send(handle_import, row.pk)  # a knock that came twice
    wait_until(lambda: status_of(row) == Status.LOADED, f"it is loaded; {parts.said('worker')}")
    assert Vendor.objects.count() == ROWS
    assert AuditEvent.objects.filter(action="vendors.imported").count() == 1
    assert "ERROR" not in parts.said("worker")


def test_a_worker_killed_in_mid_load_leaves_nothing_and_the_next_one_loads_it_once(parts: Parts) -> None:
    row = an_upload()
    actions.check_table(row, by=row.uploaded_by, at=timezone.now())
    actions.order_load(row, by=row.uploaded_by, at=timezone.now())
    worker = parts.start_worker()
    with held_at("contracts_vendor") as wait_until_held:
        parts.send(handle_import, row.pk)
        wait_until_held()
        parts.kill(worker)
    assert (status_of(row), Vendor.objects.count()) == (Status.LOADING, 0)

    parts.start_worker()
    parts.send(handle_imports_left)  # too soon: somebody may be at it still
    RegisterImport.objects.update(touched_at=timezone.now() - RegisterImport.ENDS_WITHIN - timedelta(minutes=1))
    parts.send(handle_imports_left)
    wait_until(lambda: status_of(row) == Status.LOADED, f"it is taken over; {parts.said('worker')}")
    assert Vendor.objects.count() == ROWS
