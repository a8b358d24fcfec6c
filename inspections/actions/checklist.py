"""The checklists that ship with the portal."""

import tomllib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from contracts import audit
from contracts.models import ServiceKind, User
from contracts.roles import require
from inspections.models import Checklist, ChecklistItem

SHIPPED = Path(__file__).parent.parent / "reference" / "checklists.toml"


@transaction.atomic
def load_checklists(*, by: User, at: datetime) -> None:
    """Add the shipped editions that are not there yet. A newer edition takes over; no old one is touched otherwise."""
    require(by, "inspections.add_checklist")
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    for entry in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["checklist"]:
        items = entry.pop("item")
        kind = kinds[entry.pop("kind")]
        same = Checklist.objects.filter(kind=kind, method=entry["method"])
        if same.filter(version__gte=entry["version"]).exists():
            continue
        same.current().update(is_current=False)
        checklist = Checklist.objects.create(kind=kind, **entry)
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=checklist, position=position, **item) for position, item in enumerate(items, 1)
        )
        audit.bulk("checklist.loaded", checklist, items, by=by, at=at)
