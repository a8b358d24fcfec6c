"""What is typed on a phone: numbers in every habit of writing them, and photos that are none."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.field.inputs import MOST_PHOTOS, NumberField, PhotoField, parse_number
from tests.factories import a_photo


def uploaded(data: bytes, name: str = "staff.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.14", "1.14"),
        (" 1.14 ", "1.14"),
        ("1,14", "1.14"),
        ("0,125", "0.125"),
        ("１.１４", "1.14"),
        ("１．１４", "1.14"),
        ("１，１４", "1.14"),
        ("1。14", "1.14"),
        (".5", "0.5"),
        ("12", "12"),
        ("12,500.5", "12500.5"),
        ("1,234,567", "1234567"),
        ("−3", "-3"),
        ("－3", "-3"),
        ("+2", "2"),
        ("1 234.5", "1234.5"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["about 1.2", "1.14 m", "1.1.4", "1e3", "NaN", "Infinity", "一米二", "1,2,3", "-", "."]
)
def test_what_is_no_number_is_asked_again(typed):
    with pytest.raises(ValidationError, match="Enter a number in digits"):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["1,140", "１，１４０", "12,500"])
def test_a_comma_before_three_digits_is_asked_again_rather_than_guessed(typed):
    with pytest.raises(ValidationError, match="can be read in two ways") as caught:
        parse_number(typed)
    assert caught.value.code == "ambiguous"


def test_an_optional_number_may_stay_blank():
    assert NumberField(required=False).clean("  ") is None


def test_a_text_file_named_jpg_is_not_a_photo():
    with pytest.raises(ValidationError, match=r"“staff\.jpg” is not a photo"):
        PhotoField().clean([uploaded(b"just a few words")])


def test_a_truncated_photo_is_refused():
    data = a_photo(size=(400, 300))
    with pytest.raises(ValidationError, match="damaged or incomplete"):
        PhotoField().clean([uploaded(data[: len(data) // 2])])


def test_a_photo_that_is_too_large_is_refused_without_reading_all_of_it(monkeypatch):
    monkeypatch.setattr("inspections.photos.LARGEST_PHOTO", 1000)
    monkeypatch.setattr("inspections.field.inputs.LARGEST_PHOTO", 1000)
    file = uploaded(a_photo() + b"\0" * 5000)
    with pytest.raises(ValidationError, match="larger than 20 MB"):
        PhotoField().clean([file])
    assert file.tell() == 1001


def test_every_bad_photo_of_a_question_is_named():
    with pytest.raises(ValidationError) as caught:
        PhotoField().clean([uploaded(b"one", "one.jpg"), uploaded(a_photo()), uploaded(b"two", "two.jpg")])
    assert len(caught.value.messages) == 2


def test_more_photos_than_a_question_takes_are_refused():
    with pytest.raises(ValidationError, match=f"at most {MOST_PHOTOS} photos"):
        PhotoField().clean([uploaded(a_photo()) for _ in range(MOST_PHOTOS + 1)])


def test_a_required_photo_is_asked_for():
    with pytest.raises(ValidationError, match="Take or choose a photo"):
        PhotoField().clean([])


def test_no_photo_is_fine_where_none_is_required():
    assert PhotoField(required=False).clean([]) == ()
