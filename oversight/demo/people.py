"""The agencies and people of the county."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts import actions
from contracts.models import Agency, User
from contracts.roles import title
from oversight.demo.county import County, read_data

# Printed by demo_logins and in the README: it protects invented data on a loopback address.
PASSWORD = "qinghe-2026-demo"  # noqa: S105
COUNTY = "qinghe"
IN_THE_FIELD = ("inspector",)


@dataclass(frozen=True)
class Login:
    username: str
    role: str
    start: str


def logins() -> list[Login]:
    """The documented log-ins, none where there is no demonstration county."""
    if not Agency.objects.demonstration().exists():
        return []
    return [
        Login(person["username"], title(person["role"]), person["login"])
        for person in read_data("people.toml")["person"]
        if "login" in person
    ]


def settle(county: County, at: datetime) -> None:
    """Open the portal: the county, its first administrator, the agencies and everybody in them."""
    data = read_data("people.toml")
    first, *others = data["person"]
    root, administrator = actions.open_portal(
        {**data["county"], "is_demonstration": True},
        _fields(first, at),
        password=PASSWORD,
        by=county.automation,
        at=at,
    )
    county.agencies[root.code] = root
    county.people[administrator.username] = administrator
    for agency in data["agency"]:
        _found(county, dict(agency), by=administrator, at=at)
    for person in others:
        _register(county, person, by=administrator, at=at)


def _found(county: County, fields: dict[str, Any], *, by: User, at: datetime) -> None:
    parent = county.agencies[fields.pop("parent", COUNTY)]
    agency = actions.found_agency(by=by, at=at, parent=parent, is_demonstration=True, **fields)
    county.agencies[agency.code] = agency


def _register(county: County, person: dict[str, Any], *, by: User, at: datetime) -> None:
    county.people[person["username"]] = actions.register_user(
        by=by,
        at=at,
        agency=county.agencies[person["agency"]],
        scope=county.agencies[COUNTY] if person.get("county") else None,
        roles=[person["role"]],
        password=PASSWORD if "login" in person else None,
        **_fields(person, at),
    )


def _fields(person: dict[str, Any], at: datetime) -> dict[str, Any]:
    names = ("username", "name_en", "name_zh_hans", "post_en", "post_zh_hans", "office_phone")
    given = {name: person[name] for name in names}
    return {**given, "is_staff": person["role"] not in IN_THE_FIELD, "date_joined": at}
