"""Who is asking: a program with a key, or somebody signed in to the administration."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from contracts.actions.token import digest
from contracts.models import ApiToken, User

SCHEME = "Bearer"


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <key>``. A key acts with its person's roles and scope, never with more."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        found = ApiToken.objects.valid(timezone.now()).filter(sha256=digest(secret.strip()))
        token = found.select_related("person__agency", "person__scope").first()
        if token is None:
            raise AuthenticationFailed(
                _("This key is unknown, has expired or was revoked. Ask its owner for a new one.")
            )
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer to somebody unknown a 401, with how to do better."""
        return SCHEME


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


AUTHENTICATION = [KeyAuthentication, SessionAuthentication]
