"""Whether the portal lives (/healthz) and whether all of it works (/readyz)."""

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
    try:
        beat = Heartbeat.objects.filter(name="worker").first()
        parts = {"database": True, "worker": beat is not None and beat.is_fresh(timezone.now())}
    except DatabaseError:  # no server, or none that was ever migrated
        beat, parts = None, {"database": False, "worker": False}
    ready = all(parts.values())
    # So that whoever starts the parts can tell this worker from the last one
    seen_at = beat and beat.at.isoformat()
    answer = {"status": "ok" if ready else "not ready", **parts, "worker_seen_at": seen_at}
    return JsonResponse(answer, status=200 if ready else 503)
