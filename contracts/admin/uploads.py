"""How a file is asked for in a step's form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contracts.files import ACCEPTED


class Upload(forms.FileField):
    """What is accepted is decided by ``contracts.files`` from the content; the browser only offers fitting files."""

    def __init__(self, **options: Any) -> None:
        given = {
            "label": gettext_lazy("File"),
            "help_text": gettext_lazy("PDF, JPEG, PNG, WebP, XLSX or DOCX, at most 20 MB."),
            "max_length": 255,
            **options,
        }
        super().__init__(widget=forms.FileInput(attrs={"accept": ACCEPTED}), **given)
