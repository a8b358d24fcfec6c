"""Every page and every operation, for every role, from every place in the tree of agencies, against roles.py."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from time_machine import travel

from contracts import roles
from contracts.admin.people import works_in_administration
from contracts.models import AuditEvent, Bid, Contract, Duty, Tender
from tests import factories
from tests.factories import NOW
from tests.oversight import permission_matrix as matrix
from tests.oversight.admin_world import a_world, nothing_kept

pytestmark = pytest.mark.django_db

PERMISSIONS = {role.code: frozenset(role.permissions) for role in roles.ASSIGNABLE}
PLACES = ("own", "above", "beside", "elsewhere")
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def world() -> Any:
    """Rows of one agency; an agency above it, one beside it, and one of another tree."""
    with travel(NOW, tick=False):
        above = factories.an_agency("County")
        own = factories.an_agency("Data Bureau", above, code="the-agency")
        places = {"own": own, "above": above, "beside": factories.an_agency("Media Centre", above)}
        places["elsewhere"] = factories.an_agency("Another county")
        yield SimpleNamespace(**a_world(), places=places)


def somebody(world: Any, role: str, place: str = "own") -> Any:
    staff = works_in_administration([role])
    return factories.a_user(role, world.places[place], is_staff=staff)


def sees_rows(role: str, place: str, model: type[models.Model]) -> bool:
    if model._meta.label in matrix.GLOBAL:
        return True
    if model._meta.label in matrix.PERSONAL:
        return model._meta.label == "contracts.RegisterImport" and role in roles.SEES_ALL
    return place in ("own", "above") or role in roles.SEES_ALL


def may_view(role: str, model: type[models.Model]) -> bool:
    label, name = model._meta.app_label, model._meta.model_name
    return bool(PERMISSIONS[role] & {f"{label}.view_{name}", f"{label}.change_{name}"})


def page_of(model: type[models.Model], name: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


# ---- nothing is forgotten ----


def test_every_address_has_its_line() -> None:
    known = set(matrix.OPEN) | {f"admin:{name}" for name in matrix.SPECIAL}
    for model in MODELS:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        known |= {f"{stem}_{page}" for page in matrix.STANDARD}
    for noun in matrix.API_NOUNS:
        known |= {f"register-{noun}-list", f"register-{noun}-detail"}
    known |= {f"register-{step}" for step in (*matrix.API_STEPS, *matrix.API_READ)}
    found = set(matrix.addresses())
    assert sorted(found - known) == [], "say in tests/oversight/permission_matrix.py whom this is for"
    gone = {name for name in known - found if not name.startswith("admin:") or name in matrix.OPEN}
    assert sorted(gone) == [], "these addresses are gone"


def test_the_world_has_a_row_of_every_model(world: Any) -> None:
    assert [model._meta.label for model in MODELS if not model._default_manager.exists()] == []


# ---- the administration ----


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_opens_exactly_the_pages_its_permissions_name(world: Any, role: str) -> None:
    user, client = somebody(world, role), Client()
    client.force_login(user)
    wrong: list[str] = []

    def expect(url: str, status: int | tuple[int, ...], send: Any = client.get, **data: Any) -> None:
        with nothing_kept():
            found = send(url, **data).status_code
        if found not in (status if isinstance(status, tuple) else (status,)):
            wrong.append(f"{url}: {found}, not {status}")

    if not user.is_staff:
        for model in MODELS:
            expect(page_of(model, "changelist"), 302)
        assert wrong == []
        return
    for model in MODELS:
        page: Any = admin.site._registry[model]
        view = may_view(role, model)
        expect(page_of(model, "changelist"), 200 if view else 403)
        expect(page_of(model, matrix.EXPORT), 200 if view else 403, client.post, data={"format": "csv"})
        needed = matrix.ADDING.get(model._meta.label, {f"{model._meta.app_label}.add_{model._meta.model_name}"})
        may_add = page._defines("create") and needed <= PERMISSIONS[role]
        expect(page_of(model, "add"), 200 if may_add else 403)
        row = _row_of(world, model)
        if row is None or model._meta.label in matrix.PERSONAL:
            continue
        expect(page_of(model, "change", row.pk), 200 if view else 403)
        if not view:
            expect(page_of(model, "history", row.pk), 403)
            expect(page_of(model, "delete", row.pk), 403)
        for step in page.transitions if not view else ():
            expect(page_of(model, "do", row.pk, step.name), 403)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_button_that_needs_a_permission_is_offered_to_nobody_without_it(world: Any, role: str) -> None:
    user = somebody(world, role)
    request = RequestFactory().get("/")
    request.user = user
    for model in MODELS:
        page: Any = admin.site._registry[model]
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        offered = {button["name"] for button in page.offered(request, row)}
        for step in page.transitions:
            if step.permission and step.permission not in PERMISSIONS[role]:
                assert step.name not in offered, (model._meta.label, step.name)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_rows_are_seen_from_above_and_by_nobody_beside_or_elsewhere(world: Any, role: str) -> None:
    wrong: list[str] = []
    for place in PLACES:
        user, client = somebody(world, role, place), Client()
        client.force_login(user)
        request = RequestFactory().get("/")
        request.user = user
        for model in MODELS:
            row = _row_of(world, model)
            if row is None or not user.is_staff or not may_view(role, model):
                continue
            page: Any = admin.site._registry[model]
            seen = page.get_queryset(request).filter(pk=row.pk).exists()
            if seen != sees_rows(role, place, model):
                wrong.append(f"{model._meta.label} from {place}: {'seen' if seen else 'not seen'}")
            elif not seen:
                with nothing_kept():
                    answers = [client.get(page_of(model, name, row.pk)).status_code for name in ("change", "history")]
                    answers += [
                        client.post(page_of(model, "do", row.pk, step.name)).status_code for step in page.transitions
                    ]
                if set(answers) - {302, 403, 404}:
                    wrong.append(f"{model._meta.label} from {place}: {answers}")
    assert wrong == []


def _row_of(world: Any, model: type[models.Model]) -> models.Model | None:
    """A row of the agency's own; of agencies and people, the agency itself and one of its people."""
    own = world.places["own"]
    rows = model._default_manager.order_by("pk")
    if model is type(own):
        return own
    names = {field.name for field in model._meta.concrete_fields}
    if "agency" in names:
        return rows.filter(agency=own).first()
    return rows.filter(agency_path=own.path).first() if model is AuditEvent else rows.first()


