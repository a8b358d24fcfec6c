"""Photos from the field: only what decodes completely and can be encoded again is a photo."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from contracts.refusals import Refused

LARGEST_PHOTO = 20 * 1024 * 1024  # bytes
LARGEST_FRAME = 80_000_000  # pixels
LONGEST_EDGE = 2000  # pixels, of the copy
FORMATS = ("JPEG", "PNG", "WEBP")


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
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # a spoilt note of the camera spoils no picture
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > LARGEST_FRAME:
                    raise Image.DecompressionBombError
                image.load()
                taken_at = _taken_at(image)
                extension = (image.format or "").lower()
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_not_a_photo(name)) from None
    except (OSError, SyntaxError, ValueError):
        # Pillow's word for a truncated or damaged file
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


def _taken_at(image: Image.Image) -> datetime | None:
    """The camera's own time. It carries no zone, so the portal's is assumed; nonsense is no time at all."""
    text = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return timezone.make_aware(datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return None
