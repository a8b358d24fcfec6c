"""The usual set of a kind of service, taken over in one step."""

import pytest

from contracts import actions
from contracts.models import Indicator, ServiceKind
from contracts.models.terms import FULL_WEIGHT
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db
KINDS = ("hotline", "irrigation", "social_media", "online_service")


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_set_of_every_kind_weighs_exactly_the_whole(kind):
    usual = Indicator.objects.usual(ServiceKind.objects.get(code=kind))
    assert len(usual) >= 5
    assert sum(indicator.suggested_weight_bp for indicator in usual) == FULL_WEIGHT


@pytest.mark.parametrize("kind", KINDS)
def test_one_step_promises_metrics_and_inspections(kind):
    draft = factories.a_draft(kind)
    actions.add_usual_terms(draft, by=factories.staff(), at=NOW)
    assert draft.metric_terms.weight() == FULL_WEIGHT
    assert draft.inspection_terms.count() == 1


def test_what_the_draft_promises_already_stays():
    draft = factories.a_draft()
    term = factories.a_metric_term(draft, "H7")
    actions.add_usual_terms(draft, by=factories.staff(), at=NOW)
    assert draft.metric_terms.get() == term
    assert draft.inspection_terms.count() == 1


def test_a_second_time_there_is_nothing_to_add():
    draft = factories.a_draft()
    actions.add_usual_terms(draft, by=factories.staff(), at=NOW)
    with nothing_written(), pytest.raises(Refused, match="nothing to add"):
        actions.add_usual_terms(draft, by=factories.staff(), at=NOW)


def test_only_the_newest_version_of_an_indicator_is_proposed():
    old = Indicator.objects.get(code="H1")
    new = Indicator.objects.get(code="H1")
    new.pk, new.version = None, 2
    actions.register_reference(new, by=factories.staff("administrator"), at=NOW)
    usual = list(Indicator.objects.usual(ServiceKind.objects.get(code="hotline")))
    assert new in usual
    assert old not in usual


def test_indicators_that_can_be_polished_name_their_counter_indicator():
    counters = dict(Indicator.objects.exclude(counter_indicator=None).values_list("code", "counter_indicator__code"))
    assert counters["H5"] == "H6"
    assert counters["M1"] == "M2"
