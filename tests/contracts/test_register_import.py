"""Tables into the register: told in full what is wrong, all or nothing, twice the same as once."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts import actions
from contracts.importing import TableRefused
from contracts.models import AuditEvent, Contract, Duty, InspectionTerm, MetricTerm, Vendor, WorkSection
from contracts.refusals import Refused
from contracts.register_tables import read_register
from tests import factories
from tests.contracts.loading import contracts, load
from tests.every_action import nothing_written
from tests.factories import NOW
from tests.tables import CONTRACT_COLUMNS, VENDOR_COLUMNS, comma_separated, contract_row, vendor_row, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registrar():
    return factories.staff("registrar")


def errors_of(data, kind="", by=None):
    """What a load is told, after a dry run was told the same; nothing is written by either."""
    by = by or factories.staff("registrar")
    batches = read_register(data, kind)
    with nothing_written():
        tried = actions.import_register(batches, by=by, at=NOW, dry_run=True)
        with pytest.raises(TableRefused) as refusal:
            load(data, kind, by)
    told = [(error.line, error.column, error.value, error.expected) for error in refusal.value.rows]
    assert [(error.line, error.column, error.value, error.expected) for error in tried.errors] == told
    return told


# ---- one workbook with everything ----


@pytest.fixture
def whole():
    """A vendor with a hotline contract and one of works, with people, terms and sections."""
    vendor, person = vendor_row(), factories.a_user("contract_manager")
    hotline = contract_row(1, vendor=vendor[0])
    works = contract_row(
        2, vendor=vendor[0], kind="irrigation", scope_item="canal-works", regime="works_tender", title_en="Canal"
    )
    return workbook(
        sections=[
            ["contract", "from", "to", "distance_to_road", "design_depth", "depth_tolerance"],
            ["HT-0002", "K0+000", "K1+200", 40, 1.2, 20],
            ["HT-0002", "K1+200", 2350, 1500, "1.2", None],
        ],
        contracts=[CONTRACT_COLUMNS, hotline, works],
        vendors=[VENDOR_COLUMNS, vendor],
        duties=[
            ["contract", "person", "role"],
            ["HT-0001", person.username, "责任人"],
            ["HT-0002", person.name_en, "lead"],
        ],
        metric_terms=[
            ["contract", "indicator", "target", "weight_bp"],
            ["HT-0001", "H1", 95, 6000],
            ["HT-0001", "H3", 95, 4000],
        ],
        inspection_terms=[["contract", "method", "frequency"], ["HT-0001", "mystery_call", "Quarterly"]],
    )


def test_a_workbook_is_loaded_in_the_order_in_which_its_rows_point(whole):
    outcome = load(whole)
    assert outcome.counts() == {
        "vendors": {"new": 1},
        "contracts": {"new": 2},
        "duties": {"new": 2},
        "metric_terms": {"new": 2},
        "inspection_terms": {"new": 1},
        "sections": {"new": 2},
    }
    contract = Contract.objects.get(reference="HT-0001")
    assert (contract.status, contract.amount) == (Contract.Status.DRAFT, Decimal("1428816.00"))
    assert contract.inspection_terms.get().frequency == 3
    assert [str(section) for section in WorkSection.objects.all()] == ["K0+000–K1+200", "K1+200–K2+350"]
    assert {duty.is_pending for duty in Duty.objects.all()} == {True}


def test_rows_are_as_if_they_had_been_entered_by_hand(whole):
    load(whole)
    vendor = Vendor.objects.get()
    twin = factories.a_vendor(name_en="Another", name_zh_hans="另一家")
    assert (vendor.likeness_en, vendor.likeness_zh_hans) != ("", "")
    columns = [field.column for field in Vendor._meta.concrete_fields if field.name == "name"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns[0]} FROM contracts_vendor ORDER BY id")  # noqa: S608
        assert [row[0] for row in cursor.fetchall()] == [vendor.name_en, twin.name_en]


def test_loading_twice_changes_nothing(whole):
    load(whole)
    with nothing_written():
        again = load(whole)
    assert {state for states in again.counts().values() for state in states} == {"unchanged"}
    assert again.writes == 0


def test_a_dry_run_tells_what_a_load_would_do_and_writes_nothing(whole):
    with nothing_written():
        tried = load(whole, dry_run=True)
    done = load(whole)
    assert tried.counts() == done.counts()
    assert tried.digest() == done.digest()


def test_each_row_keeps_its_own_history_and_the_load_is_one_event_a_kind(whole):
    load(whole)
    contract = Contract.objects.get(reference="HT-0001")
    born = AuditEvent.objects.about(contract).get()
    assert born.action == "contract.registered"
    assert born.note == "register.xlsx · contracts · 2"
    assert born.changes["reference"] == [None, "HT-0001"]
    of_contract = set(AuditEvent.objects.of_contract(contract).values_list("action", flat=True))
    assert of_contract == {"contract.registered", "duty.assigned", "term.added"}
    event = AuditEvent.objects.get(action="contracts.imported")
    assert (event.changes["count"], event.note) == (2, "register.xlsx")
    assert len(event.changes["sha256"]) == 64


def test_one_bad_cell_keeps_all_of_a_workbook_out(whole):
    bad = workbook(vendors=[VENDOR_COLUMNS, vendor_row()], contracts=[CONTRACT_COLUMNS, contract_row(amount="many")])
    assert [(line, column, value) for line, column, value, _ in errors_of(bad)] == [(2, "amount", "many")]


def test_what_points_at_a_refused_row_is_told_that_it_is_refused():
    vendor = vendor_row(credit_code="91990000000000000X")
    data = workbook(vendors=[VENDOR_COLUMNS, vendor], contracts=[CONTRACT_COLUMNS, contract_row(vendor=vendor[0])])
    errors = errors_of(data)
    assert "check digit" in errors[1][3] or "check digit" in errors[0][3]
    assert any("refused itself" in expected for *_place, expected in errors)


# ---- what is changed ----


def test_a_draft_is_corrected_field_by_field_and_the_rest_stays():
    draft = factories.a_draft(budget=Decimal("9.00"))
    data = contracts([draft.reference, "1000.50", "2026-11-30"], columns=("reference", "amount", "ends_on"))
    with pytest.raises(TableRefused, match="missing"):
        load(data, "contracts")
    row = contract_row(
        reference=draft.reference,
        vendor=draft.vendor.credit_code,
        amount="1000.50",
        scope_item=draft.scope_item.code,
        title_en=draft.title_en,
        title_zh_hans=draft.title_zh_hans,
        signed_on=str(draft.signed_on),
    )
    outcome = load(contracts(row))
    [entry] = outcome.entries
    assert entry.changes == {"amount": ["1428816.00", "1000.50"]}
    draft.refresh_from_db()
    assert (draft.amount, draft.budget) == (Decimal("1000.50"), Decimal("9.00"))
    event = AuditEvent.objects.about(draft).first()
    assert (event.action, event.changes) == ("contract.changed", {"amount": ["1428816.00", "1000.50"]})


def test_a_corrected_name_is_corrected_in_every_column_it_is_kept_in():
    vendor = factories.a_vendor()
    load(comma_separated(VENDOR_COLUMNS, [vendor.credit_code, "Entirely New Name", vendor.name_zh_hans]))
    renamed = Vendor.objects.get()
    assert (renamed.name_en, renamed.likeness_en) == ("Entirely New Name", "entirelynewname")


def test_a_contract_in_force_is_refused_in_the_words_of_the_single_step():
    contract = factories.an_active_contract()
    [(line, *_place, expected)] = errors_of(contracts(contract_row(reference=contract.reference, amount="5")))
    assert (line, expected) == (2, "The contract is in force or closed; only a draft can be changed.")


def test_terms_of_a_contract_in_force_are_refused_and_unchanged_ones_are_not():
    contract = factories.an_active_contract()
    term = contract.metric_terms.first()
    columns = ("contract", "indicator", "target", "weight_bp")
    same = comma_separated(columns, [contract.reference, term.indicator.code, term.target, term.weight_bp])
    assert load(same).counts() == {"metric_terms": {"unchanged": 1}}
    other = comma_separated(columns, [contract.reference, term.indicator.code, "12", term.weight_bp])
    assert "only a draft" in errors_of(other)[0][3]


def test_terms_and_sections_are_corrected():
    draft = factories.a_draft("irrigation")
    factories.a_metric_term(draft, "W1")
    factories.an_inspection_term(draft)
    section = factories.a_section(draft)
    load(comma_separated(("contract", "indicator", "target", "weight_bp"), [draft.reference, "W1", "71.5", 9000]))
    load(
        comma_separated(("contract", "method", "minimum_inspectors"), [draft.reference, "patrol", 3]),
        "inspection_terms",
    )
    columns = ("contract", "starts_at", "ends_at", "distance_to_road", "design_depth")
    load(comma_separated(columns, [draft.reference, 0, 900, 700, ""]))
    assert MetricTerm.objects.get().target == Decimal("71.5")
    assert InspectionTerm.objects.get().minimum_inspectors == 3
    section.refresh_from_db()
    assert (section.ends_at, section.design_depth) == (900, None)


# ---- what is refused ----


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"amount": "0"}, "amount", "above zero"),
        ({"amount": "1.005"}, "amount", "at most two decimals"),
        ({"amount": "12万"}, "amount", "Expected an amount"),
        ({"amount": "1,23"}, "amount", "Expected an amount"),
        ({"starts_on": "2026-02-30"}, "starts_on", "no such day"),
        ({"starts_on": "soon"}, "starts_on", "Expected a day"),
        ({"method": "by lot"}, "method", "Expected one of: open"),
        ({"agency": "nowhere"}, "agency", "no agency with this code"),
        ({"vendor": "91990000999999999X"}, "vendor", "No vendor with this credit code"),
        ({"kind": "laundry"}, "kind", "no such kind"),
        ({"scope_item": "official-documents"}, "scope_item", "may not be outsourced"),
        ({"scope_item": "canal-works"}, "scope_item", "another kind of service"),
        ({"scope_item": "canal-works", "kind": "irrigation"}, "regime", "another legal regime"),
        ({"ends_on": "2025-12-31"}, "", "before the first day"),
        ({"signed_on": "1926-01-01", "starts_on": "1926-01-01"}, "", "between 2000 and 2099"),
        ({"reference": "x" * 41}, "reference", "at most 40 characters"),
        ({"title_en": "", "title_zh_hans": ""}, "", "cannot be blank"),
    ],
)
def test_a_wrong_contract_is_told_what_was_expected(cells, column, expected):
    errors = errors_of(contracts(contract_row(1), contract_row(2, **cells)))
    assert {line for line, *_rest in errors} == {3}
    assert any(name == column and expected in message for _line, name, _value, message in errors), errors


def test_every_wrong_row_is_told_even_when_only_the_database_knows():
    rows = [contract_row(number, ends_on="2025-12-31" if number % 2 else "2026-12-31") for number in range(1, 6)]
    assert [line for line, *_rest in errors_of(contracts(*rows))] == [2, 4, 6]


def test_the_same_entry_twice_is_refused():
    vendor = vendor_row()
    [(line, column, value, expected)] = errors_of(comma_separated(VENDOR_COLUMNS, vendor, vendor))
    assert (line, column, value, expected) == (3, "credit_code", vendor[0], "The same entry stands in line 2 already.")


def test_two_vendors_of_like_name_are_noticed_within_one_table():
    first, second = vendor_row(name_en="Clear Line Ltd"), vendor_row(name_en="Clear Line Co., Ltd.")
    assert all(
        "of this name is registered already" in error[3]
        for error in errors_of(comma_separated(VENDOR_COLUMNS, first, second))
    )


def test_two_leads_for_one_contract_are_refused():
    draft, one, two = factories.a_draft(), factories.a_user(), factories.a_user()
    columns = ("contract", "person", "role")
    data = comma_separated(columns, [draft.reference, one.username, "lead"], [draft.reference, two.username, "lead"])
    [(line, *_place, expected)] = errors_of(data)
    assert (line, "has an accountable lead already" in expected) == (3, True)


def test_sections_that_share_a_stretch_are_refused_within_one_table_too():
    draft = factories.a_draft("irrigation")
    columns = ("contract", "starts_at", "ends_at", "distance_to_road")
    data = comma_separated(columns, [draft.reference, 0, 900, 40], [draft.reference, 800, 1200, 40])
    assert [line for line, *_rest in errors_of(data)] == [2, 3]


def test_two_sheets_of_one_kind_are_refused():
    with pytest.raises(Refused, match="Two sheets hold vendors"):
        read_register(workbook(a=[VENDOR_COLUMNS, vendor_row()], b=[VENDOR_COLUMNS, vendor_row()]))


def test_more_rows_than_one_transaction_should_hold_are_refused(monkeypatch):
    monkeypatch.setattr("contracts.register_tables.reading.MOST_LINES", 2)
    with pytest.raises(Refused, match=r"more than 20,000 rows"):
        read_register(comma_separated(VENDOR_COLUMNS, *(vendor_row() for _ in range(3))))


# ---- who may ----


def test_without_the_permission_nothing_is_even_tried():
    for role in ("auditor", "supervisor", "administrator", ()):
        person = factories.a_user(role)
        with nothing_written(), pytest.raises(PermissionDenied):
            load(comma_separated(VENDOR_COLUMNS, vendor_row()), by=person)


def test_rows_of_another_agency_are_refused_and_look_as_if_they_were_not_there():
    foreign = factories.a_draft(agency=factories.an_agency())
    terms = comma_separated(("contract", "method"), [foreign.reference, "patrol"])
    missing = comma_separated(("contract", "method"), ["HT-NONE", "patrol"])
    assert errors_of(terms, "inspection_terms")[0][3] == errors_of(missing, "inspection_terms")[0][3]
    [(_line, column, _value, expected), *_rest] = errors_of(contracts(contract_row(agency=foreign.agency.code)))
    assert (column, expected) == ("agency", "There is no agency with this code among yours.")


def test_a_reference_taken_by_another_agency_tells_nothing_about_it():
    foreign = factories.a_draft(agency=factories.an_agency(), amount=Decimal("77.00"))
    told = errors_of(contracts(contract_row(reference=foreign.reference)))
    assert "77" not in str(told)
    foreign.refresh_from_db()
    assert foreign.amount == Decimal("77.00")


# ---- many rows ----


def test_fifty_rows_take_few_more_queries_than_five():
    vendor, official = factories.a_vendor().credit_code, factories.staff("registrar")

    def queries(first, count):
        data = contracts(*(contract_row(number, vendor=vendor) for number in range(first, first + count)))
        person = type(official).objects.get(pk=official.pk)
        with CaptureQueriesContext(connection) as captured:
            load(data, by=person)
        return len(captured)

    # One statement writes some thirty contracts on a database with few parameters
    assert queries(100, 50) - queries(1, 5) <= 3


# ---- the template, the command ----


def test_progress_is_told_while_rows_are_read():
    told = []
    read_register(comma_separated(VENDOR_COLUMNS, *(vendor_row() for _ in range(600))), progress=told.append)
    assert told == [250, 500]
