"""Taking a list away. Nothing is written but that it was done: personal data may leave the portal this way."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from contracts import audit
from contracts.models import AuditEvent, User
from contracts.roles import require


@transaction.atomic
def record_export(
    model: type[Model], *, by: User, at: datetime, count: int, file_format: str, narrowed_by: str = ""
) -> AuditEvent:
    """Who took which list, how many rows of it and how it was narrowed (the query of the list's address)."""
    require(by, f"{model._meta.app_label}.view_{model._meta.model_name}")
    taken = {"list": model._meta.label_lower, "count": count, "format": file_format, "narrowed_by": narrowed_by[:500]}
    return audit.record("list.exported", by, by=by, at=at, changes=taken)
