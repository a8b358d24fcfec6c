"""What an action says when it will not do what was asked."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEANWHILE = gettext_lazy("Somebody else changed this a moment ago. Reload the page and look again.")
LONGEST_REASON = 300  # characters, as the columns have it


class Refused(ValidationError):
    """Nothing was written. The message is for the user and says what to do instead.

    It is a ValidationError so that every form can show it beside the fields it concerns:
    ``Refused("…")`` or ``Refused({"ends_on": "…"})``.
    """


def reason_given(text: str, ask: str) -> str:
    """The reason, without blanks around it. Raises Refused with ``ask`` where there is none."""
    reason = text.strip()
    if not reason:
        raise Refused({"reason": ask})
    if len(reason) > LONGEST_REASON:
        raise Refused({"reason": _("Say it in at most %(longest)d characters.") % {"longest": LONGEST_REASON}})
    return reason
