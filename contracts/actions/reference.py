"""Reference data: kinds of service, the indicator library, legal rules, the scope catalogue, holidays, roles."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import audit
from contracts.actions import law
from contracts.models import Holiday, Indicator, ServiceKind, User
from contracts.reference.holidays import statutory_days
from contracts.refusals import Refused
from contracts.roles import load_roles, require
from contracts.saving import amend, insert

REFERENCE = Path(__file__).parent.parent / "reference"
Reference = TypeVar("Reference", ServiceKind, Indicator, Holiday)
# What decides whether a reading meets its target, and which indicator it is of
DECISIVE = frozenset({"code", "version", "kind", "unit", "direction"})


@transaction.atomic
def load_reference(*, at: datetime) -> None:
    """Bring roles, kinds of service, the indicator library and the holiday table to their shipped state.

    It makes the automation account first, since everything after that is done in its name. What an administrator
    added or corrected stays: only rows that do not exist yet are written.
    """
    load_roles()
    by = _automation(at)
    added: list[str] = []
    for entry in _read("service_kinds.toml")["kind"]:
        if not ServiceKind.objects.filter(code=entry["code"]).exists():
            ServiceKind.objects.create(**entry)
            added.append(f"kind {entry['code']}")
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    known = set(Indicator.objects.values_list("code", "version"))
    library = _read("indicators.toml")["indicator"]
    # A library from before there were usual sets is told of them once.
    untold = not Indicator.objects.filter(suggested_weight_bp__isnull=False).exists()
    counters = {entry["code"]: entry.pop("counter") for entry in library if "counter" in entry}
    for entry in library:
        if (entry["code"], entry.get("version", 1)) not in known:
            Indicator.objects.create(**{**entry, "kind": kinds[entry["kind"]]})
            added.append(f"indicator {entry['code']}")
        elif untold:
            Indicator.objects.filter(code=entry["code"]).update(suggested_weight_bp=entry.get("suggested_weight_bp"))
    for code, counter in counters.items() if untold else ():
        newest = Indicator.objects.filter(code=counter).newest().get()
        Indicator.objects.filter(code=code).update(counter_indicator=newest)
    added += law.load_missing(kinds, _read)
    covered = {day.year for day in Holiday.objects.values_list("day", flat=True)}
    days = [Holiday(**entry) for entry in statutory_days() if entry["day"].year not in covered]
    Holiday.objects.bulk_create(days)
    added += [f"holiday {holiday.day}" for holiday in days]
    if added:
        audit.bulk("reference.loaded", by, added, by=by, at=at)


def _automation(at: datetime) -> User:
    user, created = User.objects.get_or_create(
        username=User.AUTOMATION, defaults={"name_en": "Scheduled work", "name_zh_hans": "系统定时任务"}
    )
    if created:
        user.set_unusable_password()
        user.save()
        user.groups.set(Group.objects.filter(name="automation"))
        audit.created("user.registered", user, by=user, at=at)
    return user


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((REFERENCE / name).read_text(encoding="utf-8"))


@transaction.atomic
def register_reference(row: Reference, *, by: User, at: datetime) -> Reference:
    """Add an unsaved kind of service, indicator version or holiday."""
    require(by, f"contracts.add_{row._meta.model_name}")
    return insert("reference.added", row, by=by, at=at)


@transaction.atomic
def change_reference(row: Reference, fields: Mapping[str, Any], *, by: User, at: datetime) -> Reference:
    """Correct an entry. How a promised indicator is judged stays as it was when it was promised."""
    require(by, f"contracts.change_{row._meta.model_name}")
    if isinstance(row, Indicator) and row.terms.exists():
        decisive = [name for name in fields if name in DECISIVE and fields[name] != getattr(row, name)]
        if decisive:
            message = _("A contract promises this indicator already. Add a new version of it instead.")
            raise Refused(dict.fromkeys(decisive, message))
    return amend("reference.changed", row, fields, by=by, at=at)


@transaction.atomic
def remove_holiday(holiday: Holiday, *, by: User, at: datetime) -> None:
    """Due dates that were computed already stay as they are."""
    require(by, "contracts.delete_holiday")
    audit.removed("reference.removed", holiday, by=by, at=at)
    holiday.delete()
