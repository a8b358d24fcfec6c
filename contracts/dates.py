"""Days that people enter."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.refusals import Refused


def require_past(at: datetime, **days: date | None) -> None:
    """Raise Refused for each of these fields that lies after today. One that is blank is another check's business."""
    today = timezone.localdate(at)
    message = _("This day lies in the future. Enter it once it is past.")
    late = {name: message for name, day in days.items() if day is not None and day > today}
    if late:
        raise Refused(late)
