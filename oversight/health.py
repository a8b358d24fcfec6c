"""Whether the portal lives (/healthz) and whether all of it works (/readyz)."""

from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from oversight.models import Heartbeat


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers, and beat, broker and worker have shown themselves lately. 503 if not."""
    parts = {"database": _database(), "worker": False}
    if parts["database"]:
        beat = Heartbeat.objects.filter(name="worker").first()
        parts["worker"] = beat is not None and beat.is_fresh(timezone.now())
    ready = all(parts.values())
    return JsonResponse({"status": "ok" if ready else "not ready", **parts}, status=200 if ready else 503)


def _database() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True
