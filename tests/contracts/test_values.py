"""Values of columns as people read them."""

from decimal import Decimal

import pytest
from django.utils import translation

from contracts.admin.values import in_words
from contracts.models import Contract, Holiday, MetricTerm, User
from oversight.models import Scorecard, ScoringScheme


def column(model, name):
    return model._meta.get_field(name)


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Contract, "amount", "1428816.00", "¥1,428,816.00"),
        (Contract, "amount", Decimal("5"), "¥5.00"),
        (Contract, "starts_on", "2026-10-30", "30 Oct 2026"),
        (Contract, "activated_at", "2026-10-30 01:30:00+00:00", "30 Oct 2026, 09:30"),
        (Contract, "status", "draft", "Draft"),
        (Contract, "reference", "2026-10-30", "2026-10-30"),
        (Contract, "amount", None, ""),
        (Contract, "amount", "unknown", "unknown"),
        (MetricTerm, "weight_bp", 6000, "60%"),
        (MetricTerm, "target", "95.0000", "95"),
        (MetricTerm, "grace_days", 5, "5"),
        (Scorecard, "score_bp", 8450, "84.5"),
        (Scorecard, "parts", '[{"code": "metrics"}]', "1 entry"),
        (Scorecard, "parts", [1, 2], "2 entries"),
        (ScoringScheme, "good_from_bp", 8500, "85"),
        (User, "is_active", "on", "yes"),
        (User, "is_active", False, "no"),
    ],
)
def test_a_value_is_read_as_its_column_means_it(model, name, value, words):
    with translation.override("en"):
        assert in_words(column(model, name), value) == words


def test_dates_and_choices_are_in_the_readers_language():
    with translation.override("zh-hans"):
        assert in_words(column(Holiday, "day"), "2026-10-01") == "2026年10月1日"
        assert in_words(column(Contract, "status"), "draft") == "草稿"


def test_what_has_no_column_is_read_as_it_looks():
    assert in_words(None, "2026-10-30") == "30 Oct 2026"
    assert in_words(None, 7) == "7"
