"""Money: exact sums, to the last fen, on every database."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.models import ReportedContract
from contracts.models.money import LARGEST_AMOUNT, SMALLEST_AMOUNT, total

pytestmark = pytest.mark.django_db

amounts = st.decimals(SMALLEST_AMOUNT, LARGEST_AMOUNT, places=2)


def rows_of(values):
    ReportedContract.objects.all().delete()
    ReportedContract.objects.bulk_create(
        ReportedContract(region="Elsewhere", title=str(number), budget=value) for number, value in enumerate(values)
    )
    return ReportedContract.objects.all()


@settings(deadline=None, max_examples=60)
@given(st.lists(amounts, max_size=40))
def test_a_total_equals_the_exact_sum(values):
    assert total(rows_of(values), "budget") == sum(values, Decimal(0))


def test_tenths_that_binary_fractions_cannot_hold_add_up():
    values = [Decimal("0.10")] * 3 + [Decimal("1428816.01"), Decimal("0.29")]
    assert total(rows_of(values), "budget") == Decimal("1428816.60")


def test_the_largest_amounts_add_up():
    assert total(rows_of([LARGEST_AMOUNT] * 50 + [SMALLEST_AMOUNT]), "budget") == LARGEST_AMOUNT * 50 + SMALLEST_AMOUNT


def test_the_total_of_nothing_is_zero():
    assert total(ReportedContract.objects.none(), "budget") == 0


def test_what_is_not_known_adds_nothing():
    assert total(rows_of([None, Decimal("2.50"), None]), "budget") == Decimal("2.50")


@settings(deadline=None, max_examples=60)
@given(amounts)
def test_an_amount_comes_back_as_it_went_in(value):
    assert rows_of([value]).get().budget == value
