"""What was reported about real places: shown with its source, never judged."""

from pathlib import Path

import pytest

import contracts
from contracts.actions import load_reported
from contracts.models import Agency, ReportedContract
from oversight.public.reported import series_of
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
REFERENCE = Path(contracts.__path__[0]) / "reference"


@pytest.fixture
def reported():
    for name in ("reported_contracts.csv", "reported_metrics.csv"):
        load_reported((REFERENCE / name).read_bytes(), by=factories.automation(), at=NOW)


def shown(client, query="", language="en") -> str:
    return client.get(f"/{language}/reported/{query}").content.decode()


def a_row(title, dated, region="Anywhere", **fields) -> ReportedContract:
    return ReportedContract(region=region, title=title, dated=dated, service_kind="hotline", **fields)


def test_every_row_names_its_source_and_says_what_was_not_reported(client, reported):
    page = shown(client)
    assert "14 reported contracts" in page
    assert "大河报·豫视频 2024-08" in page
    assert "¥16,693,615.85" in page
    assert page.count("not reported") > 20
    assert "¥0" not in page


def test_years_of_the_same_service_are_drawn_with_their_table(client, reported):
    response = client.get("/en/reported/")
    (series,) = response.context["series"]
    assert series.region == "Liaocheng 聊城"
    assert [row["year"] for row in series.rows] == [2020, 2021, 2022, 2023, 2024]
    assert series.rows[0]["award"] is None
    assert "fill--missing" in response.content.decode()
    assert "Show as a table" in response.content.decode()


def test_figures_carry_the_name_of_the_indicator_where_the_library_knows_it(client, reported):
    page = shown(client)
    assert "Answer rate" in page
    assert "CALLS" in page
    assert "90.07%" in page
    assert "238 percent increase in effective calls" in page
    assert "接通率" in shown(client, language="zh-hans")


def test_the_search_wants_every_word(client, reported):
    assert "2 reported contracts" in shown(client, "?q=海口")
    assert "1 reported contract" in shown(client, "?q=海口 2024-2026")
    assert "No reported contract has all these words." in shown(client, "?q=海口 聊城")


@pytest.mark.parametrize("query", [f"?q={'x' * 101}", "?q=%00", "?page=x", "?page=99"])
def test_a_search_that_makes_no_sense_is_no_error(client, reported, query):
    assert client.get(f"/en/reported/{query}").status_code == 200


def test_the_page_does_not_call_real_places_invented(client, reported):
    county = factories.an_agency("Qinghe County", is_demonstration=True)
    assert Agency.objects.demonstration().get() == county
    invented = "vendors, people and figures are invented"
    assert invented in client.get("/en/rules/").content.decode()
    assert invented not in shown(client)
    assert "Real places, as the press and public notices reported them." in shown(client)


def test_nothing_is_added_up_or_ranked(client, reported):
    page = shown(client).lower()
    for word in ("total", "average", "ranking", "tag--"):
        assert word not in page


def test_the_list_costs_the_same_queries_for_one_row_as_for_fourteen(client, reported, django_assert_num_queries):
    with django_assert_num_queries(7):
        shown(client)
    ReportedContract.objects.exclude(pk=ReportedContract.objects.first().pk).delete()
    with django_assert_num_queries(7):
        shown(client)


def test_titles_that_differ_only_by_the_year_are_one_series():
    rows = [
        a_row("Hotline 2020", "2020-07"),
        a_row("Hotline (2021)", "2021"),
        a_row("2022年 Hotline", "2022-01-01"),
        a_row("Hotline 2020", "2020", region="Elsewhere"),
        a_row("Other", "2020"),
        a_row("Hotline", ""),
    ]
    (series,) = series_of(rows)
    assert (series.region, series.title) == ("Anywhere", "Hotline")
    assert [row["year"] for row in series.rows] == [2020, 2021, 2022]


def test_a_number_that_only_looks_like_a_year_stays_in_the_title():
    assert series_of([a_row("Line 12020", "2020"), a_row("Line 12021", "2021")]) == []