def test_whoever_is_not_signed_in_is_sent_to_sign_in(world: Any) -> None:
    client = Client()
    for model in MODELS:
        row = model._default_manager.order_by("pk").first()
        pages = [page_of(model, name) for name in ("changelist", "add")]
        pages += [page_of(model, name, row.pk) for name in ("change", "history", "delete")] if row else []
        for url in pages:
            answer = client.get(url)
            assert answer.status_code == 302, url
            assert "login" in answer["Location"], url


@pytest.mark.parametrize("role", PERMISSIONS)
def test_choosers_offer_nothing_to_a_role_that_may_not_look(world: Any, role: str) -> None:
    user, client = somebody(world, role), Client()
    client.force_login(user)
    for model in MODELS:
        for field in admin.site._registry[model].get_autocomplete_fields(_request(user)):
            asked = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field,
                "term": "",
            }
            answer = client.get(reverse("admin:autocomplete"), asked)
            target = model._meta.get_field(field).remote_field.model
            allowed = user.is_staff and may_view(role, target)
            assert (answer.status_code == 200) == allowed, (model._meta.label, field, answer.status_code)


def _request(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


# ---- the rest ----


def test_addresses_for_anybody_ask_nobody_to_sign_in_and_the_others_do(world: Any) -> None:
    client = Client()
    for name, who in matrix.OPEN.items():
        try:
            url = reverse(name)
        except NoReverseMatch:  # an address of one row: the tests of its page look at it
            continue
        answer = client.get(url)
        sent_away = answer.status_code == 302 and "login" in answer["Location"]
        assert sent_away == (who != matrix.ANYBODY), (name, answer.status_code)


# ---- the register's API ----


def _api_row(noun: str) -> Any:
    model = {"contract": Contract, "tender": Tender, "bid": Bid, "duty": Duty}[noun]
    return model._default_manager.order_by("pk").first()


def _key(row: Any) -> Any:
    return getattr(row, "public_id", row.pk)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_reads_in_the_api_what_it_reads_in_the_administration(world: Any, role: str) -> None:
    for place in PLACES:
        client = Client()
        client.force_login(somebody(world, role, place))
        for noun, model in matrix.API_NOUNS.items():
            view = f"contracts.view_{model}" in PERMISSIONS[role]
            assert client.get(reverse(f"register-{noun}-list")).status_code == (200 if view else 403), (noun, place)
        if "contracts.view_contract" in PERMISSIONS[role]:
            seen = place in ("own", "above") or role in roles.SEES_ALL
            for name in ("detail", *(step.removeprefix("contract-") for step in matrix.API_READ)):
                url = reverse(f"register-contract-{name}", args=[world.draft.public_id])
                assert client.get(url).status_code == (200 if seen else 404), (name, place)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_step_of_the_api_is_refused_to_a_role_without_its_permission(world: Any, role: str) -> None:
    for place in PLACES:
        client = Client()
        client.force_login(somebody(world, role, place))
        for step, permission in matrix.API_STEPS.items():
            noun = step.split("-", 1)[0]
            row = _api_row(noun)
            if row is None or (permission in PERMISSIONS[role] and place in ("own", "above")):
                continue
            sent = dict(matrix.API_SENT.get(step, {}))
            if step == "duty-hand-over":
                sent["to"] = factories.staff().username
            before = AuditEvent.objects.count()
            url = reverse(f"register-{step}", args=[_key(row)])
            answer = client.post(url, json.dumps(sent), "application/json")
            assert answer.status_code in (400, 403, 404), (step, place, answer.status_code, answer.content)
            assert AuditEvent.objects.count() == before, (step, place)
            if "bid" not in sent and step != "tender-award" and step != "duty-hand-over":
                assert answer.status_code != 400, (step, place, answer.content)
