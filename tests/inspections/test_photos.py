"""Photos: only what decodes completely is one, and the copy says nothing but the picture."""

import hashlib
import io
import zlib
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from contracts import pictures
from contracts.refusals import Refused
from inspections.photos import LARGEST_PHOTO, LONGEST_EDGE, read_photo
from tests import factories
from tests.factories import SHANGHAI

RED, BLUE = (250, 10, 10), (10, 10, 250)


def encoded(picture, form="JPEG", **save):
    out = io.BytesIO()
    picture.save(out, form, **save)
    return out.getvalue()


def with_metadata(taken="2026:11:20 09:30:00"):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Phonemaker"
    exif[ExifTags.Base.Artist] = "Inspector Wang"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (27.0, 11.0, 30.0)
    return encoded(Image.new("RGB", (60, 40), RED), exif=exif, comment=b"Inspector Wang")


def opened(data):
    return Image.open(io.BytesIO(data))


def refusal_of(data):
    with pytest.raises(Refused) as refusal:
        read_photo(data, "a.jpg")
    return refusal.value.message


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_pictures_of_telephones_are_photos(form):
    data = factories.a_photo(form=form)
    photo = read_photo(data, "a")
    assert photo.original == data
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert photo.extension == form.lower()
    assert opened(photo.copy).format == "JPEG"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,count\n",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff",
        encoded(Image.new("RGB", (9, 9)), "GIF"),
        encoded(Image.new("RGB", (9, 9)), "BMP"),
        encoded(Image.new("RGB", (9, 9)), "TIFF"),
    ],
)
def test_what_is_not_a_photo_is_refused(data):
    message = refusal_of(data)
    assert "“a.jpg” is not a photo. Choose a JPEG, PNG or WebP picture." in message or "damaged" in message


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_photo_cut_off_on_the_way_is_refused(form, kept):
    data = factories.a_photo(size=(300, 200), form=form)
    assert "damaged or incomplete" in refusal_of(data[: int(len(data) * kept)])


def test_a_photo_of_more_than_20_mb_is_refused_before_it_is_decoded():
    assert "larger than 20 MB" in refusal_of(b"\xff\xd8" + b"\x00" * LARGEST_PHOTO)


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused():
    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\x02\x00\x00\x00") + chunk(b"IEND", b"")
    assert len(bomb) < 100
    assert "not a photo" in refusal_of(bomb)


def test_a_frame_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_FRAME", 64 * 48 - 1)
    assert "not a photo" in refusal_of(factories.a_photo())


def test_the_copy_carries_no_metadata():
    photo = read_photo(with_metadata(), "a.jpg")
    copied = opened(photo.copy)
    assert not copied.getexif()
    assert set(copied.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Phonemaker", b"Inspector Wang", b"Exif"):
        assert trace in photo.original
        assert trace not in photo.copy


def test_the_time_of_the_camera_is_read_in_the_zone_of_the_portal():
    assert read_photo(with_metadata(), "a.jpg").taken_at == datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("taken", ["", "yesterday", "0000:00:00 00:00:00", "2026:13:40 99:99:99"])
def test_a_time_that_makes_no_sense_is_no_time(taken):
    assert read_photo(with_metadata(taken), "a.jpg").taken_at is None
    assert read_photo(factories.a_photo(), "a.jpg").taken_at is None


@pytest.mark.parametrize(("orientation", "top_left"), [(1, RED), (3, BLUE), (6, RED), (8, BLUE)])
def test_a_picture_taken_sideways_stands_upright_in_the_copy(orientation, top_left):
    """Left half red, right half blue, as the sensor saw it; the telephone was turned."""
    picture = Image.new("RGB", (64, 32), RED)
    picture.paste(BLUE, (32, 0, 64, 32))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    copied = opened(read_photo(encoded(picture, exif=exif, quality=95), "a.jpg").copy)
    assert copied.size == ((64, 32) if orientation in (1, 3) else (32, 64))
    assert max(abs(found - wanted) for found, wanted in zip(copied.getpixel((4, 4)), top_left, strict=True)) < 40


def test_a_note_of_the_camera_that_cannot_be_written_again_spoils_no_picture():
    """A width that is text: it reads, and no library writes it again, so nothing may try to."""
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation], notes[ExifTags.Base.Make] = 6, "Phonemaker"
    data = encoded(Image.new("RGB", (60, 40), RED), exif=notes)
    spoilt = data.replace(b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02", 1)
    assert spoilt != data
    assert opened(read_photo(spoilt, "a.jpg").copy).size == (40, 60)


def test_a_large_picture_is_scaled_down_and_a_small_one_is_not_blown_up():
    assert max(opened(read_photo(factories.a_photo(size=(3000, 1500)), "a").copy).size) == LONGEST_EDGE
    assert opened(read_photo(factories.a_photo(size=(64, 48)), "a").copy).size == (64, 48)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
def test_every_kind_of_pixel_is_understood(mode):
    picture = Image.new("RGBA", (9, 9), RED).convert("L").convert("I;16") if mode == "I;16" else None
    picture = picture or Image.new("RGBA", (9, 9), RED).convert("RGB" if mode == "CMYK" else "RGBA").convert(mode)
    data = encoded(picture, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(read_photo(data, "a").copy).mode == "RGB"


def test_a_palette_with_transparency_is_understood():
    data = encoded(Image.new("P", (9, 9)), "PNG", transparency=bytes([0, 128, 255]))
    assert opened(read_photo(data, "a").copy).size == (9, 9)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
)
def test_whatever_bytes_are_spoilt_it_is_a_photo_or_refused(form, spoilt):
    data = bytearray(with_metadata() if form == "JPEG" else factories.a_photo(form=form))
    for place, value in spoilt:
        data[place % len(data)] = value
    try:
        photo = read_photo(bytes(data), "a")
    except Refused:
        return
    assert opened(photo.copy).format == "JPEG"
