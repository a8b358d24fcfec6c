"""What is gathered for a scorecard, and how it becomes the pure input of the score."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.workdays import WorkingCalendar
from inspections.actions import cancel_inspection, revise_reading, verify_rectification
from inspections.models import Inspection, ReadingDue
from oversight import scorecards
from tests import factories
from tests.factories import NOW, Q2, Q3, SHANGHAI, on

pytestmark = pytest.mark.django_db
INDEPENDENT, AGENCY, VENDOR = scorecards.PRECEDENCE


@pytest.fixture
def contract():
    return factories.an_active_contract()


def august(contract) -> ReadingDue:
    return factories.a_reading_due(contract, "H1", month="2026-08")


def gathered_reading(contract) -> dict:
    inputs = scorecards.gather(contract, Q3)
    return next(metric for metric in inputs["metrics"] if metric["indicator"] == "H1")["readings"][1]


def an_order_due(contract, due_on: date, *, verified_on: date | None = None):
    """An order that falls due on that working day, from the last visit before it."""
    visit = Inspection.objects.filter(contract=contract, due_on__lt=due_on).order_by("-due_on")[0]
    at = on(visit.due_on)
    report = factories.an_approved_report(
        factories.a_scheduled_inspection(contract, due_on=visit.due_on, at=at), failing=[2], at=at
    )
    working_days = WorkingCalendar.load().between(visit.due_on, due_on)
    order = factories.an_order(report.findings.get(), working_days=working_days, at=at)
    assert order.due_on == due_on
    if verified_on:
        by = factories.staff("supervisor", contract.agency)
        verify_rectification(order, by=by, at=on(verified_on), note="Called again: right.")
    return order


def test_it_is_all_plain_text_and_whole_numbers(contract):
    factories.evidence_of_a_period(contract, failing=(2,))
    inputs = scorecards.gather(contract, Q3)

    def no_float(text: str) -> None:
        raise AssertionError(text)

    assert json.loads(json.dumps(inputs), parse_float=no_float) == inputs
    assert list(inputs) == ["metrics", "inspections", "orders"]


def test_every_period_owed_is_listed_read_or_not(contract):
    factories.a_reading(august(contract), value=93)
    h1, h3 = scorecards.gather(contract, Q3)["metrics"]
    assert [reading["start"] for reading in h1["readings"]] == ["2026-07-01", "2026-08-01", "2026-09-01"]
    assert [reading["value"] for reading in h1["readings"]] == [None, "93", None]
    assert [reading["value"] for reading in h3["readings"]] == [None, None, None]
    assert (h1["weight_bp"], h1["target"], h1["floor"], h1["higher_is_better"]) == (6_000, "95", None, True)


def test_a_longer_promise_is_not_judged_in_a_shorter_period():
    contract = factories.a_draft()
    factories.a_metric_term(contract, "H1", weight_bp=6_000)
    factories.a_metric_term(contract, "H3", weight_bp=4_000, frequency=12)
    factories.an_inspection_term(contract)
    factories.a_duty(contract)
    factories.everything_else(contract)
    factories.activate(contract)
    factories.schedule()
    assert [len(metric["readings"]) for metric in scorecards.gather(contract, Q3)["metrics"]] == [3, 0]


def test_the_source_furthest_from_the_vendor_counts(contract):
    due = august(contract)
    for source, value in [(VENDOR, 99), (AGENCY, 94), (INDEPENDENT, 91)]:
        factories.a_reading(due, source=source, value=value)
        assert (gathered_reading(contract)["source"], gathered_reading(contract)["value"]) == (source, str(value))


def test_of_a_source_the_newest_revision_counts(contract):
    reading = factories.a_reading(august(contract), value=99)
    by = factories.staff("contract_manager", contract.agency)
    revise_reading(
        reading, numerator=Decimal(465), denominator=Decimal(500), reason="Late calls were left out.", by=by, at=NOW
    )
    found = gathered_reading(contract)
    assert (found["value"], found["numerator"], found["denominator"], found["revision"]) == ("93", "465", "500", 2)


def test_the_day_of_a_visit_is_the_countys_day(contract):
    due_on = date(2026, 8, 31)
    early = datetime(2026, 8, 31, 6, 30, tzinfo=SHANGHAI)  # still the 30th by universal time
    visit = factories.a_scheduled_inspection(contract, due_on=due_on, at=on(due_on))
    factories.an_approved_report(visit, visited_at=early, at=on(due_on))
    assert scorecards.gather(contract, Q3)["inspections"][1]["visited_on"] == "2026-08-31"


def test_a_report_counts_once_it_is_approved(contract):
    visit = factories.a_scheduled_inspection(contract, due_on=date(2026, 8, 31), at=on(date(2026, 8, 31)))
    factories.a_filed_report(visit, failing=[2], at=on(date(2026, 8, 31)))
    entry = scorecards.gather(contract, Q3)["inspections"][1]
    assert (entry["visited_on"], entry["judged"], entry["passed"], entry["findings"]) == (None, 0, 0, [])


def test_what_is_only_recorded_is_not_judged(contract):
    visit = factories.a_scheduled_inspection(contract, due_on=date(2026, 8, 31), at=on(date(2026, 8, 31)))
    report = factories.an_approved_report(visit, failing=[2], at=on(date(2026, 8, 31)))
    entry = scorecards.gather(contract, Q3)["inspections"][1]
    assert entry["judged"] == report.answers.filter(passed__isnull=False).count()
    assert entry["passed"] == entry["judged"] - 1
    assert [finding["question"]["en"] for finding in entry["findings"]] == ["Was the answer correct?"]


def test_a_finding_on_a_canal_tells_section_measure_and_design():
    contract = factories.an_active_contract("irrigation")
    visit = factories.a_scheduled_inspection(contract, due_on=date(2026, 8, 31), at=on(date(2026, 8, 31)))
    factories.an_approved_report(visit, failing=[1, 4], at=on(date(2026, 8, 31)))
    near, remote, veto = scorecards.gather(contract, Q3)["inspections"][1]["findings"]
    assert near | {"section": "K1+000–K2+000", "remote": True} == remote
    assert (near["measured"], near["design"], near["tolerance"]) == ("2.22", "1.2", "0.02")
    assert near["unit"] == {"en": "m", "zh-hans": "米"}
    assert (near["veto"], veto["veto"], veto["section"]) == (False, True, None)


@pytest.mark.parametrize(
    ("verified_on", "outcome"),
    [(date(2026, 8, 10), "on_time"), (date(2026, 10, 8), "late"), (None, "never_fixed")],
)
def test_the_outcome_of_an_order(contract, verified_on, outcome):
    factories.schedule()
    order = an_order_due(contract, date(2026, 8, 10), verified_on=verified_on)
    (entry,) = scorecards.gather(contract, Q3)["orders"]
    assert (entry["number"], entry["due_on"], entry["outcome"]) == (order.number, "2026-08-10", outcome)


@pytest.mark.parametrize(
    ("verified_on", "outcomes"),
    [(None, ["never_fixed"]), (date(2026, 7, 1), ["late"]), (date(2026, 6, 30), []), (date(2026, 6, 12), [])],
)
def test_an_order_of_the_quarter_before_counts_while_it_is_open(contract, verified_on, outcomes):
    factories.schedule()
    an_order_due(contract, date(2026, 6, 12), verified_on=verified_on)
    assert [order["outcome"] for order in scorecards.gather(contract, Q3)["orders"]] == outcomes
    assert len(scorecards.gather(contract, Q2)["orders"]) == 1


def test_what_was_called_off_was_not_promised(contract):
    factories.schedule()
    visit = Inspection.objects.get(contract=contract, due_on=date(2026, 8, 31))
    by = factories.staff("supervisor", contract.agency)
    cancel_inspection(visit, reason="The line was down by order.", by=by, at=NOW)
    assert len(scorecards.gather(contract, Q3)["inspections"]) == 2


def test_the_pure_input_counts_what_was_gathered(contract):
    factories.evidence_of_a_period(contract, failing=(2,))
    evidence = scorecards.evidence_of(scorecards.gather(contract, Q3))
    assert (evidence.inspections_planned, evidence.inspections_approved) == (3, 3)
    assert (evidence.answers_judged, evidence.answers_passed, evidence.veto_findings) == (12, 9, 0)
    assert (evidence.orders_on_time, evidence.orders_late, evidence.orders_never_fixed) == (0, 0, 0)
    assert [metric.readings for metric in evidence.metrics] == [(Decimal(95),) * 3] * 2


def test_gathering_costs_the_same_for_much_as_for_little(contract):
    def queries(of) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            scorecards.gather(of, Q3)
        return len(captured)

    visit = factories.a_scheduled_inspection(contract, due_on=date(2026, 8, 31), at=on(date(2026, 8, 31)))
    factories.an_order(factories.an_approved_report(visit, failing=[2], at=on(date(2026, 8, 31))).findings.get())
    few = queries(contract)
    much = factories.an_active_contract()
    factories.evidence_of_a_period(much, failing=(1, 2, 3))
    for report in [r for v in Inspection.objects.filter(contract=much) for r in v.reports.all()]:
        for finding in report.findings.all():
            factories.an_order(finding)
    assert queries(much) == few <= 12


@pytest.mark.parametrize(
    ("value", "text"), [("95.0000", "95"), ("0.5000", "0.5"), ("1000.00", "1000"), ("0.0000", "0"), ("-2.50", "-2.5")]
)
def test_numbers_are_written_without_trailing_zeros(value, text):
    assert scorecards.plain(Decimal(value)) == text


def test_took_part_means_named_for_an_inspection_of_the_period(contract):
    visit = factories.a_scheduled_inspection(contract, due_on=date(2026, 8, 31), at=on(date(2026, 8, 31)))
    inspector = visit.inspectors.first()
    assert scorecards.took_part(contract, Q3, inspector)
    assert not scorecards.took_part(contract, Q2, inspector)
    assert not scorecards.took_part(contract, Q3, factories.staff("publisher", contract.agency))
