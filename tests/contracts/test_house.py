"""The small formatting tags: money, per cent, tones, times, the page in the other language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from contracts.templatetags import house


def render(source: str, **context: object) -> str:
    return Template("{% load house %}" + source).render(Context(context))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_money_is_grouped_in_threes_with_two_decimals_in_both_languages(language):
    with translation.override(language):
        assert house.money(Decimal("16693615.85")) == "¥16,693,615.85"
        assert house.money(Decimal("-5")) == "−¥5.00"


def test_money_that_is_not_known_is_not_nought():
    assert house.money(None) == "not known"


@pytest.mark.parametrize(("basis_points", "text"), [(9150, "91.5%"), (10_000, "100%"), (1, "0.01%"), (0, "0%")])
def test_per_cent_is_exact_and_without_trailing_noughts(basis_points, text):
    assert house.percent(basis_points) == text


def test_a_number_is_rounded_and_not_cut_off():
    assert house.rounded(Decimal("13.959663"), 2) == "13.96"


def test_a_word_that_no_tone_names_stays_neutral():
    assert house.tone("overdue") == "bad"
    assert house.tone("something new") == "none"


def test_every_word_has_one_tone():
    words = [word for group in house.TONES.values() for word in group.split()]
    assert len(words) == len(set(words))


def test_a_status_tag_always_says_its_word():
    assert render("{% status_tag 'active' 'In force' %}") == '<span class="tag tag--good">In force</span>'


def test_a_date_is_written_as_the_office_writes_it():
    assert render("{{ on|moment }}", on=date(2026, 10, 30)) == '<time datetime="2026-10-30">30 October 2026</time>'
    with translation.override("zh-hans"):
        assert "2026年10月30日" in render("{{ on|moment }}", on=date(2026, 10, 30))


def test_a_time_is_shown_in_the_offices_zone():
    at = datetime(2026, 10, 30, 16, 30, tzinfo=UTC)
    assert "31 October 2026, 00:30" in render("{{ at|moment:'DATETIME_FORMAT' }}", at=at)


def test_a_page_link_keeps_the_filters(rf):
    page = Paginator(range(30), 10).page(1)
    markup = render("{% page_link 'page' page.next_page_number %}", request=rf.get("/?q=a&page=1"), page=page)
    assert markup == "?q=a&amp;page=2"


def test_a_page_without_a_twin_leads_to_the_other_languages_home(rf):
    with translation.override("en"):
        (other,) = house.other_languages(Context({"request": rf.get("/no/such/page/")}))
    assert (other["code"], other["name"], other["url"]) == ("zh-hans", "中文", "/zh-hans/")


def test_cells_of_a_list_carry_their_column_for_phones():
    cells = house.labelled_cells(
        ['<td class="action-checkbox">x</td>', '<th class="field-a">A &amp; B</th>', '<td class="field-b">1</td>'],
        [
            {"text": "", "class_attrib": ' class="action-checkbox-column"'},
            {"text": "name", "class_attrib": ""},
            {"text": "weight <b>", "class_attrib": ""},
        ],
    )
    assert cells[0] == '<td class="action-checkbox">x</td>'
    assert cells[1] == '<th class="field-a">A &amp; B</th>'
    assert cells[2] == '<td data-label="Weight &lt;b&gt;" class="field-b">1</td>'


def test_a_panels_markup_is_escaped_unless_it_is_known_to_be_safe():
    assert house.render_panel(Context(), {"html": "<b>"}) == "&lt;b&gt;"


def test_a_panels_template_gets_its_own_context_only():
    panel = {"template": "includes/summary_list.html", "context": {"rows": [{"label": "Due", "value": 3}]}}
    assert "<dt>Due</dt><dd>3</dd>" in house.render_panel(Context({"rows": []}), panel)


def test_a_field_in_two_languages_is_called_by_the_languages_own_name():
    assert house.language_label("Title [zh-hans]") == "Title (中文)"
    assert house.language_label("Title [en]") == "Title (English)"
    assert house.language_label("Load [kN]") == "Load [kN]"
