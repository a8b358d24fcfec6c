"""What the API answers when something was refused: always JSON, always in words, never half-written.

400: the entries are wrong, by field, or in "detail" where it is not about one. 401: no valid key. 403: the role does
not include it. 404: no such row within one's scope. 409: not in this state, or somebody was quicker. 412: the row is
no longer what If-Match says.
"""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

DETAIL = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
BY_FIELD = {
    "type": "object",
    "properties": {"detail": {"type": "string"}},
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
    "description": "The field at fault, and what is wrong with it; what is about no single field is in detail.",
}
LATE = frozenset({"wrong_state", "stale"})  # codes of a refusal that is about the row's state

NO_KEY = OpenApiResponse(DETAIL, description="No valid key.")
MAY_NOT = OpenApiResponse(DETAIL, description="Your role does not include this, or it belongs to another agency.")
NO_ROW = OpenApiResponse(DETAIL, description="There is no such row within your agency.")
WRONG = OpenApiResponse(BY_FIELD, description="Something entered is wrong; nothing was written.")
TOO_LATE = OpenApiResponse(DETAIL, description="Not possible in this state, or somebody was quicker.")
CHANGED = OpenApiResponse(DETAIL, description="The row is no longer what If-Match says. Read it again.")

READING: dict[int, Any] = {401: NO_KEY, 403: MAY_NOT, 404: NO_ROW}
LISTING: dict[int, Any] = READING | {400: WRONG}
WRITING: dict[int, Any] = READING | {400: WRONG, 409: TOO_LATE}


class Changed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The project's exception handler: a refusal of an action is an answer, not a fault."""
    if isinstance(error, ValidationError):
        codes = {each.code for each in error.error_list} if hasattr(error, "error_list") else set()
        late = bool(codes & LATE)
        return Response(_by_field(error), status.HTTP_409_CONFLICT if late else status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)


def _by_field(error: ValidationError) -> dict[str, Any]:
    if not hasattr(error, "error_dict"):
        return {"detail": " ".join(error.messages)}
    fields: dict[str, Any] = {name: list(messages) for name, messages in error.message_dict.items()}
    about_all = fields.pop(NON_FIELD_ERRORS, None)
    return fields | ({"detail": " ".join(about_all)} if about_all else {})
