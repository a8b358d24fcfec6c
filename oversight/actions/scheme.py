"""The scoring scheme that ships with the portal."""

from datetime import date, datetime

from django.db import transaction

from contracts.models import User
from contracts.saving import insert
from oversight.models import ScoringScheme


@transaction.atomic
def load_scheme(*, by: User, at: datetime) -> None:
    """Add version 1 if there is no scheme yet: metrics half, inspections 30%, repairs 20%."""
    if not ScoringScheme.objects.exists():
        scheme = ScoringScheme(
            version=1,
            effective_from=date(2020, 1, 1),
            metrics_bp=5_000,
            inspections_bp=3_000,
            rectification_bp=2_000,
            minimum_coverage_bp=7_000,
            good_from_bp=8_500,
            near_from_bp=7_500,
            improve_from_bp=6_000,
        )
        insert("scheme.loaded", scheme, by=by, at=at)
