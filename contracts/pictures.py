"""Pictures from outside: decoded completely, within limits, before anybody believes that they are pictures."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

LARGEST_FRAME = 80_000_000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPicture(Exception):
    """Of another kind, or of more pixels than anybody photographs."""


class DamagedPicture(Exception):
    """It begins like a picture and breaks off."""


@contextmanager
def decoded(data: bytes) -> Iterator[Image.Image]:
    """The picture with all of its pixels. Raises NotAPicture or DamagedPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # a spoilt note of the camera spoils no picture
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > LARGEST_FRAME:
                    raise NotAPicture
                image.load()
                yield image
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPicture from None
    except (OSError, SyntaxError, ValueError):
        # Pillow's word for a truncated or damaged file
        raise DamagedPicture from None
