"""Where the months took another turn than usual: what is read late or never, and what a visit finds."""

from datetime import date

from contracts.models import WorkSection
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days

# The demonstration inspector goes to what these two are answerable for.
AGENCIES_OF_THE_INSPECTOR = ("qinghe-water", "qinghe-liushu")
# This bureau enters its readings as one table a month, the others by hand.
SENDS_TABLES = ("qinghe-approval",)
SHALLOW = "canal-3"
INSULTING = "county-accounts"
WITHOUT_READING = ("web-and-accounts", "M2")
READ_LATE = ("lines-2", "H5")


def reading_day(county: County, key: str, code: str, period_end: date, *, usual: date) -> date | None:
    """When a reading is recorded; None: never. One is missing, and one came after its scorecard was published."""
    newest, second, *_earlier = county.judged_quarters
    if (key, code) == WITHOUT_READING and period_end == newest.end:
        return None
    if (key, code) == READ_LATE and period_end == second.end:
        return second.end + days(33)
    return usual


def is_insulting(county: County, key: str, due_on: date) -> bool:
    """The first visit of the newest quarter finds an insulting reply: a veto item."""
    start = county.judged_quarters[0].start
    return key == INSULTING and start <= due_on < start + days(31)


def photographs(county: County, key: str, due_on: date, section: WorkSection) -> bool:
    """The last report on the shallow canal has a photo of the staff in every remote section."""
    return key == SHALLOW and section.is_remote and due_on > county.today - days(40)


def remarks(county: County, key: str, due_on: date) -> str:
    if key == SHALLOW:
        return bilingual(
            "Beside the road as designed. From K15+683 on, where no road leads, the bed is too high.",
            "临路渠段符合设计；K15+683以后不通公路，渠底偏高。",
        )
    if is_insulting(county, key, due_on):
        return bilingual(
            "The account answered a question about water bills with an insult.", "账号以侮辱性言语回复水费咨询。"
        )
    return ""
