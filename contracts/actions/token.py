"""Keys for programs that use the API in somebody's name."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import audit
from contracts.models import ApiToken, User
from contracts.refusals import MEANWHILE, Refused
from contracts.roles import require
from contracts.saving import insert

LONGEST_LIFE = timedelta(days=365)
# Tells a scanner for leaked secrets what it found
MARK = "ovs_"


def digest(secret: str) -> str:
    """What is kept of a key. It has 256 random bits, so a plain digest is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(label: str, *, days: int, by: User, at: datetime) -> tuple[ApiToken, str]:
    """A new key of one's own, and its secret, which is shown once and never again."""
    require(by, "contracts.view_contract")
    if not 1 <= days <= LONGEST_LIFE.days:
        raise Refused({"days": _("A key lives between 1 and %(days)d days.") % {"days": LONGEST_LIFE.days}})
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        person=by,
        label=label,
        beginning=secret[:8],
        sha256=digest(secret),
        issued_at=at,
        expires_at=at + timedelta(days=days),
    )
    return insert("token.issued", token, by=by, at=at), secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime) -> ApiToken:
    """The key opens nothing from now on."""
    if by.pk != token.person_id:
        raise PermissionDenied(_("This is somebody else's key."))
    if token.revoked_at is not None:
        raise Refused(_("This key is revoked already."), code="wrong_state")
    with audit.changing("token.revoked", token, by=by, at=at):
        if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
            raise Refused(MEANWHILE, code="stale")
        token.refresh_from_db()
    return token
