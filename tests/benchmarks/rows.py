"""The county that is measured: invented agencies, people, vendors and as many contracts as asked for.

What is not measured itself is written in bulk, past the actions, and therefore has no audit events.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from contracts.likeness import note_likeness
from contracts.models import Agency, Contract, Duty, ScopeItem, ServiceKind, User, Vendor
from contracts.periods import add_months
from tests import factories
from tests.factories.promise import SCOPE
from tests.tables import CONTRACT_COLUMNS, workbook

BUREAUS = 20
LEADS = 20
READY = 5  # drafts with every gate open
AT_ONCE = 5_000
FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Size:
    """How many rows are imported, and how many contracts the lists hold."""

    rows: int = 10_000
    contracts: int = 100_000

    @property
    def vendors(self) -> int:
        return max(1, self.contracts // 50)


def settle(size: Size) -> None:
    """All but the contracts of the lists. Reference data has to be there."""
    county = factories.an_agency("Benchmark County", code="county")
    bureaus = [factories.an_agency(f"Bureau {number}", county, code=_bureau(number)) for number in range(BUREAUS)]
    for number in range(LEADS):
        factories.a_user("contract_manager", bureaus[number % BUREAUS], username=f"lead-{number}")
    for role in ("registrar", "contract_manager"):
        factories.a_user(role, county, is_staff=True)
    vendors = [_vendor(number) for number in range(size.vendors)]
    Vendor.objects.bulk_create(vendors, batch_size=500)
    for _draft in range(READY):
        factories.a_ready_draft(agency=county)
    rows = ([str(values[name]) for name in CONTRACT_COLUMNS] for values in contracts_of("XLSX", size.rows, size))
    register_file().parent.mkdir(parents=True, exist_ok=True)
    register_file().write_bytes(workbook(contracts=[CONTRACT_COLUMNS, *rows]))


def _vendor(number: int) -> Vendor:
    code = factories.credit_code(10_000_000 + number)
    vendor = Vendor(name_en=f"Supplier {number}", name_zh_hans=f"第{number}服务商行", credit_code=code)
    note_likeness(vendor)
    return vendor


def register_file() -> Path:
    return Path(settings.MEDIA_ROOT) / "register.xlsx"


def official(role: str) -> User:
    """Of the county, who therefore sees every bureau below it."""
    return factories.staff(role, Agency.objects.get(code="county"))


# ---- contracts ----


def contracts_of(prefix: str, count: int, size: Size) -> Iterator[dict[str, Any]]:
    """Contracts as a table holds them: what they point at by its code. They begin on a thousand different days."""
    kinds = list(SCOPE.items())
    for number in range(count):
        kind, item = kinds[number % len(kinds)]
        starts_on = FIRST_DAY + factories.days(number % 1000)
        yield {
            "reference": f"{prefix}-{number:06d}",
            "title_en": f"Service of lot {number}",
            "title_zh_hans": f"第{number}标段服务",
            "agency": _bureau(number % BUREAUS),
            "vendor": factories.credit_code(10_000_000 + number % size.vendors),
            "kind": kind,
            "scope_item": item,
            "regime": "works_tender" if kind == "irrigation" else "service_purchase",
            "method": "open",
            "amount": Decimal(100_000 + number),
            "signed_on": starts_on - factories.days(14),
            "starts_on": starts_on,
            "ends_on": add_months(starts_on, 12) - factories.days(1),
        }


def _bureau(number: int) -> str:
    return f"bureau-{number}"


@cache
def _pointed_at() -> dict[str, dict[str, Any]]:
    """What the codes of a table stand for."""
    items = {item.code: item for item in ScopeItem.objects.order_by("version")}
    return {
        "agency": {agency.code: agency for agency in Agency.objects.all()},
        "vendor": {vendor.credit_code: vendor for vendor in Vendor.objects.all()},
        "kind": {kind.code: kind for kind in ServiceKind.objects.all()},
        "scope_item": items,
    }


def as_rows(tables: Iterable[dict[str, Any]], **fields: Any) -> Iterator[Contract]:
    """The same contracts as unsaved rows."""
    known = _pointed_at()
    for values in tables:
        found = {name: known[name][values[name]] for name in known}
        yield Contract(**{**values, **found, **fields})


def fill(size: Size) -> None:
    """The contracts of the lists: of ten, seven in force with an accountable lead, two closed, one a draft."""
    leads = list(User.objects.filter(username__startswith="lead-"))
    every = as_rows(contracts_of("LIST", size.contracts, size))
    number = 0
    while part := list(islice(every, AT_ONCE)):
        for contract in part:
            _move_on(contract, number % 10)
            number += 1
        Contract.objects.bulk_create(part, batch_size=500)
        in_force = [contract for contract in part if contract.status == Contract.Status.ACTIVE]
        duties = [_duty(contract, leads[contract.pk % len(leads)]) for contract in in_force]
        Duty.objects.bulk_create(duties, batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # what its autovacuum does within a minute
            cursor.execute("ANALYZE")


def _move_on(contract: Contract, place: int) -> None:
    if place == 0:
        return
    contract.activated_at = factories.on(contract.starts_on)
    contract.published_on = contract.starts_on
    contract.status = Contract.Status.CLOSED if place > 7 else Contract.Status.ACTIVE
    contract.closed_on = contract.ends_on if place > 7 else None


def _duty(contract: Contract, person: User) -> Duty:
    at = factories.on(contract.starts_on)
    return Duty(
        contract=contract,
        person=person,
        role=Duty.Role.LEAD,
        assigned_at=at,
        acknowledged_at=at,
        starts_on=contract.starts_on,
    )
