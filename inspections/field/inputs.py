"""What a thumb enters on a phone: numbers as people type them, photos from the camera or the album."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.refusals import Refused
from inspections.photos import LARGEST_PHOTO, Photo, read_photo

MOST_PHOTOS = 6  # to one question

_SIGNS = str.maketrans({"。": ".", "、": ",", "−": "-", "–": "-"})
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")


def parse_number(text: str) -> Decimal:
    """A number as typed: "1.14", "1,14", "1。14", full-width digits, "12,500.5". Raises ValidationError.

    "1,140" can be read in two ways that differ a thousandfold, so it is asked again rather than guessed.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", plain):
        point, whole = plain.replace(",", "."), plain.replace(",", "")
        raise ValidationError(
            _("“%(text)s” can be read in two ways. Write %(point)s or %(whole)s.")
            % {"text": text.strip(), "point": point, "whole": whole},
            code="ambiguous",
        )
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise ValidationError(_("Enter a number in digits, for example 1.14."), code="invalid")
    return Decimal(plain)


class NumberField(forms.CharField):
    """Text on the way in, so that the phone shows digits and nothing is thrown away; an exact number on the way out."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": False})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return parse_number(text) if text else None


class PhotoInput(forms.FileInput):
    """Two ways in under one name: the camera, one shot at a time, and the album, several at once."""

    template_name = "field/photo_input.html"
    allow_multiple_selected = True
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class PhotoField(forms.Field):
    """Every file is decoded before anything is written; ``clean`` gives a tuple of Photo."""

    widget = PhotoInput
    default_error_messages = {"required": gettext_lazy("Take or choose a photo.")}

    def clean(self, value: list[UploadedFile] | None) -> tuple[Photo, ...]:
        files = value or []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_PHOTOS:
            raise ValidationError(
                ngettext(
                    "Attach at most %(most)d photo to a question.",
                    "Attach at most %(most)d photos to a question.",
                    MOST_PHOTOS,
                )
                % {"most": MOST_PHOTOS},
                code="too_many",
            )
        photos, errors = [], []
        for file in files:
            try:
                # One byte more than allowed is enough to know that it is too large.
                photos.append(read_photo(file.read(LARGEST_PHOTO + 1), file.name or ""))
            except Refused as refused:
                errors += refused.messages
        if errors:
            raise ValidationError(errors)
        return tuple(photos)
