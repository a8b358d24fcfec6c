"""How cells name agencies, vendors, contracts, people and the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.models import Agency, Contract, Indicator, ScopeItem, ServiceKind, Tender, User, Vendor
from contracts.register_tables.columns import Pointer

AT_ONCE = 5_000  # values in one query; SQLite takes at most 32,766


def in_parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while part := list(islice(rest, AT_ONCE)):
        yield part


class ByUnique(Pointer):
    """A row by a column in which no two rows are alike."""

    def __init__(self, rows: Any, column: str, missing: Any, related: tuple[str, ...] = ()) -> None:
        self.rows, self.column, self.missing, self.related = rows, column, missing, related

    def find(self, texts: Iterable[str], by: User) -> Mapping[str, Model]:
        found: dict[str, Model] = {}
        rows: QuerySet = self.rows(by).select_related(*self.related) if self.related else self.rows(by)
        for part in in_parts(sorted(set(texts))):
            found |= {getattr(row, self.column): row for row in rows.filter(**{f"{self.column}__in": part})}
        return found


class ByCodeOrName(Pointer):
    """Of a short table: the newest row of a code, or of a name in either language that only one code has."""

    def __init__(self, rows: Any, missing: Any) -> None:
        self.rows, self.missing = rows, missing

    def find(self, texts: Iterable[str], by: User) -> Mapping[str, Model]:
        newest: dict[str, Any] = {}
        for row in self.rows(by):
            kept = newest.get(row.code)
            if kept is None or getattr(row, "version", 0) > getattr(kept, "version", 0):
                newest[row.code] = row
        named = Counter(name for row in newest.values() for name in {row.name_en, row.name_zh_hans} if name)
        names = {name: row for row in newest.values() for name in (row.name_en, row.name_zh_hans) if named[name] == 1}
        return {text: row for text, row in (names | newest).items() if text in set(texts)}


class ByAccount(Pointer):
    """A person by log-in name, or by a name that only one of the open accounts in sight has."""

    missing = _("There is no open account of this name in your agencies, or several. Give the log-in name.")

    def find(self, texts: Iterable[str], by: User) -> Mapping[str, Model]:
        found: dict[str, Model] = {}
        people: QuerySet = User.objects.visible_to(by).with_account()
        for part in in_parts(sorted(set(texts))):
            named = people.filter(Q(name_en__in=part) | Q(name_zh_hans__in=part) | Q(username__in=part))
            rows = list(named)
            often = Counter(name for row in rows for name in {row.name_en, row.name_zh_hans} if name)
            found |= {name: row for row in rows for name in (row.name_en, row.name_zh_hans) if often[name] == 1}
            found |= {row.username: row for row in rows if row.username in part}
        return found


AGENCY = ByUnique(lambda by: Agency.objects.visible_to(by), "code", _("There is no agency with this code among yours."))
VENDOR = ByUnique(
    lambda by: Vendor.objects.visible_to(by), "credit_code", _("No vendor with this credit code is registered.")
)
CONTRACT = ByUnique(
    lambda by: Contract.objects.visible_to(by),
    "reference",
    _("There is no such contract within your agency."),
    ("agency",),
)
TENDER = ByUnique(
    lambda by: Tender.objects.visible_to(by),
    "reference",
    _("There is no such tender within your agency."),
    ("agency", "scope_item"),
)
SERVICE_KIND = ByCodeOrName(lambda by: ServiceKind.objects.all(), _("There is no such kind of service."))
SCOPE_ITEM = ByCodeOrName(lambda by: ScopeItem.objects.all(), _("There is no such entry in the scope catalogue."))
INDICATOR = ByCodeOrName(lambda by: Indicator.objects.all(), _("There is no such indicator in the library."))
PERSON = ByAccount()
