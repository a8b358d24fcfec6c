"""Photos from the field: only what decodes completely and can be encoded again is a photo."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from contracts.pictures import DamagedPicture, NotAPicture, decoded
from contracts.refusals import Refused

LARGEST_PHOTO = 20 * 1024 * 1024  # bytes
LONGEST_EDGE = 2000  # pixels, of the copy
# What brings a picture upright, by the camera's note on how it was held
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Photo:
    """The bytes as they arrived, and a copy that carries no metadata."""

    original: bytes
    copy: bytes
    sha256: str
    taken_at: datetime | None
    extension: str


def read_photo(data: bytes, name: str) -> Photo:
    """Decode, turn upright, scale down and encode anew as JPEG. Raises Refused for anything that is not a photo."""
    if len(data) > LARGEST_PHOTO:
        raise Refused(
            _("“%(name)s” is larger than 20 MB. Choose a smaller picture size in the camera.") % {"name": name}
        )
    try:
        with decoded(data) as image:
            orientation, taken_at = _notes(image)
            extension = (image.format or "").lower()
            # Pillow's own exif_transpose writes all of the notes anew, and gives up where one of them is odd
            turned = image.transpose(TURNS[orientation]) if orientation in TURNS else image
            upright = turned.convert("RGB")
    except NotAPicture:
        raise Refused(_not_a_photo(name)) from None
    except DamagedPicture:
        raise Refused(
            _("“%(name)s” is damaged or incomplete. Take or choose the photo again.") % {"name": name}
        ) from None
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    out = io.BytesIO()
    # A new image from the pixels alone: nothing of the original's metadata can ride along.
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(out, "JPEG", quality=85)
    return Photo(data, out.getvalue(), hashlib.sha256(data).hexdigest(), taken_at, extension)


def _not_a_photo(name: str) -> str:
    return _("“%(name)s” is not a photo. Choose a JPEG, PNG or WebP picture.") % {"name": name}


def _notes(image: Image.Image) -> tuple[int | None, datetime | None]:
    """How the camera was held, and its own time. What cannot be read is not there."""
    try:
        exif = image.getexif()
        orientation = exif.get(ExifTags.Base.Orientation)
        taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    except Exception:  # Pillow raises whatever a spoilt table leads to
        return None, None
    return orientation if isinstance(orientation, int) else None, _moment(str(taken))


def _moment(text: str) -> datetime | None:
    """The camera's time carries no zone, so the portal's is assumed; nonsense is no time at all."""
    try:
        return timezone.make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return None
