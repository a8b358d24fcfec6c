"""What every part of the register's API has in common: scope, permission, pages, and writing through actions."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions, mixins, viewsets
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, ModelSerializer
from rest_framework.utils.encoders import JSONEncoder

from contracts import states
from contracts.api.authentication import AUTHENTICATION
from contracts.api.errors import Changed
from contracts.api.filters import StrictFilterBackend
from contracts.api.parsing import StorableJSON


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class MayView(BasePermission):
    """Signed in, and with a role that may look at rows of this kind. What may be written, each action decides."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not user or not user.is_authenticated:
            raise exceptions.NotAuthenticated
        model = view.queryset.model._meta
        return user.has_perm(f"{model.app_label}.view_{model.model_name}")


class Register(viewsets.GenericViewSet):
    """Rows within the person's scope."""

    queryset: Any

    authentication_classes = AUTHENTICATION
    parser_classes = [StorableJSON]
    permission_classes = [MayView]
    pagination_class = Pages
    filter_backends = [StrictFilterBackend, OrderingFilter]
    filterset_class: Any = None
    ordering_fields: Any = ()

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.visible_to(self.request.user) if hasattr(rows, "visible_to") else rows

    def filter_queryset(self, queryset: Any) -> Any:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def act(self, action: Callable[..., Any], *arguments: Any, **fields: Any) -> Any:
        """Call the action in this person's name, now. What it refuses undoes all of it."""
        with transaction.atomic():
            return action(*arguments, **fields, by=self.request.user, at=timezone.now())

    def shown(self, row: Any, status: int = 200) -> Response:
        """The row as it stands now, with its ETag."""
        return _tagged(Response(self.get_serializer(row).data, status))


class Listed(mixins.ListModelMixin, Register):
    """A list, and one row of it with its ETag."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())


class Writable(Listed):
    """A subclass says which actions write: ``create_row``, ``change_row``.

    ``held_with`` names the row that it belongs to, which every action holds first.
    """

    held_with = ""

    def create_row(self, fields: dict[str, Any]) -> Any:
        raise NotImplementedError

    def change_row(self, row: Any, fields: dict[str, Any]) -> Any:
        raise NotImplementedError

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.create_row(self._checked(self.get_serializer(data=request.data))), 201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            states.queue_with(self.queryset.model, self.get_object().pk, self.held_with)
            row = self.unchanged(self.get_object())  # read anew: from here on nobody else writes it
            fields = self._checked(self.get_serializer(row, data=request.data, partial=True))
            return self.shown(self.change_row(row, fields))

    def unchanged(self, row: Any) -> Any:
        """The row, provided that it is what the sender last saw, where If-Match says what that was."""
        wanted = self.request.headers.get("If-Match")
        if wanted and wanted not in ("*", etag(self.get_serializer(row).data)):
            raise Changed(_("Somebody else changed this since you read it. Read it again."))
        return row

    def _checked(self, serializer: BaseSerializer) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class RowSerializer(ModelSerializer):
    """The model itself checks the row, inside the action, in the same words as everywhere else."""

    def get_validators(self) -> list[Any]:
        return []

    def to_internal_value(self, data: Any) -> Any:
        """A misspelt field is refused: otherwise it would silently be left out."""
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        fixed = sorted(set(data) & (set(self.fields) - known)) if isinstance(data, dict) else []
        wrong = {name: [_("This field is not known.")] for name in unknown}
        wrong |= {name: [_("This field is computed; it cannot be entered.")] for name in fixed}
        if wrong:
            raise exceptions.ValidationError(wrong)
        return super().to_internal_value(data)


def etag(data: Any) -> str:
    """A digest of what was shown."""
    text = json.dumps(data, cls=JSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _tagged(response: Response) -> Response:
    response["ETag"] = etag(response.data)
    return response
