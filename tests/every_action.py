"""What must hold for every action alike: who may, in which state, and what stands in the trail afterwards.

A layer lists its actions as Cases; tests/<layer>/test_every_action.py runs these checks on each of them and fails
where an action has no Case.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contracts.models import AuditEvent, User
from contracts.refusals import Refused
from tests import factories
from tests.factories import NOW

LAYERS = ("contracts", "inspections", "oversight", "auth")


@dataclass(frozen=True)
class Case:
    """One action, and a row in the state it needs. ``call`` gets that row and the acting user; it happens at NOW."""

    call: Callable[[Any, User], Any]
    event: str
    subject: Callable[[], Any]
    role: str = "contract_manager"
    actor: Callable[[Any], User] | None = None  # where it is a certain person, not a role
    changes: frozenset[str] | set[str] = frozenset()  # fields the event tells of, at least
    wrong_states: dict[str, Callable[[], Any]] = field(default_factory=dict)
    stateless: str = ""  # why there is no wrong state
    anywhere: str = ""  # why a person of another agency may as well
    open_to_all: str = ""  # why nobody is refused

    def by(self, subject: Any) -> User:
        return self.actor(subject) if self.actor else factories.staff(self.role)


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the product, link tables included."""
    models = [model for label in LAYERS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


@contextmanager
def nothing_written() -> Iterator[None]:
    before = snapshot()
    yield
    after = snapshot()
    assert [name for name in before if before[name] != after[name]] == []


def check_event(case: Case) -> None:
    subject = case.subject()
    by, last, started = case.by(subject), AuditEvent.objects.order_by("-pk").first(), timezone.now()
    case.call(subject, by)
    events = AuditEvent.objects.filter(pk__gt=last.pk if last else 0)
    event = events.filter(action=case.event).first()
    assert event, f"no event {case.event}, only {list(events.values_list('action', flat=True))}"
    assert event.actor == by
    assert event.occurred_at == NOW
    assert started <= event.recorded_at <= timezone.now()
    assert set(case.changes) <= set(event.changes)


def check_permission(case: Case) -> None:
    subject = case.subject()
    somebody = factories.a_user(role=())
    with nothing_written(), pytest.raises(PermissionDenied):
        case.call(subject, somebody)


def check_scope(case: Case) -> None:
    subject = case.subject()
    elsewhere = factories.a_user(case.role, factories.an_agency())
    with nothing_written(), pytest.raises((PermissionDenied, Refused)):
        case.call(subject, elsewhere)


def check_wrong_state(case: Case, name: str) -> None:
    subject = case.wrong_states[name]()
    by = case.by(subject)
    with nothing_written(), pytest.raises(Refused) as refusal:
        case.call(subject, by)
    assert "wrong_state" in {error.code for error in refusal.value.error_list}


def by_name(cases: dict[str, Case], wanted: Callable[[Case], bool]) -> list[Any]:
    return [pytest.param(case, id=name) for name, case in cases.items() if wanted(case)]


def by_wrong_state(cases: dict[str, Case]) -> list[Any]:
    return [
        pytest.param(case, state, id=f"{name} of what is {state}")
        for name, case in cases.items()
        for state in case.wrong_states
    ]


def left_out(cases: dict[str, Case], actions: Any) -> list[str]:
    """What a list of Cases says nothing about: actions without a Case, Cases without wrong states or the reason."""
    callables = {name for name in actions.__all__ if not isinstance(getattr(actions, name), type)}
    missing = [f"{name}: no case" for name in sorted(callables - set(cases))]
    missing += [f"{name}: no such action" for name in sorted(set(cases) - callables)]
    missing += [
        f"{name}: no wrong state, and no word why" for name, c in cases.items() if not (c.wrong_states or c.stateless)
    ]
    return missing
