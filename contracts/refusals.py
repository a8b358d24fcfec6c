"""What an action says when it will not do what was asked."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """Nothing was written. The message is for the user and says what to do instead.

    It is a ValidationError so that every form can show it beside the fields it concerns:
    ``Refused("…")`` or ``Refused({"ends_on": "…"})``.
    """
