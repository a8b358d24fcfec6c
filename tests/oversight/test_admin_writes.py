"""Whatever is posted to whatever page of the administration: no row is written without an audit event."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from time_machine import travel

from contracts.admin.base import ActionAdmin
from contracts.models import AuditEvent
from tests import factories
from tests.admin_forms import as_a_browser_would, plausible, signed_in
from tests.factories import NOW
from tests.oversight.admin_world import WriteSpy, a_world, nothing_kept, state_of_the_tables

pytestmark = pytest.mark.django_db
ROWS = 4  # of each model, the newest, which are in different states
EVERY_ROLE = ("administrator", "contract_manager", "supervisor", "analyst", "publisher")
# What must have been written on the way, or the test would prove nothing.
WRITTEN = {
    "acceptance.recorded",
    "agency.changed",
    "agency.founded",
    "amendment.added",
    "bid.disqualified",
    "bid.recorded",
    "bid.withdrawn",
    "certificate.recorded",
    "certificate.revoked",
    "contract.activated",
    "contract.changed",
    "contract.closed",
    "contract.discarded",
    "contract.filed",
    "contract.published",
    "contract.registered",
    "contract.suspended",
    "contract.terminated",
    "credit_query.recorded",
    "document.added",
    "document.withdrawn",
    "duty.ended",
    "duty.handover_started",
    "flag.acknowledged",
    "hold.lifted",
    "hold.placed",
    "inspection.assigned",
    "inspection.cancelled",
    "law.added",
    "law.changed",
    "law.ended",
    "legality.confirmed",
    "order.issued",
    "order.verified",
    "payment.cancelled",
    "payment.changed",
    "payment.planned",
    "payment.released",
    "reading.recorded",
    "reading.revised",
    "reference.added",
    "reference.changed",
    "reference.removed",
    "report.approved",
    "report.returned",
    "restriction.lifted",
    "restriction.placed",
    "scope.answer_changed",
    "scope_condition.added",
    "scorecard.approved",
    "scorecard.published",
    "tender.announced",
    "tender.award_published",
    "tender.awarded",
    "tender.cancelled",
    "term.added",
    "term.changed",
    "training.recorded",
    "user.changed",
    "user.closed",
    "user.registered",
    "vendor.changed",
    "vendor.registered",
    "vetting.answered",
    "vetting.recorded",
    "waiver.approved",
}

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


class Watched:
    """A client whose every request is compared with the tables before it, and then undone."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.before = state_of_the_tables()
        self.events = AuditEvent.objects.count()
        self.written: list[AuditEvent] = []

    @property
    def codes(self) -> set[str]:
        return {event.action for event in self.written}

    def get(self, url: str) -> Any:
        return self._request(self.client.get, url)

    def post(self, url: str, data: dict[str, Any]) -> Any:
        return self._request(self.client.post, url, data)

    def _request(self, send: Any, url: str, *data: Any) -> Any:
        spy = WriteSpy()
        with nothing_kept():
            with connection.execute_wrapper(spy):
                response = send(url, *data)
            assert response.status_code < 500, url
            if spy.has_written:
                self._compare(send is self.client.get, url)
        return response

    def _compare(self, only_looking: bool, url: str) -> None:
        after = state_of_the_tables()
        changed = [table for table in self.before if self.before[table] != after[table]]
        events = list(AuditEvent.objects.order_by("pk")[self.events :])
        assert not (changed and only_looking), f"Looking at {url} wrote to {changed}"
        assert not changed or events, f"{url} wrote to {changed} without an audit event"
        self.written += events


@pytest.fixture
def world() -> Iterator[dict[str, Any]]:
    with travel(NOW, tick=False):
        yield a_world()


def address(model: type[models.Model], page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def can_write(model: type[models.Model]) -> bool:
    """Whether the page has anything to press but links."""
    page: ActionAdmin = admin.site._registry[model]  # type: ignore[assignment]
    return bool(page.transitions) or any(page._defines(way) for way in ("create", "change", "remove"))


def press_everything(watched: Watched, model: type[models.Model]) -> None:
    page: ActionAdmin = admin.site._registry[model]  # type: ignore[assignment]
    listed = address(model, "changelist")
    watched.get(listed)
    rows = list(model._default_manager.order_by("-pk")[:ROWS])
    for action in ("delete_selected", "nonsense"):
        chosen = {"action": action, "_selected_action": [row.pk for row in rows], "index": "0", "post": "yes"}
        watched.post(listed, chosen)
    watched.post(listed, {"_save": "1", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": "1"})
    _add(watched, model)
    for row in rows:
        _change(watched, model, row)
        watched.get(address(model, "history", row.pk))
        watched.get(address(model, "delete", row.pk))
        watched.post(address(model, "delete", row.pk), {"post": "yes"})
        for step in page.transitions:
            _take(watched, model, row, step.name)


def _add(watched: Watched, model: type[models.Model]) -> None:
    url = address(model, "add")
    page = watched.get(url)
    watched.post(url, {})
    if page.status_code == 200:
        form = page.context["adminform"].form
        watched.post(url, as_a_browser_would(page, **plausible(form)))


def _change(watched: Watched, model: type[models.Model], row: models.Model) -> None:
    url = address(model, "change", row.pk)
    page = watched.get(url)
    watched.post(url, {})
    if page.status_code != 200:
        return
    watched.post(url, as_a_browser_would(page))
    watched.post(url, as_a_browser_would(page, **plausible(page.context["adminform"].form)))
    for inline in page.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            watched.post(url, as_a_browser_would(page, **plausible(form)) | {"_continue": "1"})
            watched.post(url, as_a_browser_would(page, **{form.add_prefix("DELETE"): "on"}))


def _take(watched: Watched, model: type[models.Model], row: models.Model, name: str) -> None:
    url = address(model, "do", row.pk, name)
    page = watched.get(url)
    watched.post(url, {})
    if page.status_code == 200:
        watched.post(url, plausible(page.context["form"]))


def test_a_system_administrator_writes_nothing_without_an_audit_event(world: dict[str, Any]) -> None:
    watched = Watched(signed_in(factories.root()))
    for model in MODELS:
        press_everything(watched, model)
    assert WRITTEN - watched.codes == set()
    assert not LogEntry.objects.exists(), "The framework kept a second history"


def test_an_official_with_every_role_writes_nothing_without_an_audit_event(world: dict[str, Any]) -> None:
    watched = Watched(signed_in(factories.a_user(EVERY_ROLE, is_staff=True)))
    for model in MODELS:
        if can_write(model):
            press_everything(watched, model)
    assert {"contract.changed", "duty.ended", "order.issued", "user.registered"} <= watched.codes


def test_an_official_of_another_agency_writes_nothing_about_this_one(world: dict[str, Any]) -> None:
    stranger = factories.a_user(EVERY_ROLE, factories.an_agency(), is_staff=True)
    watched = Watched(signed_in(stranger))
    ours = {
        "Contract",
        "Duty",
        "Inspection",
        "FieldReport",
        "Finding",
        "RectificationOrder",
        "Reading",
        "Flag",
        "Tender",
        "Bid",
    }
    for model in MODELS:
        if model.__name__ in ours | {"Scorecard", "ReadingDue"}:
            press_everything(watched, model)
    assert watched.codes == {"contract.registered", "tender.registered"}
    assert all(event.agency_path == stranger.agency.path for event in watched.written)


def test_every_page_is_one_that_writes_through_actions() -> None:
    assert all(isinstance(page, ActionAdmin) for page in admin.site._registry.values())
