"""The commands of the judgement, as an office runs them: what they say, what they write, what they refuse."""

import io

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from contracts.models import AuditEvent, Holiday, Indicator
from inspections.models import Checklist, Inspection, ReadingDue
from oversight.models import Flag, RuleRun, Scorecard, ScoringScheme
from oversight.rules import RULES
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW, Q2, Q3, days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_now")]


@pytest.fixture
def _at_now():
    with travel(NOW, tick=False):
        yield


def run(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


# ---- load_reference ----


def test_reference_data_is_loaded_by_the_one_command():
    assert all(model.objects.exists() for model in (Indicator, Holiday, Checklist, ScoringScheme))


def test_loading_reference_data_again_changes_nothing():
    with nothing_written():
        assert run("load_reference") == ["Reference data is loaded."]


def test_loading_reference_data_leaves_what_an_administrator_changed():
    scheme = ScoringScheme.objects.get()
    ScoringScheme.objects.update(minimum_coverage_bp=5_000)
    run("load_reference")
    scheme.refresh_from_db()
    assert scheme.minimum_coverage_bp == 5_000


# ---- schedule_due_work ----


def test_due_work_is_opened_once():
    factories.an_active_contract()
    assert run("schedule_due_work") == ["12 inspections and 20 readings opened, 0 called off."]
    with nothing_written():
        assert run("schedule_due_work") == ["0 inspections and 0 readings opened, 0 called off."]


def test_a_dry_run_of_the_schedule_says_as_much_and_writes_nothing():
    factories.an_active_contract()
    with nothing_written():
        assert run("schedule_due_work", "--dry-run") == ["12 inspections and 20 readings opened, 0 called off."]
    assert not Inspection.objects.exists()
    assert not ReadingDue.objects.exists()


# ---- sweep ----


@pytest.fixture
def contract():
    contract = factories.an_active_contract()
    factories.schedule()
    return contract


def test_the_sweep_runs_every_rule_and_says_what_came_of_it(contract):
    lines = run("sweep")
    assert [line.split(":")[0] for line in lines] == [rule.code for rule in RULES]
    assert "INSPECTION_OVERDUE: 0 pass, 10 fail, 2 not applicable; 10 opened, 0 cleared" in lines
    assert set(RuleRun.objects.values_list("at", flat=True)) == {NOW}


def test_one_rule_may_be_run_alone(contract):
    assert len(run("sweep", "--rule", "METRIC_MISSING")) == 1
    assert set(Flag.objects.values_list("rule", flat=True)) == {"METRIC_MISSING"}


def test_a_dry_run_counts_and_writes_nothing(contract):
    with nothing_written():
        lines = run("sweep", "--dry-run")
    assert "INSPECTION_OVERDUE: 0 pass, 10 fail, 2 not applicable (dry run)" in lines


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-19", "2026-11-19T23:59:59+08:00"),
        ("2026-11-19T10:00", "2026-11-19T10:00:00+08:00"),
        ("2026-11-19T02:00Z", "2026-11-19T10:00:00+08:00"),
        ("2026-11-20", "2026-11-20T10:00:00+08:00"),
    ],
)
def test_a_day_means_its_end_and_today_means_now(contract, text, moment):
    run("sweep", "--rule", "DUTY_GAP", "--at", text)
    assert RuleRun.objects.get().at.astimezone(factories.SHANGHAI).isoformat() == moment


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at", "tomorrow"], "“tomorrow” is not a day or moment. Write 2026-11-20"),
        (["--at", "2026-13-01"], "is not a day or moment"),
        (["--at", "2026-11-20T25:00"], "is not a day or moment"),
        (["--at", ""], "is not a day or moment"),
        (["--rule", "NO_SUCH"], "There is no rule NO_SUCH. Choose one of: DUTY_GAP, "),
        (["--at", "2025-12-31"], "Nothing was in force on that day: the first contract came into force on 1 January"),
        (["--at", "2025-12-31", "--dry-run"], "Nothing was in force on that day"),
        (["--at", "2026-11-21"], "That moment lies in the future. Use --dry-run"),
    ],
)
def test_what_the_sweep_cannot_do_it_says_and_writes_nothing(contract, arguments, message):
    with nothing_written(), pytest.raises(CommandError) as error:
        run("sweep", *arguments)
    assert message in str(error.value)


def test_a_dry_run_may_look_ahead_and_back(contract):
    run("sweep", "--rule", "INSPECTION_OVERDUE")
    look = ("sweep", "--rule", "INSPECTION_OVERDUE", "--dry-run", "--at")
    with nothing_written():
        (ahead,), (back,) = run(*look, "2027-01-10"), run(*look, "2026-02-10")
    assert ahead == "INSPECTION_OVERDUE: 0 pass, 12 fail, 0 not applicable (dry run)"
    assert back == "INSPECTION_OVERDUE: 0 pass, 1 fail, 11 not applicable (dry run)"


