"""Reading a published text, without any database: words, sentences, arithmetic and drawings."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from contracts.periods import Period
from oversight.public import words
from oversight.public.frozen import FrozenScorecard, bands_of
from oversight.public.trend import trend_of
from oversight.public.why import why

BOTH = {"en": "Name", "zh-hans": "名称"}
SCHEME = {
    "version": 1,
    "minimum_coverage_bp": 7000,
    "good_from_bp": 8500,
    "near_from_bp": 7500,
    "improve_from_bp": 6000,
}


def reading(value, month=7, source="vendor"):
    known = value is not None
    return {
        "start": f"2026-{month:02d}-01",
        "end": f"2026-{month:02d}-28",
        "value": value,
        "numerator": value,
        "denominator": "100" if known else None,
        "source": source if known else None,
        "revision": 1 if known else None,
    }


def metric(values, *, target="95", floor=None, higher=True, unit="percent", weight_bp=10_000, name="Answer rate"):
    return {
        "indicator": "H1",
        "name": {"en": name, "zh-hans": "接通率"},
        "unit": unit,
        "higher_is_better": higher,
        "target": target,
        "floor": floor,
        "weight_bp": weight_bp,
        "readings": [reading(value, 7 + place) for place, value in enumerate(values)],
    }


def finding(**fields):
    return {
        "question": {"en": "Depth of the canal", "zh-hans": "实测渠深"},
        "section": None,
        "remote": None,
        "measured": None,
        "design": None,
        "tolerance": None,
        "unit": None,
        "severity": "major",
        "veto": False,
        "order": None,
        **fields,
    }


def visit(judged=4, findings=(), visited="2026-07-20"):
    return {
        "number": "JC-2026-0001",
        "method": "patrol",
        "due_on": "2026-07-31",
        "visited_on": visited,
        "judged": judged,
        "passed": judged - len(findings),
        "findings": list(findings),
    }


def order(outcome="on_time", verified="2026-08-10", number="ZG-2026-0001"):
    return {
        "number": number,
        "issued_on": "2026-07-21",
        "due_on": "2026-08-10",
        "verified_on": verified,
        "outcome": outcome,
    }


def part(code, weight_bp, score_bp=10_000, coverage_bp=10_000):
    return {"code": code, "weight_bp": weight_bp, "score_bp": score_bp, "coverage_bp": coverage_bp, "n": 1}


def a_text(**fields) -> str:
    payload = {
        "type": "scorecard",
        "format": 1,
        "public_id": "0123456789",
        "contract": {
            "public_id": "0123456789",
            "reference": "HT-1",
            "title": BOTH,
            "kind": {"code": "hotline", "name": BOTH},
            "amount_cny": "1428816",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
        },
        "vendor": {"public_id": "0123456789", "name": BOTH, "credit_code": "91990000000000043J"},
        "accountable": {"agency": BOTH, "post": None, "office_phone": None},
        "period": {"start": "2026-07-01", "end": "2026-09-30"},
        "revision": 1,
        "change_note": "",
        "previous": None,
        "published_on": "2026-10-30",
        "score_bp": 10_000,
        "coverage_bp": 10_000,
        "band": "good",
        "parts": [part("metrics", 5000), part("inspections", 3000), part("rectification", 2000)],
        "scheme": SCHEME,
        "metrics": [metric(["95", "96", "97"])],
        "inspections": [visit()],
        "orders": [],
        **fields,
    }
    return json.dumps(payload)


def a_card(**fields) -> FrozenScorecard:
    return FrozenScorecard(a_text(**fields))


def test_a_good_card_says_what_was_good():
    assert why(a_card()) == "All 3 readings on record reached the promised level. All 4 points inspected passed."


def test_the_indicator_that_cost_most_is_named():
    light = metric(["10"], weight_bp=1000, name="Light")
    heavy = metric(["80", "95"], weight_bp=9000, name="Heavy")
    told = why(a_card(metrics=[light, heavy]))
    assert told.startswith("Heavy missed its promise (at least 95%) in 1 of 2 readings; the worst was 80%.")


def test_lower_is_better_is_said_so():
    gap = metric(["12", "16"], target="14", higher=False, unit="days", name="Longest gap")
    assert why(a_card(metrics=[gap])).startswith(
        "Longest gap missed its promise (at most 14 days) in 1 of 2 readings; the worst was 16 days."
    )


def test_a_veto_that_holds_the_rating_down_is_said_first():
    card = a_card(score_bp=9000, band="improve", inspections=[visit(findings=[finding(veto=True)])])
    assert card.is_capped
    assert why(card).startswith("An inspection found a veto item, which holds the rating at “Requires improvement”")


def test_a_veto_that_changes_nothing_is_not_blamed():
    card = a_card(score_bp=4000, band="bad", inspections=[visit(findings=[finding(veto=True)])])
    assert not card.is_capped


@pytest.mark.parametrize(
    ("orders", "told"),
    [
        ([order()], "The one repair due was made on time."),
        ([order(), order()], "All 2 repairs due were made on time."),
        ([order(), order("late", "2026-08-20")], "1 of 2 repairs due came late."),
        ([order("never_fixed", None), order("late", "2026-08-20")], "1 of 2 repairs due was never fixed."),
    ],
)
def test_repairs_are_told(orders, told):
    assert why(a_card(orders=orders)).endswith(told)


def test_sentences_in_chinese_are_not_parted_by_blanks():
    with translation.override("zh-hans"):
        assert "。 " not in why(a_card())


def test_a_text_in_both_languages_is_read_in_the_readers():
    with translation.override("zh-hans"):
        assert a_card().vendor == "名称"
    with translation.override("en"):
        assert a_card().vendor == "Name"


def test_a_missing_reading_is_not_a_nought():
    card = a_card(metrics=[metric(["95", None, "90"])])
    (line,) = card.metrics
    assert line.values == [Decimal(95), None, Decimal(90)]
    assert (len(line.known), line.missed, line.earned_bp) == (2, 1, 5000)
    assert card.parts[0].n == "2 of 3 readings"


def test_a_floor_earns_in_between():
    (line,) = a_card(metrics=[metric(["90"], floor="85")]).metrics
    assert line.earned_bp == 5000
    assert line.floor == "85%"


def test_components_without_evidence_say_so():
    card = a_card(metrics=[], inspections=[], orders=[])
    assert [part.n for part in card.parts] == ["no reading due", "no point inspected", "no repair was due"]


def test_the_arithmetic_is_exact_where_the_text_bears_it_out():
    missing_third = a_card(
        metrics=[metric(["95", None, "95"])], parts=[part("metrics", 5000, 10_000, 6667)], inspections=[]
    )
    (line,) = missing_third.parts
    assert line.counted == Fraction(100, 3)


def test_frozen_figures_go_before_what_the_code_of_today_would_say():
    (line,) = a_card(parts=[part("metrics", 5000, 4200, 9000)]).parts
    assert (line.counted, line.contribution) == (45, Fraction("18.9"))


def test_a_measurement_is_told_against_its_design():
    depth = finding(measured="1.065", design="1.2", tolerance="0.03", unit={"en": "m", "zh-hans": "米"})
    plain = finding(measured="20", design="15", unit={"en": "s", "zh-hans": "秒"})
    bare = finding(measured="20")
    (inspection,) = a_card(inspections=[visit(findings=[depth, plain, bare, finding()])]).inspections
    assert [line.measured for line in inspection.findings] == [
        "Measured 1.065 m; the design asks for 1.2 m, give or take 0.03 m.",
        "Measured 20 s; the design asks for 15 s.",
        "Measured 20.",
        "",
    ]


def test_a_repair_names_its_finding_or_none_of_an_earlier_period():
    found = finding(order="ZG-2026-0001", section="K1+000–K2+000")
    card = a_card(inspections=[visit(findings=[found])], orders=[order(), order(number="ZG-2026-0009")])
    assert [line.finding for line in card.orders] == ["Depth of the canal (K1+000–K2+000)", ""]


def test_the_revision_before_and_the_difference():
    before = {"public_id": "9876543210", "sha256": "0" * 64, "score_bp": 7220, "coverage_bp": 9000, "band": "improve"}
    card = a_card(score_bp=6920, band="improve", previous=before)
    assert card.previous["difference_bp"] == -300
    assert card.previous["same_band"]
    unrated = a_card(score_bp=None, band="none", previous=before)
    assert unrated.previous["difference_bp"] is None


def test_the_bands_are_those_of_the_scheme_it_was_judged_by():
    assert [band.start for band in bands_of(SCHEME)] == [0, 60, 75, 85]
    assert bands_of({**SCHEME, "good_from_bp": 8750})[-1].start == Decimal("87.5")


@pytest.mark.parametrize(("score_bp", "text"), [(6920, "69.20"), (7496, "74.96"), (10_000, "100.00"), (0, "0.00")])
def test_a_score_is_never_rounded_into_another_band(score_bp, text):
    assert words.points_text(score_bp) == text


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [("94.1176", "95", "94.1"), ("94.996", "95", "94.996"), ("95.004", "95", "95.004"), ("95", "95", "95.0")],
)
def test_rounding_never_carries_a_reading_over_its_target(value, target, shown):
    assert words.readable(Decimal(value), Decimal(target)) == Decimal(shown)


@dataclass(frozen=True)
class Scored:
    period: Period
    score_bp: int | None


def scores(*values):
    return [Scored(Period.containing(date(2025 + n // 12, n % 12 + 1, 1), 1), value) for n, value in enumerate(values)]


def test_an_unrated_period_breaks_the_line_and_is_no_nought():
    drawing = trend_of(scores(8000, 8100, None, 9000), bands_of(SCHEME), width=640)
    assert len(drawing.runs) == 1
    assert [point.rated for point in drawing.points] == [True, True, False, True]
    assert drawing.points[2].text == ""


def test_labels_that_would_touch_are_left_out_but_the_last_stays():
    drawing = trend_of(scores(*[8000] * 24), bands_of(SCHEME), width=340)
    labelled = [place for place, point in enumerate(drawing.points) if point.label]
    assert labelled[-1] == 23
    assert 1 < len(labelled) < 6


def test_a_better_score_lies_higher():
    low, high = trend_of(scores(1000, 9000), bands_of(SCHEME), width=640).points
    assert Decimal(high.y) < Decimal(low.y)
