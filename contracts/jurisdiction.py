"""Whose portal this is, for every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from contracts.models import Agency


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """``demonstration``: the fictional county this portal shows, or None; every page says so when there is one."""
    return {"demonstration": SimpleLazyObject(lambda: Agency.objects.demonstration().first())}
