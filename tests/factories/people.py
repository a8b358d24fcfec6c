"""Reference data, agencies and the people in them."""

import io
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command

from contracts import actions
from contracts.models import Agency, User
from contracts.roles import SEPARATED
from tests.factories.clock import NOW, numbers

PASSWORD = "correct-horse-battery"


def reference() -> None:
    """What ``load_reference`` ships, and the account that founds everything else."""
    call_command("load_reference", stdout=io.StringIO())
    User.objects.create_superuser("root", name_en="System administrator", name_zh_hans="系统管理员")


def root() -> User:
    """The account made when the portal was set up, as by ``createsuperuser``."""
    return User.objects.get(username="root")


def automation() -> User:
    return User.objects.automation()


def an_agency(name: str = "", parent: Agency | None = None, **fields: Any) -> Agency:
    number = next(numbers)
    names = {"name_en": name or f"Bureau {number}", "name_zh_hans": f"{name or '第'}{number}局"}
    return actions.found_agency(by=root(), at=NOW, parent=parent, **{"code": f"agency-{number}", **names, **fields})


def the_agency() -> Agency:
    """The agency that everything belongs to where a test names none."""
    return Agency.objects.filter(code="the-agency").first() or an_agency("Data Bureau", code="the-agency")


def a_user(role: str | Iterable[str] = "contract_manager", agency: Agency | None = None, **fields: Any) -> User:
    """A person with one role, or several, or none (``role=()``)."""
    number = next(numbers)
    roles = [role] if isinstance(role, str) else list(role)
    given = {
        "username": f"user-{number}",
        "name_en": f"Person {number}",
        "name_zh_hans": f"甲{number}",
        "post_en": "Section chief",
        "post_zh_hans": "科长",
        "office_phone": f"0990-{number:07d}",
        **fields,
    }
    kept_apart = any(separation.broken_by(set(roles)) for separation in SEPARATED)
    user = actions.register_user(
        by=root(), at=NOW, agency=agency or the_agency(), roles=() if kept_apart else roles, **given
    )
    if kept_apart:
        # As an account may be that is older than the separation: the actions compare persons all the same.
        user.groups.set(Group.objects.filter(name__in=roles))
    return user


def staff(role: str = "contract_manager", agency: Agency | None = None) -> User:
    """The agency's person in that role: the same one every time it is asked for."""
    agency = agency or the_agency()
    return User.objects.filter(agency=agency, groups__name=role, is_active=True).order_by("pk").first() or a_user(
        role, agency
    )
