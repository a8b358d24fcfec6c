"""The pages of terms: the usual set in one step, indicators of the kind, and what a value would mean."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.adjustment_chart import curve
from contracts.admin.term_preview import short
from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import Contract, Indicator, InspectionTerm, MetricTerm, WorkSection
from contracts.models.terms import FULL_WEIGHT
from tests import factories
from tests.admin_forms import as_a_browser_would, signed_in
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DEDUCTED = {"deduction_rate": Decimal("0.5"), "deduction_cap": Decimal(3)}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def client() -> Any:
    return signed_in(factories.a_user("contract_manager", is_staff=True))


def _metric(**fields: Any) -> MetricTerm:
    return factories.a_metric_term(factories.a_draft(), target=Decimal(95), **fields)


# ---- the usual terms ----


def test_the_usual_terms_are_added_in_one_step(client):
    draft = factories.a_draft()
    answer = client.post(step_url(draft, "usual-terms"), follow=True)
    assert "usual terms are added." in answer.content.decode()
    assert draft.metric_terms.weight() == FULL_WEIGHT


def test_adding_them_twice_says_that_there_is_nothing_to_add(client):
    draft = factories.a_draft()
    client.post(step_url(draft, "usual-terms"))
    with nothing_written():
        answer = client.post(step_url(draft, "usual-terms"), follow=True)
    assert "There is nothing to add" in answer.content.decode()


def test_a_contract_in_force_and_a_reader_are_not_offered_them(client):
    contract, draft = factories.an_active_contract(), factories.a_draft()
    assert "usual-terms" not in [step["name"] for step in client.get(page_url(contract)).context["transitions"]]
    reader = signed_in(factories.a_user("auditor", is_staff=True))
    assert "usual-terms" not in [step["name"] for step in reader.get(page_url(draft)).context["transitions"]]
    with nothing_written():
        client.post(step_url(contract, "usual-terms"))
        reader.post(step_url(draft, "usual-terms"))


# ---- the row on the contract's page ----


def _indicators(page: Any) -> Any:
    inline = next(i for i in page.context["inline_admin_formsets"] if i.opts.model is MetricTerm)
    return inline.formset.forms[0].fields["indicator"]


def test_indicators_are_those_of_the_contracts_kind_in_their_newest_version(client):
    draft, old = factories.a_draft(), Indicator.objects.get(code="H1")
    new = Indicator.objects.create(
        code="H1", version=2, kind=old.kind, name="Newer", unit=old.unit, direction=old.direction, formula="x"
    )
    offered = [row for row, _label in _indicators(client.get(page_url(draft))).choices if row]
    codes = {choice.instance.code for choice in offered}
    assert codes == set(Indicator.objects.filter(kind=draft.kind).values_list("code", flat=True))
    assert new in [choice.instance for choice in offered]
    assert old not in [choice.instance for choice in offered]


def test_an_older_version_that_is_promised_stays_choosable(client):
    draft, old = factories.a_draft(), Indicator.objects.get(code="H1")
    factories.a_metric_term(draft, "H1")
    Indicator.objects.create(
        code="H1", version=2, kind=old.kind, name="Newer", unit=old.unit, direction=old.direction, formula="x"
    )
    page = client.get(page_url(draft))
    assert old in _indicators(page).queryset
    assert client.post(page_url(draft), as_a_browser_would(page)).status_code == 302


def test_what_the_library_proposes_is_said_and_never_filled_in(client):
    field = _indicators(client.get(page_url(factories.a_draft())))
    labels = [label for _value, label in field.choices]
    assert any("H1" in label and "≥ 95 %" in label and "weight 20%" in label for label in labels)
    answer = client.get(add_url(Contract))
    assert answer.status_code == 200
    assert _indicators(answer).initial is None


def test_the_page_of_a_draft_takes_no_more_queries_for_more_terms(client):
    draft = factories.a_draft("irrigation")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_url(draft)).status_code == 200
        return len(captured)

    factories.a_metric_term(draft, "W1", weight_bp=1000)
    factories.a_section(draft)
    queries()
    before = queries()
    for code in ("W4", "W5"):
        factories.a_metric_term(draft, code, weight_bp=1000, **DEDUCTED)
        factories.a_section(draft)
    assert queries() == before


# ---- the page of one term ----


def test_deduction_and_bonus_are_agreed_on_the_terms_page_while_it_is_a_draft(client):
    term = _metric()
    page = client.get(page_url(term))
    assert "Neither a deduction nor a bonus is agreed" in page.content.decode()
    given = {"deduction_rate": "0.5", "deduction_cap": "3", "bonus_rate": "", "bonus_cap": ""}
    assert client.post(page_url(term), as_a_browser_would(page, **given)).status_code == 302
    term.refresh_from_db()
    assert (term.deduction_rate, term.deduction_cap, term.bonus_rate) == (Decimal("0.5"), Decimal(3), None)


def test_a_rate_without_its_cap_is_refused_in_the_form(client):
    term = _metric()
    page = client.get(page_url(term))
    with nothing_written():
        answer = client.post(page_url(term), as_a_browser_would(page, deduction_rate="0.5"))
    assert "A deduction needs both its rate and its cap" in answer.content.decode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("92", "A value of 92% would mean −1.5 points."),
        ("80", "A value of 80% would mean −3 points (capped)."),
        ("96", "A value of 96% would mean neither a deduction nor a bonus."),
    ],
)
def test_the_page_says_what_a_value_would_mean(client, value, said):
    term = _metric(**DEDUCTED)
    assert said in client.get(page_url(term), {"value": value}).content.decode()


def test_a_share_of_the_fee_is_called_so(client):
    term = _metric(**DEDUCTED, adjustment_unit="fee")
    assert "−1.5% of the period&#x27;s fee" in client.get(page_url(term), {"value": "92"}).content.decode()


def test_nonsense_for_a_value_is_refused_beside_its_field(client):
    page = client.get(page_url(_metric(**DEDUCTED)), {"value": "much"})
    panel = next(panel for panel in page.context["panels"] if panel["id"] == "preview")
    assert panel["context"]["form"].errors["value"]
    assert panel["context"]["answer"] == ""


def test_the_counter_indicator_stands_beside(client):
    term = _metric()
    term.indicator.counter_indicator = Indicator.objects.get(code="H3")
    term.indicator.save()
    assert str(Indicator.objects.get(code="H3")) in client.get(page_url(term)).content.decode()


def test_a_term_in_force_is_only_read_and_one_of_another_agency_not_even_that(client):
    contract = factories.an_active_contract()
    stranger = signed_in(factories.a_user("contract_manager", factories.an_agency(), is_staff=True))
    for row in (contract.metric_terms.first(), contract.inspection_terms.first()):
        assert not client.get(page_url(row)).context["has_change_permission"]
        with nothing_written():
            client.post(page_url(row), {"target": "1", "weight_bp": "1"})
            client.post(page_url(row).replace("change", "delete"), {"post": "yes"})
        assert stranger.get(page_url(row)).status_code == 302


def test_a_section_is_corrected_on_its_own_page_and_an_overlap_refused_there(client):
    draft = factories.a_draft("irrigation")
    first, _second = factories.a_section(draft), factories.a_section(draft)
    page = client.get(page_url(first))
    assert client.post(page_url(first), as_a_browser_would(page, design_depth="1.4")).status_code == 302
    page = client.get(page_url(first))
    answer = client.post(page_url(first), as_a_browser_would(page, ends_at="1200"))
    assert "overlaps with" in str(answer.context["adminform"].form.errors["ends_at"])
    first.refresh_from_db()
    assert (first.design_depth, first.ends_at) == (Decimal("1.400"), 1000)


def test_the_lists_of_terms_take_no_more_queries_for_more_of_them(client):
    draft = factories.a_draft("irrigation")

    def queries() -> list[int]:
        counted = []
        for model in (MetricTerm, InspectionTerm, WorkSection):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(list_url(model)).status_code == 200
            counted.append(len(captured))
        return counted

    factories.a_metric_term(draft, "W1", weight_bp=1000)
    factories.an_inspection_term(draft)
    factories.a_section(draft)
    queries()
    before = queries()
    factories.a_metric_term(draft, "W4", weight_bp=1000)
    factories.a_ready_draft("irrigation")
    assert queries() == before


# ---- the drawing ----


def test_the_line_bends_at_the_cap_and_at_the_target():
    drawn = curve(_metric(**DEDUCTED), short, asked=Decimal(92))
    heights = [point.split(",")[1] for point in drawn.points.split()]
    assert heights[0] == heights[1], "Beyond the cap nothing more is taken"
    assert heights[-1] == drawn.zero
    assert drawn.mark is not None
    assert [label.text for label in drawn.amounts] == ["−3", "0"]


def test_a_term_without_a_rate_and_a_target_of_nought_can_still_be_drawn():
    term = MetricTerm(indicator=Indicator.objects.get(code="H1"), target=Decimal(0))
    assert curve(term, short).mark is None
