"""Public holidays and make-up working days as the State Council announced them, from the chinesecalendar package."""

from datetime import date
from typing import TypedDict

import chinese_calendar


class Day(TypedDict):
    day: date
    name_en: str
    name_zh_hans: str
    is_workday: bool


# The package names its holidays in English only.
CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争胜利70周年纪念日",
}


def statutory_days() -> list[Day]:
    """Every day that is not what its weekday says, for the years the package knows."""
    constants = chinese_calendar.constants
    days: list[Day] = []
    for table, is_workday in ((constants.holidays, False), (constants.workdays, True)):
        for day, name in sorted(table.items()):
            days.append(
                {"day": day, "name_en": name, "name_zh_hans": CHINESE.get(name, name), "is_workday": is_workday}
            )
    return days
