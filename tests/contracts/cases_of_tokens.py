"""Keys for programs, each action as a Case for tests/every_action.py."""

from typing import Any

from contracts import actions
from contracts.models import ApiToken
from tests import factories
from tests.every_action import Case
from tests.factories import NOW


def a_token(**fields: Any) -> tuple[ApiToken, str]:
    given = {"by": factories.staff(), "at": NOW, "days": 30, **fields}
    return actions.issue_token("Hotline system", **given)


def _revoked() -> ApiToken:
    token, _secret = a_token()
    return actions.revoke_token(token, by=token.person, at=NOW)


TOKENS = {
    "issue_token": Case(
        call=lambda row, by: actions.issue_token("Hotline system", days=30, by=by, at=NOW),
        event="token.issued",
        subject=lambda: None,
        changes={"label", "person", "expires_at"},
        stateless="it makes a new row",
        anywhere="everybody has keys of their own",
    ),
    "revoke_token": Case(
        call=lambda row, by: actions.revoke_token(row, by=by, at=NOW),
        event="token.revoked",
        subject=lambda: a_token()[0],
        actor=lambda token: token.person,
        changes={"revoked_at"},
        wrong_states={"revoked": _revoked},
    ),
}
