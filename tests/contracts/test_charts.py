"""The charts' arithmetic and what their markup says."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from contracts import charts

LIAOCHENG = [
    {"year": "2020", "budget": Decimal("9600000"), "award": None},
    {"year": "2021", "budget": Decimal("14000000"), "award": Decimal("13959663.00")},
    {"year": "2022", "budget": Decimal("16730000"), "award": Decimal("16693615.85")},
]
BANDS = (
    charts.Band(0, 60, "bad", "Inadequate"),
    charts.Band(60, 75, "improve", "Improve"),
    charts.Band(75, 85, "near", "Near"),
    charts.Band(85, 100, "good", "Good"),
)


def draw(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template("{% load charts %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("top", "step"), [(17, "5"), (4, "1"), (9, "2.5"), (16_730_000, "5000000"), (Decimal("0.3"), "0.1"), (0, "1")]
)
def test_steps_are_round_numbers(top, step):
    assert charts.nice_step(top) == Decimal(step)


def test_ticks_reach_the_highest_value_and_counts_have_no_halves():
    assert charts.ticks_to(17) == [0, 5, 10, 15, 20]
    assert charts.ticks_to(9, whole=True) == [0, 3, 6, 9]
    assert charts.ticks_to(0) == [0, 1]


def test_coordinates_are_rounded_to_a_tenth_and_carry_no_grouping():
    assert charts.coordinate(Decimal("1234.56")) == "1234.6"
    assert charts.coordinate(Decimal("12.00")) == "12"


def test_a_bar_is_as_long_as_its_value():
    drawing = charts.upright([charts.Group("a", (10, 20))], str, missing="not reported", tick=str)
    heights = [Decimal(bar.height) for bar in drawing.bars]
    assert heights[1] == 2 * heights[0]
    assert [bar.kind for bar in drawing.bars] == ["open", "full"]


def test_a_value_not_reported_is_drawn_as_such_and_never_as_nought():
    drawing = charts.upright([charts.Group("2020", (Decimal(9), None))], str, missing="not reported", tick=str)
    missing = drawing.bars[1]
    assert (missing.kind, missing.text) == ("missing", "not reported")
    assert Decimal(missing.height) > 0


def test_nothing_reported_at_all_still_draws():
    drawing = charts.lying([charts.Group("2020", (None, None))], str, missing="not reported")
    assert {bar.kind for bar in drawing.bars} == {"missing"}


@pytest.mark.parametrize(
    ("score", "tone"),
    [(0, "bad"), (Decimal("59.99"), "bad"), (60, "improve"), (75, "near"), (85, "good"), (100, "good")],
)
def test_bands_are_half_open_and_closed_at_a_hundred(score, tone):
    assert charts.band_of(score, BANDS).tone == tone


def test_the_scale_marks_only_the_band_that_holds_the_score():
    drawn = charts.scale(Decimal("69.2"), BANDS, 602)
    assert [box.here for box in drawn.boxes] == [False, True, False, False]
    assert drawn.mark == "415.2"
    assert not drawn.text_before
    assert charts.scale(98, BANDS, 602).text_before


def test_a_scale_without_a_score_has_no_mark():
    drawn = charts.scale(None, BANDS, 602)
    assert drawn.mark == ""
    assert not any(box.here for box in drawn.boxes)


def test_a_month_without_a_reading_breaks_the_line():
    drawn = charts.spark([1, 2, None, 4, 5])
    assert len(drawn.runs) == 2


def test_one_reading_between_gaps_is_a_dot():
    drawn = charts.spark([1, None, 3, None, 5])
    assert len(drawn.runs) == 0
    assert len(drawn.dots) == 2
    assert drawn.last_x == "108"


@pytest.mark.parametrize(
    ("value", "higher", "missed"), [(70, True, False), (69, True, True), (70, False, False), (71, False, True)]
)
def test_reaching_the_target_exactly_is_not_missing_it(value, higher, missed):
    assert charts.spark([80, value], 70, higher_is_better=higher).missed is missed


def test_a_line_without_readings_draws_nothing():
    drawn = charts.spark([None, None], 70)
    assert (drawn.runs, drawn.last_x, drawn.missed) == ((), "", False)


def test_bars_by_year_show_exact_sums_in_the_table_and_rounded_ones_in_the_drawing():
    markup = draw("{% bars_by_year 'x' 'Hotline' rows %}", rows=LIAOCHENG)
    assert "¥16,693,615.85" in markup
    assert ">16.69<" in markup
    assert ">13.96<" in markup
    assert "¥0.00" not in markup


def test_bars_by_year_say_which_value_was_not_reported():
    markup = draw("{% bars_by_year 'x' 'Hotline' rows %}", rows=LIAOCHENG)
    assert markup.count("fill--missing") == 3  # the wide drawing, the narrow one and the key
    assert '<span class="muted">not reported</span>' in markup


def test_chinese_reads_large_sums_in_ten_thousands():
    markup = draw("{% bars_by_year 'x' '热线' rows %}", language="zh-hans", rows=LIAOCHENG)
    assert "万元" in markup
    assert ">1,669<" in markup or ">1669<" in markup


def test_planned_and_done_are_counts_with_a_table():
    rows = [{"label": "Jun", "planned": 12, "done": 12}, {"label": "Jul", "planned": 14, "done": 13}]
    markup = draw("{% planned_done 'x' 'Inspections' rows %}", rows=rows)
    assert markup.count("<tr>") == 3
    assert "fill--missing" not in markup


@pytest.mark.parametrize(
    "source",
    [
        "{% bars_by_year 'x' 'Hotline' rows %}",
        "{% score_bar score %}",
        "{% band_scale 'x' score %}",
        "{% spark values 70 'up' 'Answer rate' %}",
    ],
)
def test_every_chart_has_a_role_and_no_inline_style(source):
    markup = draw(source, rows=LIAOCHENG, score=Decimal("69.2"), values=[80, None, 60])
    assert 'role="img"' in markup
    assert "style" not in markup
    assert "aria-label" in markup


def test_a_score_bar_without_a_score_is_an_empty_track():
    markup = draw("{% score_bar score %}", score=None)
    assert "No score" in markup
    assert 'class="fill' not in markup


def test_a_sparkline_says_its_values_and_its_target_in_words():
    markup = draw("{% spark values 70 'up' 'Answer rate' %}", values=[Decimal("92.50"), None, 60])
    assert "Answer rate: 92.5, not reported, 60. Target 70" in markup
    assert "mark--bad" in markup


def test_the_longest_bar_beside_a_count_is_the_largest_count():
    rows = [{"total": 6}, {"total": 3}]
    markup = draw("{% for row in rows %}{% share_bar row.total rows 'total' %}{% endfor %}", rows=rows)
    assert 'width="60"' in markup
    assert 'width="30"' in markup


def test_bars_beside_counts_of_nought_have_no_length():
    assert 'width="0"' in draw("{% share_bar 0 rows 'total' %}", rows=[{"total": 0}])
