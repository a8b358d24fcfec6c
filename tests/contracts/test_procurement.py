"""The procurement clocks: pure, on a calendar with one holiday week."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.models import LegalRule
from contracts.models.law import Basis
from contracts.procurement import Code, Procedure, RuleBook, StepState, barred, deadline, steps, too_short
from contracts.workdays import WorkingCalendar

# The first week of October 2026 is free, the Saturday after it is worked; no other year is known.
CALENDAR = WorkingCalendar(
    free=frozenset(date(2026, 10, day) for day in range(1, 8)),
    worked=frozenset({date(2026, 10, 10)}),
    years=frozenset({2026}),
)
NUMBERS = {
    "bid-period": (20, "days"),
    "documents-offered": (5, "working_days"),
    "single-source-notice": (5, "working_days"),
    "award-notice": (2, "working_days"),
    "challenge": (7, "working_days"),
    "signing": (30, "days"),
    "contract-publication": (2, "working_days"),
    "contract-filing": (7, "working_days"),
}


def a_rule(code: str, **fields) -> LegalRule:
    value, unit = NUMBERS[code]
    given = {"value": value, "unit": unit, "basis": Basis.READ, "effective_from": date(2015, 1, 1), **fields}
    return LegalRule(code=code, name_en=code.capitalize(), source_en="The Law, art. 1", **given)


BOOK = RuleBook(tuple(a_rule(code) for code in NUMBERS))
ON_TIME = Procedure(
    method="open",
    notice_on=date(2026, 8, 3),
    documents_from=date(2026, 8, 3),
    documents_until=date(2026, 8, 7),
    bids_due_on=date(2026, 8, 24),
    opened_on=date(2026, 8, 24),
    awarded_on=date(2026, 8, 25),
    award_notice_on=date(2026, 8, 27),
    signed_on=date(2026, 9, 25),
    published_on=date(2026, 9, 29),
    filed_on=date(2026, 10, 12),
)
YEAR_END = date(2026, 12, 31)


def found(procedure: Procedure, on: date = YEAR_END, book: RuleBook = BOOK):
    return {step.code: step for step in steps(procedure, on, book, CALENDAR)}


def but(**days) -> Procedure:
    return Procedure(**{**vars(ON_TIME), **days})


def test_a_procedure_by_the_book_is_done_in_every_step():
    states = {code: step.state for code, step in found(ON_TIME).items()}
    assert states.pop(Code.SINGLE_SOURCE) == StepState.NOT_APPLICABLE
    assert set(states.values()) == {StepState.DONE}


def test_the_legal_deadlines_are_counted_in_days_and_in_working_days_over_the_holiday_week():
    step = found(ON_TIME)
    assert step[Code.DOCUMENTS].earliest == date(2026, 8, 7)  # the fifth working day, the first one counted
    assert step[Code.BIDS].earliest == date(2026, 8, 23)
    assert step[Code.AWARD_NOTICE].latest == date(2026, 8, 27)
    assert step[Code.CHALLENGE].latest == date(2026, 9, 7)
    assert step[Code.SIGNING].latest == date(2026, 9, 26)
    assert step[Code.PUBLICATION].latest == date(2026, 9, 29)
    # 28, 29, 30 September, then the holiday week, 8 and 9, the worked Saturday, and Monday
    assert step[Code.FILING].latest == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("code", "days"),
    [
        (Code.AWARD_NOTICE, {"award_notice_on": date(2026, 8, 28)}),
        (Code.SIGNING, {"signed_on": date(2026, 9, 28)}),
        (Code.PUBLICATION, {"published_on": date(2026, 9, 30)}),
        (Code.FILING, {"filed_on": date(2026, 10, 13)}),
    ],
)
def test_a_step_after_its_last_day_is_done_late(code, days):
    assert found(but(**days))[code].state == StepState.DONE_LATE


def test_before_its_last_day_a_step_is_due_and_after_it_late():
    open_notice = but(award_notice_on=None, signed_on=None, published_on=None, filed_on=None)
    assert found(open_notice, date(2026, 8, 27))[Code.AWARD_NOTICE].state == StepState.DUE
    assert found(open_notice, date(2026, 8, 28))[Code.AWARD_NOTICE].state == StepState.OVERDUE


def test_a_step_that_was_passed_over_is_missing_and_signing_counts_from_the_award_then():
    step = found(but(award_notice_on=None))
    assert step[Code.AWARD_NOTICE].state == StepState.MISSING
    assert step[Code.CHALLENGE].state == StepState.WAITING
    assert step[Code.SIGNING].latest == date(2026, 9, 24)
    assert step[Code.SIGNING].state == StepState.DONE_LATE


@pytest.mark.parametrize(
    ("code", "days"),
    [
        (Code.DOCUMENTS, {"documents_until": date(2026, 8, 6)}),
        (Code.BIDS, {"bids_due_on": date(2026, 8, 22)}),
        # The bid period runs from the day the documents are offered, not from an earlier notice
        (Code.BIDS, {"documents_from": date(2026, 8, 5), "documents_until": date(2026, 8, 11)}),
    ],
)
def test_too_short_a_time_is_barred_even_if_it_is_only_planned(code, days):
    procedure = but(**days)
    for day in (date(2026, 8, 3), YEAR_END):
        if code == Code.BIDS and "bids_due_on" not in days:
            assert found(procedure, day)[code].earliest == date(2026, 8, 25)
        assert [step.code for step in barred(steps(procedure, day, BOOK, CALENDAR))] == [code]


def test_only_a_rule_that_was_read_blocks():
    short = but(bids_due_on=date(2026, 8, 10))
    assert found(short)[Code.BIDS].blocks
    hearsay = RuleBook(tuple(a_rule(code, basis=Basis.SECONDARY) for code in NUMBERS))
    assert found(short, book=hearsay)[Code.BIDS].is_barred
    assert not found(short, book=hearsay)[Code.BIDS].blocks


def test_single_source_procurement_has_its_notice_and_no_bidding():
    procedure = Procedure(method="single_source", notice_on=date(2026, 9, 28), bids_due_on=date(2026, 10, 9))
    step = found(procedure)
    assert {code for code, s in step.items() if s.state == StepState.NOT_APPLICABLE} == {
        Code.DOCUMENTS,
        Code.BIDS,
        Code.OPENING,
    }
    assert step[Code.SINGLE_SOURCE].earliest == date(2026, 10, 10)  # five working days, four of them after the holidays
    assert step[Code.SINGLE_SOURCE].state == StepState.TOO_SHORT
    assert "not before" in too_short(step[Code.SINGLE_SOURCE])


def test_without_a_tender_only_the_steps_of_the_contract_are_left():
    step = found(Procedure(method="open", has_tender=False, signed_on=date(2026, 9, 25)), date(2026, 9, 28))
    assert {code for code, s in step.items() if s.state != StepState.NOT_APPLICABLE} == {
        Code.SIGNING,
        Code.PUBLICATION,
        Code.FILING,
    }
    assert step[Code.PUBLICATION].state == StepState.DUE


def test_a_tender_that_was_cancelled_owes_nothing_any_more():
    after = ("opened_on", "awarded_on", "award_notice_on", "signed_on", "published_on", "filed_on")
    cancelled = but(is_cancelled=True, **dict.fromkeys(after))
    states = {step.state for step in found(cancelled).values()}
    assert states <= {StepState.DONE, StepState.WAITING, StepState.NOT_APPLICABLE}


def test_a_year_without_holiday_data_is_named_where_working_days_are_counted():
    procedure = but(awarded_on=date(2027, 1, 4), award_notice_on=None, signed_on=None)
    step = found(procedure, date(2027, 1, 5))[Code.AWARD_NOTICE]
    assert step.missing_years == (2027,)
    assert found(ON_TIME)[Code.BIDS].missing_years == ()


def test_the_version_that_was_in_effect_on_the_day_counts():
    old = a_rule("bid-period", effective_until=date(2025, 12, 31))
    new = a_rule("bid-period", version=2, value=30, effective_from=date(2026, 1, 1))
    book = RuleBook((old, new))
    assert book.on("bid-period", date(2025, 6, 1)) is old
    assert book.on("bid-period", date(2026, 6, 1)) is new
    assert book.on("bid-period", date(2014, 6, 1)) is None
    assert found(ON_TIME, book=book)[Code.BIDS].state == StepState.TOO_SHORT
    assert found(ON_TIME, book=RuleBook(()))[Code.BIDS].state == StepState.DONE


def test_a_rule_may_count_in_years():
    assert deadline(a_rule("signing", value=1, unit="years"), date(2026, 3, 1), CALENDAR) == date(2027, 3, 1)


# ---- whatever the days ----

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
PROCEDURES = st.builds(
    Procedure,
    method=st.sampled_from(["open", "selective", "negotiation", "single_source", "framework"]),
    has_tender=st.booleans(),
    is_cancelled=st.booleans(),
    **{name: st.none() | DAYS for name in vars(ON_TIME) if name.endswith(("_on", "_from", "_until"))},
)


@given(PROCEDURES, DAYS)
def test_every_step_is_there_once_in_order_and_has_a_state(procedure, on):
    made = steps(procedure, on, BOOK, CALENDAR)
    assert [step.code for step in made] == list(Code)


@given(PROCEDURES, DAYS)
def test_what_is_done_has_its_day_and_that_is_not_ahead(procedure, on):
    for step in steps(procedure, on, BOOK, CALENDAR):
        if step.state in (StepState.DONE, StepState.DONE_LATE):
            assert step.day is not None
            assert step.day <= on
        if step.state == StepState.DONE_LATE:
            assert step.day > step.latest
        if step.state == StepState.TOO_SHORT:
            assert step.day < step.earliest


@given(PROCEDURES, DAYS, st.integers(0, 400))
def test_what_is_done_or_done_late_or_too_short_stays_so(procedure, on, later):
    settled = {StepState.DONE, StepState.DONE_LATE, StepState.TOO_SHORT, StepState.NOT_APPLICABLE}
    now = steps(procedure, on, BOOK, CALENDAR)
    then = steps(procedure, on + timedelta(days=later), BOOK, CALENDAR)
    for before, after in zip(now, then, strict=True):
        if before.state in settled:
            assert after.state == before.state


@given(DAYS, st.sampled_from(sorted(NUMBERS)))
def test_a_deadline_lies_after_its_start_and_on_a_working_day_where_those_are_counted(start, code):
    rule = a_rule(code)
    end = deadline(rule, start, CALENDAR)
    assert end > start
    if rule.unit == "working_days":
        assert CALENDAR.is_working(end)
        assert CALENDAR.between(start, end) == rule.value
