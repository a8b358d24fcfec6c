"""The register's words in the OpenAPI description, and steps of a process as operations."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action as drf_action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from contracts.api import errors

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that the row was read with. Given, a row that changed since is not written: 412.",
)


def described(noun: str, plural: str) -> Callable[[Any], Any]:
    """Name each operation of a view set, and every answer it can give."""
    name = noun.replace(" ", "_")

    def describe(view: Any) -> Any:
        said = {
            "list": extend_schema(
                operation_id=f"register_{name}_list",
                summary=f"The {plural} within your agency",
                responses=_listed(view),
            ),
            "retrieve": extend_schema(
                operation_id=f"register_{name}_read",
                summary=f"One {noun}",
                responses={200: view.serializer_class} | errors.READING,
            ),
            "create": extend_schema(
                operation_id=f"register_{name}_create",
                summary=f"Register a {noun}",
                responses={201: view.serializer_class} | errors.WRITING,
            ),
            "partial_update": extend_schema(
                operation_id=f"register_{name}_change",
                summary=f"Change a {noun}",
                parameters=[IF_MATCH],
                responses={200: view.serializer_class, 412: errors.CHANGED} | errors.WRITING,
            ),
            "destroy": extend_schema(
                operation_id=f"register_{name}_remove",
                summary=f"Remove a {noun} of a draft",
                parameters=[IF_MATCH],
                responses={204: None, 412: errors.CHANGED} | errors.WRITING,
            ),
        }
        offered = {method: words for method, words in said.items() if hasattr(view, method)}
        return extend_schema_view(**offered)(view)

    return describe


def _listed(view: Any) -> dict[int, Any]:
    return {200: view.serializer_class(many=True)} | errors.LISTING


class step:
    """``POST <row>/<name>/``: one step of a process. Its fields are the action's arguments; it answers with the row.

    ``positional`` names the field that the action takes as its second argument.
    """

    def __init__(
        self, action: Callable[..., Any], asks: type[Serializer], summary: str, *, positional: str = ""
    ) -> None:
        self.action, self.asks, self.summary, self.positional = action, asks, summary, positional

    def __set_name__(self, owner: Any, name: str) -> None:
        action, asks, positional = self.action, self.asks, self.positional

        def view(self: Any, request: Request, **kwargs: Any) -> Response:
            row = self.get_object()
            asked = asks(data=request.data, context=self.get_serializer_context())
            asked.is_valid(raise_exception=True)
            fields = dict(asked.validated_data)
            more = [fields.pop(positional)] if positional else []
            result = self.act(action, row, *more, **fields)
            # What came of it, where that is a row of the same kind (a handover's new duty); else the row as it is now
            return self.shown(result if isinstance(result, type(row)) else _fresh(row))

        view.__name__, view.__doc__ = name, self.summary
        noun = owner.queryset.model._meta.model_name
        described = extend_schema(
            operation_id=f"register_{noun}_{name}",
            summary=self.summary,
            request=asks if asks().fields else None,
            responses={200: owner.serializer_class} | errors.WRITING,
        )(view)
        path = name.replace("_", "-")
        setattr(owner, name, drf_action(detail=True, methods=["post"], url_path=path, url_name=path)(described))


def _fresh(row: Model) -> Model:
    row.refresh_from_db()
    return row
