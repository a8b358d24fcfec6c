"""What the trail says, as people read it."""

import pytest

from contracts import audit
from contracts.admin.history import LONGEST_SHOWN, history_rows
from contracts.models import AuditEvent
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    return factories.a_vendor(name_en="Qinghe Hepan", name_zh_hans="青禾河畔")


def rows_of(vendor, **changes):
    event = audit.record("vendor.changed", vendor, by=factories.staff(), at=NOW, changes=changes)
    return history_rows(AuditEvent.objects.filter(pk=event.pk), about=vendor)


def test_what_was_written_down_on_another_day_says_when(vendor):
    (row,) = rows_of(vendor)
    assert row["when"] == NOW
    assert row["written"] == AuditEvent.objects.order_by("-pk")[0].recorded_at


def test_a_digest_and_a_long_text_are_shortened(vendor):
    (row,) = rows_of(vendor, name_en=["sha256:" + "ab12" * 16, "x" * 500])
    (change,) = row["changes"]
    assert change["field"] == "Name (English)"
    assert change["before"] == "a long text with the digest ab12ab12ab12…"
    assert len(change["after"]) == LONGEST_SHOWN


def test_the_key_of_the_row_is_no_news(vendor):
    (row,) = rows_of(vendor, id=[None, 7], credit_code=["A", "B"])
    assert [(change["before"], change["after"]) for change in row["changes"]] == [("A", "B")]


def test_what_was_written_down_the_same_day_says_nothing_of_it(vendor):
    event = AuditEvent.objects.about(vendor)[0]
    event.recorded_at = event.occurred_at
    assert history_rows([event], about=vendor)[0]["written"] is None
