"""A day in a form without a model."""

from typing import Any

from django import forms
from django.utils.functional import Promise


class Day(forms.DateField):
    """A day, entered with the browser's own calendar."""

    def __init__(self, label: str | Promise, **options: Any) -> None:
        super().__init__(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)
