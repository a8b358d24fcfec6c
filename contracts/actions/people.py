"""Agencies, and the accounts of the people in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import Agency, User
from contracts.refusals import Refused
from contracts.roles import ASSIGNABLE, SEES_ALL, SEPARATED, require
from contracts.saving import amend


@transaction.atomic
def open_portal(
    agency: Mapping[str, Any],
    administrator: Mapping[str, Any],
    *,
    password: str | None = None,
    by: User,
    at: datetime,
) -> tuple[Agency, User]:
    """Found a root agency together with its system administrator, who then adds everybody else.

    Every other account is made by somebody who has one; this is where that begins, so it is done on the server alone,
    in the name of the automation account. A portal is fictional or real as a whole: raises Refused where one of the
    other sort is open.
    """
    if by.username != User.AUTOMATION:
        raise PermissionDenied(_("A portal is opened on the server: manage.py open_portal."))
    root = Agency(**agency)
    if Agency.objects.exclude(is_demonstration=root.is_demonstration).exists():
        if root.is_demonstration:
            raise Refused(_("This database holds real agencies. Use an empty one for the demonstration."))
        raise Refused(_("This database holds a demonstration. Use an empty one for a real office."))
    _plant(root, None, by=by, at=at)
    user = _open_account(User(agency=root, **administrator), password, by=by, at=at)
    _set_roles(user, ["system_administrator"], by=by, at=at)
    return root, user


@transaction.atomic
def found_agency(*, by: User, at: datetime, parent: Agency | None = None, **fields: Any) -> Agency:
    """Add an agency below ``parent``, or a new root (which only someone who sees all agencies may)."""
    require(by, "contracts.add_agency", parent)
    if parent is None and not by.sees_all_agencies:
        raise Refused({"parent": _("Choose the agency above this one.")})
    return _plant(Agency(**fields), parent, by=by, at=at)


def _plant(agency: Agency, parent: Agency | None, *, by: User, at: datetime) -> Agency:
    agency.full_clean(exclude=["path", "depth", "numchild"])
    if parent is None:
        Agency.objects.add_root(instance=agency)
    else:
        # The parent's row is written first, so that two additions at once get two different paths.
        Agency.objects.filter(pk=parent.pk).update(numchild=F("numchild"))
        parent.refresh_from_db()
        Agency.objects.add_child(parent, instance=agency)
    audit.created("agency.founded", agency, by=by, at=at)
    return agency


@transaction.atomic
def change_agency(agency: Agency, fields: Mapping[str, Any], *, by: User, at: datetime) -> Agency:
    """Correct code or name. Its place in the tree is not changed here."""
    require(by, "contracts.change_agency", agency)
    return amend("agency.changed", agency, fields, by=by, at=at)


@transaction.atomic
def register_user(
    *, by: User, at: datetime, agency: Agency, roles: Iterable[str] = (), password: str | None = None, **fields: Any
) -> User:
    """Open an account. Without a password nobody can sign in until one is set."""
    require(by, "contracts.add_user", agency)
    user = _open_account(User(agency=agency, **fields), password, by=by, at=at)
    _set_roles(user, roles, by=by, at=at)
    return user


def _open_account(user: User, password: str | None, *, by: User, at: datetime) -> User:
    user.set_password(password)
    user.full_clean()
    _check_scope(user, by)
    if user.is_superuser:
        raise PermissionDenied(_("System administrators are made on the server, not here."))
    user.save()
    audit.created("user.registered", user, by=by, at=at)
    return user


@transaction.atomic
def change_user(
    user: User,
    fields: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    roles: Iterable[str] | None = None,
    password: str | None = None,
) -> User:
    """Change an account's data, roles or password."""
    if user == by:
        user = User.objects.get(pk=by.pk)  # so that what is changed here does not decide what may be changed
    _require_may_change(user, by)
    amend("user.changed", user, fields, by=by, at=at)
    _check_scope(user, by)
    _require_may_change(user, by)  # as it is now
    if password:
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record("user.password_set", user, by=by, at=at)
    if roles is not None:
        _set_roles(user, roles, by=by, at=at)
    return user


@transaction.atomic
def close_account(user: User, *, by: User, at: datetime) -> User:
    """Nobody can sign in with it any more; everything the person did stays under the name."""
    _require_may_change(user, by)
    if user == by:
        raise Refused(_("You cannot close your own account. Ask another administrator."))
    if not user.is_active:
        raise Refused(_("This account is closed already."), code="wrong_state")
    return amend("user.closed", user, {"is_active": False}, by=by, at=at)


@transaction.atomic
def choose_language(language: str, *, by: User, at: datetime) -> User:
    """Remember in which language this person wants the pages."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("This language is not available."))
    return amend("user.language_chosen", by, {"language": language}, by=by, at=at)


@transaction.atomic
def choose_password(password: str, *, by: User, at: datetime) -> User:
    """Set one's own password; whoever signed in with the old one has shown who they are."""
    by.set_password(password)
    by.save(update_fields=["password"])
    audit.record("user.password_set", by, by=by, at=at)
    return by


def _require_may_change(user: User, by: User) -> None:
    """Nobody changes an account that sees more than the own one: who sets its password sees through its eyes."""
    require(by, "contracts.change_user", user.agency)
    if user.username == User.AUTOMATION:
        raise PermissionDenied(_("Scheduled work is done in this name; the account is not changed by hand."))
    top = user.sees_within
    wider = user.sees_all_agencies or top is None or not by.oversees(top)
    if (wider and not by.sees_all_agencies) or (user.is_superuser and not by.is_superuser):
        raise PermissionDenied(_("This account sees more than yours. Ask a system administrator to change it."))


def _check_scope(user: User, by: User) -> None:
    """Nobody hands out a wider view than the own one."""
    if user.scope is not None and not by.oversees(user.scope):
        raise Refused({"scope": _("This belongs to an agency outside yours.")})


def _set_roles(user: User, roles: Iterable[str], *, by: User, at: datetime) -> None:
    wanted = set(roles)
    unknown = wanted - {role.code for role in ASSIGNABLE}
    if unknown:
        raise Refused({"roles": _("Unknown role: %(role)s.") % {"role": ", ".join(sorted(unknown))}})
    for separation in SEPARATED:
        if separation.broken_by(wanted):
            raise Refused({"roles": separation.refusal()})
    before = sorted(user.groups.values_list("name", flat=True))
    if before == sorted(wanted):
        return
    if user == by:
        raise Refused({"roles": _("You cannot change your own roles. Ask another administrator.")})
    if SEES_ALL & wanted.difference(before) and not by.sees_all_agencies:
        raise Refused({"roles": _("This role sees every agency. Only somebody who does so too can give it.")})
    user.groups.set(Group.objects.filter(name__in=wanted))
    audit.record("user.roles_set", user, by=by, at=at, changes={"roles": [before, sorted(wanted)]})
