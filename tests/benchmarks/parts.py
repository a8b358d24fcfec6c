"""What is measured. Each part yields its figures; where it stands in PARTS says what has to be there before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from contracts import actions
from contracts.models import AuditEvent, Contract, ServiceKind
from contracts.register_tables import read_register
from contracts.seal_check import verify
from contracts.sealing import seal_pending
from tests import factories
from tests.benchmarks import rows
from tests.benchmarks.figures import REPEATS, Figure, measured, median
from tests.benchmarks.rows import Size
from tests.factories import NOW

HOST = "localhost"  # an address that the settings let in


def prepare(size: Size) -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    factories.reference()
    rows.settle(size)
    yield from ()


def plain_insert(size: Size) -> Iterator[Figure]:
    """The rows of the file under other references, without any check, event or scope: what a database can do."""
    given = list(rows.contracts_of("PLAIN", size.rows, size))
    with measured("contracts: plain bulk_create of the same rows", size.rows) as figure:
        Contract.objects.bulk_create(rows.as_rows(given), batch_size=500)
    yield figure


def register_import(size: Size) -> Iterator[Figure]:
    by, data = rows.official("registrar"), rows.register_file().read_bytes()
    with measured("import: the XLSX file read, every cell checked", size.rows) as reading:
        batches = read_register(data)
    yield reading
    with measured("import: rows judged and written, an audit event each", size.rows) as writing:
        outcome = actions.import_register(batches, by=by, at=NOW, origin="register.xlsx")
    yield writing
    if len(outcome.entries) != size.rows:
        raise RuntimeError(f"{len(outcome.entries)} rows were imported instead of {size.rows}.")
    seconds, cpu = reading.seconds + writing.seconds, reading.cpu + writing.cpu
    queries = reading.queries + writing.queries
    yield Figure("import: both together", size.rows, seconds, cpu, queries, writing.memory)


def fill(size: Size) -> Iterator[Figure]:
    with measured("the lists are filled: contracts and their leads, in bulk", size.contracts) as figure:
        rows.fill(size)
    yield figure


# ---- pages ----


def _client(role: str = "contract_manager") -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(rows.official(role))
    return client


def _page(client: Client, what: str, address: str) -> Figure:
    """The median of a page that has been looked at once before."""

    def look() -> Figure:
        with measured(what, is_page=True) as figure:
            response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}.")
        changelist = (response.context_data or {}).get("cl")
        figure.rows = changelist.result_count if changelist else None
        return figure

    look()
    return median([look() for _time in range(REPEATS)])


def contract_list(size: Size) -> Iterator[Figure]:
    client, address = _client(), reverse("admin:contracts_contract_changelist")
    yield _page(client, "admin list of contracts: first page", address)
    listed = client.get(address).context_data["cl"]
    number = min(1_000, listed.paginator.num_pages)
    yield _page(client, f"admin list: page {number:,}", f"{address}?p={number}")
    hotline = ServiceKind.objects.get(code="hotline")
    looks = {
        "filtered by status": "status__exact=active",
        "filtered by agency": "agency=bureau-7",
        "filtered by kind, regime and year": (
            f"kind__id__exact={hotline.pk}&regime__exact=service_purchase&starts_on_year=2025"
        ),
        "ordered by vendor": "o=3",
    }
    for name, query in looks.items():
        yield _page(client, f"admin list: {name}", f"{address}?{query}")


def contract_search(size: Size) -> Iterator[Figure]:
    client, address = _client(), reverse("admin:contracts_contract_changelist")
    looks = {
        "for a reference": "LIST-000007",
        "for a word in every title": "服务",
        "for a vendor's name": "第7服务商行",
        "for what nobody has": "nowhere",
    }
    for name, text in looks.items():
        yield _page(client, f"admin list: search {name}", f"{address}?q={text}")


def gates(size: Size) -> Iterator[Figure]:
    client = _client()
    drafts = list(Contract.objects.drafts().filter(agency__code="county").order_by("pk"))
    yield _page(client, "a draft's page in the admin", reverse("admin:contracts_contract_change", args=(drafts[0].pk,)))
    yield _page(client, "a draft's gates page", reverse("admin:contracts_contract_gates", args=(drafts[0].pk,)))
    by, figures = rows.official("contract_manager"), []
    for draft in drafts:
        with measured("a draft is activated, every gate checked again", is_page=True) as figure:
            actions.activate_contract(draft, by=by, at=factories.on(draft.starts_on))
        figures.append(figure)
    yield median(figures)


# ---- tables out ----


def csv_export(size: Size) -> Iterator[Figure]:
    yield _export("csv")


def xlsx_export(size: Size) -> Iterator[Figure]:
    yield _export("xlsx")


def _export(file_format: str) -> Figure:
    """The whole list, sent to its last byte."""
    client, count = _client(), Contract.objects.count()
    with measured(f"export of all contracts: {file_format.upper()}", count) as figure:
        response = client.post(reverse("admin:contracts_contract_export"), {"format": file_format})
        sent = sum(len(part) for part in response.streaming_content)
    figure.what += f", {sent / 1_000_000:.1f} MB"
    return figure


# ---- the audit trail ----


def sealing(size: Size) -> Iterator[Figure]:
    waiting = AuditEvent.objects.unsealed().count()
    with measured("audit trail: events sealed", waiting) as figure:
        seal_pending(at=NOW)
    yield figure
    with measured("audit trail: seals verified") as figure:
        verdict = verify()
        figure.rows = verdict.sealed
    yield figure
    if verdict.broken or verdict.waiting:
        raise RuntimeError(f"The trail does not verify: {verdict}")


@dataclass(frozen=True)
class Part:
    """``asked_by`` is the name by which --only asks for it; "" is always done."""

    measure: Callable[[Size], Iterator[Figure]]
    asked_by: frozenset[str] = frozenset()


def _for(*names: str) -> frozenset[str]:
    return frozenset(names)


# In this order, each in a process of its own: memory is that of one part. What is sealed is what the import recorded.
PARTS = (
    Part(prepare),
    Part(plain_insert, _for("import")),
    Part(register_import, _for("import", "seal")),
    Part(sealing, _for("seal")),
    Part(fill, _for("list", "search", "gates", "csv", "xlsx")),
    Part(contract_list, _for("list")),
    Part(contract_search, _for("search")),
    Part(gates, _for("gates")),
    Part(csv_export, _for("csv")),
    Part(xlsx_export, _for("xlsx")),
)
