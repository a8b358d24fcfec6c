"""Small drawn pictures that stand for photos, with the time a camera would write."""

import io
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.utils import timezone
from PIL import ExifTags, Image, ImageDraw, ImageFont

from inspections.measure import Design

SIZE = (960, 720)
SKY, EARTH, CONCRETE, WATER, INK = (196, 214, 224), (151, 128, 98), (176, 178, 176), (120, 156, 168), (28, 32, 36)
WHITE, RED, GREY, PALE = (250, 250, 248), (178, 44, 36), (226, 230, 232), (214, 232, 220)


def draw_section(chainage: str, depth: Decimal, design: Design, taken_at: datetime) -> bytes:
    """A canal in cross-section with a measuring staff in it."""
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 960, 720), fill=EARTH)
    bed = 300 + int(depth * 220)
    draw.polygon([(166, 300), (318, bed + 16), (642, bed + 16), (794, 300)], fill=CONCRETE)
    draw.polygon([(190, 300), (330, bed), (630, bed), (770, 300)], fill=SKY)
    draw.polygon([(313, bed - 20), (330, bed), (630, bed), (647, bed - 20)], fill=WATER)
    draw.rectangle((470, 250, 490, bed), fill=WHITE, outline=INK)
    for top in range(bed, 272, -44):
        draw.rectangle((470, top - 22, 490, top), fill=RED)
    draw.line((150, 300, 810, 300), fill=INK, width=2)
    _write(draw, (40, 40), chainage.replace("–", " - "), 44)  # the font has no dash
    _write(draw, (40, 100), f"{depth:.3f} m", 64)
    if design.value is not None:
        _write(draw, (40, 180), f"design {design.value:.3f} m", 34)
    return _jpeg(image, taken_at)


def draw_talk(taken_at: datetime) -> bytes:
    """A screen with a message and the reply to it. The words are only hinted at."""
    image = Image.new("RGB", SIZE, GREY)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((60, 120, 620, 280), 24, fill=WHITE)
    draw.rounded_rectangle((340, 340, 900, 440), 24, fill=PALE)
    for left, top, right in ((90, 160, 580), (90, 210, 430), (370, 380, 760)):
        draw.rectangle((left, top, right, top + 18), fill=INK)
    _write(draw, (60, 40), f"{timezone.localtime(taken_at):%Y-%m-%d %H:%M}", 36)
    return _jpeg(image, taken_at)


def draw_paper(title: str, line: str) -> bytes:
    """A sheet that stands for an official paper, or for the picture of what a public list answered."""
    image = Image.new("RGB", (480, 360), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((16, 16, 464, 344), outline=INK, width=2)
    _write(draw, (40, 60), title.replace("_", " "), 32)
    _write(draw, (40, 130), line, 24)
    _write(draw, (40, 300), "Drawn for the demonstration", 20)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int) -> None:
    draw.text(place, text, fill=INK, font=_font(size))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _jpeg(image: Image.Image, taken_at: datetime) -> bytes:
    _write(ImageDraw.Draw(image), (40, 670), "Drawn for the demonstration", 24)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = (
        f"{timezone.localtime(taken_at):%Y:%m:%d %H:%M:%S}"
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()
