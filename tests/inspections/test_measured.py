"""Measurements in words."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from inspections.measure import AT_LEAST, AT_MOST, WITHIN, Design
from inspections.templatetags.measured import Wording, design_words, measured

DEPTH = Design(Decimal("1.200"), Decimal("0.020"), WITHIN)
LIMIT = Design(Decimal(15), None, AT_MOST)
MINIMUM = Design(Decimal(95), Decimal(5), AT_LEAST)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.2", "1.20"), ("1.200", "1.20"), ("1.125", "1.125"), ("15.000", "15"), ("0", "0"), ("12500", "12,500")],
)
def test_a_number_has_no_decimals_or_two_or_as_many_as_it_needs(number, text):
    assert measured(Decimal(number)) == text


def test_number_and_unit_stay_on_one_line():
    assert measured(Decimal("1.2"), "m") == "1.20\N{NO-BREAK SPACE}m"


def test_a_number_that_is_not_known_is_blank():
    assert measured(None, "m") == ""


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (DEPTH, "1.20 m ± 0.02 m"),
        (Design(Decimal("1.2"), None, WITHIN), "1.20 m"),
        (LIMIT, "at most 15 m"),
        (MINIMUM, "at least 90 m"),
        (Design(None), ""),
    ],
)
def test_what_is_required_is_put_in_words(wanted, text):
    assert plain(design_words(wanted, "m")) == text


@pytest.mark.parametrize(
    ("wanted", "in_metres", "number", "text"),
    [
        (DEPTH, True, "1.14", "60 mm below the design value, 40 mm beyond the tolerance."),
        (DEPTH, True, "1.2215", "21.50 mm above the design value, 1.50 mm beyond the tolerance."),
        (DEPTH, True, "1.18", "Within the tolerance."),
        (DEPTH, False, "1.14", "0.06 pieces below the design value, 0.04 pieces beyond the tolerance."),
        (Design(Decimal("1.2"), None, WITHIN), True, "1.1", "100 mm below the design value."),
        (Design(Decimal("1.2"), None, WITHIN), True, "1.3", "100 mm above the design value."),
        (LIMIT, False, "18", "3 pieces over the limit."),
        (LIMIT, False, "15", "Within the limit."),
        (MINIMUM, False, "80", "10 pieces short of the minimum."),
        (MINIMUM, False, "90", "Reaches the minimum."),
        (Design(None), False, "3", ""),
    ],
)
def test_by_how_much_a_measurement_misses_is_put_in_words(wanted, in_metres, number, text):
    assert plain(Wording(wanted, "pieces", in_metres).of(Decimal(number))) == text


def test_a_unit_in_chinese_follows_its_number():
    with override("zh-hans"):
        assert measured(Decimal("1.2"), "米").replace("\N{NO-BREAK SPACE}", "") == "1.20米"