def test_an_earlier_moment_than_the_newest_run_is_refused(contract):
    run("sweep")
    with nothing_written(), pytest.raises(CommandError, match="already been run for a later moment"):
        run("sweep", "--at", "2026-11-19")


def test_a_rule_that_breaks_is_named_and_the_others_run(contract, monkeypatch):
    def breaks(*args, **kwargs):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("inspections.models.reading.ReadingDueQuerySet.overdue", breaks)
    lines = run("sweep")
    assert "METRIC_MISSING: FAILED, ZeroDivisionError: by hand" in lines
    assert len(lines) == len(RULES)


# ---- compute_scorecards ----


def test_the_last_quarter_that_is_over_is_computed_for_every_published_contract():
    published = factories.an_active_contract(published=True)
    factories.an_active_contract()
    factories.a_ready_draft()
    (line,) = run("compute_scorecards")
    card = Scorecard.objects.get()
    assert (card.contract, card.period, card.computed_by) == (published, Q3, factories.automation())
    assert line == f"{published.reference}, Q3 2026, revision 1: Not rated, Draft"


def test_computing_again_says_the_same_and_writes_nothing():
    factories.an_active_contract(published=True)
    first = run("compute_scorecards")
    with nothing_written():
        assert run("compute_scorecards") == first


def test_another_quarter_may_be_named():
    factories.an_active_contract(published=True)
    run("compute_scorecards", "--quarter", "2026Q2")
    assert Scorecard.objects.get().period == Q2


def test_a_contract_that_did_not_run_through_all_of_it_is_left_out():
    factories.an_active_contract(published=True, starts_on=Q3.start + days(1))
    assert run("compute_scorecards") == []


def test_a_dry_run_computes_and_writes_nothing():
    factories.an_active_contract(published=True)
    with nothing_written():
        assert len(run("compute_scorecards", "--dry-run")) == 1


def test_changed_data_of_a_published_scorecard_needs_a_note_and_holds_up_no_other():
    card = factories.a_published_card()
    factories.an_active_contract(published=True)
    due = factories.a_reading_due(card.contract, "H3", month="2026-08")
    factories.a_reading(due, source="independent", value=80)
    lines = run("compute_scorecards")
    assert any(f"{card.contract.reference}: not computed. A scorecard of this period is published" in x for x in lines)
    assert Scorecard.objects.drafts().count() == 1
    run("compute_scorecards", "--note", "The independent figure of August arrived.")
    assert Scorecard.objects.of_period(card.contract, Q3).drafts().get().revision == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Q3", "is not a quarter. Write 2026Q3."),
        ("2026Q5", "is not a quarter"),
        ("0000Q1", "is not a quarter"),
        ("2026Q4", "2026Q4 is not over yet."),
        ("2027Q1", "2027Q1 is not over yet."),
    ],
)
def test_a_quarter_that_cannot_be_computed_is_refused(text, message):
    with pytest.raises(CommandError) as error:
        run("compute_scorecards", "--quarter", text)
    assert message in str(error.value)


# ---- publish ----


def test_every_approved_scorecard_of_the_publishers_agency_is_published():
    card = factories.an_approved_card()
    elsewhere = factories.an_active_contract(agency=factories.an_agency(), published=True)
    other = factories.an_approved_card(factories.a_draft_card(elsewhere, evidence=False))
    (line,) = run("publish", "--as", factories.staff("publisher").username)
    card.refresh_from_db()
    other.refresh_from_db()
    assert (card.status, other.status) == (Scorecard.Status.PUBLISHED, Scorecard.Status.APPROVED)
    assert line.endswith(f"published, sha256 {card.digest}")
    assert AuditEvent.objects.about(card).first().actor == factories.staff("publisher")


def test_a_dry_run_names_what_would_be_published():
    factories.an_approved_card()
    with nothing_written():
        assert len(run("publish", "--as", factories.staff("publisher").username, "--dry-run")) == 1


def test_nobody_publishes_in_the_name_of_an_unknown_user():
    with pytest.raises(CommandError, match=r"There is no user nobody\."):
        run("publish", "--as", "nobody")


def test_who_may_not_publish_is_refused():
    factories.an_approved_card()
    analyst = factories.staff("analyst").username
    with nothing_written(), pytest.raises(CommandError, match="Your role does not include this step"):
        run("publish", "--as", analyst)


def test_one_scorecard_that_cannot_be_published_holds_back_all():
    factories.an_approved_card()
    factories.an_approved_card(factories.a_draft_card(factories.an_active_contract(), evidence=False))
    with nothing_written(), pytest.raises(CommandError, match="The contract is not published yet"):
        run("publish", "--as", factories.staff("publisher").username)
