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
    seen_at = None
    if parts["database"] and (beat := Heartbeat.objects.filter(name="worker").first()):
        parts["worker"] = beat.is_fresh(timezone.now())
        seen_at = beat.at.isoformat()  # so that whoever starts the parts can tell this worker from the last one
    ready = all(parts.values())
    answer = {"status": "ok" if ready else "not ready", **parts, "worker_seen_at": seen_at}
    return JsonResponse(answer, status=200 if ready else 503)


def _database() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True
