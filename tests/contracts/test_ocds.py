"""OCDS releases: what can be mapped is entered as a draft, what cannot is listed, and nothing is filled in."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from contracts import actions
from contracts.models import AuditEvent, Bid, Contract, Tender, Vendor
from contracts.ocds.package import read_package
from contracts.refusals import Refused
from tests import factories
from tests.every_action import nothing_written
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parent / "samples" / "ocds_release_package.json"


@pytest.fixture(autouse=True)
def registrar():
    return factories.staff("registrar")


@pytest.fixture
def package():
    text = SAMPLE.read_text(encoding="utf-8")
    codes = [factories.credit_code(), factories.credit_code().lower()]
    return json.loads(text.replace("CODE-1", codes[0]).replace("code-2", codes[1]))


def load(package, by=None, **options):
    by = by or factories.staff("registrar")
    data = package if isinstance(package, bytes) else json.dumps(package).encode()
    return actions.import_ocds(read_package(data), agency=factories.the_agency(), by=by, at=NOW, **options)


def places(outcome):
    return {entry.path.removeprefix("$.releases[0].") for entry in outcome.unmapped}


def test_a_process_becomes_vendors_a_tender_its_bid_its_award_and_a_draft(package):
    outcome = load(package)
    assert outcome.entered == {"vendors": 2, "tenders": 1, "notices": 1, "bids": 1, "awards": 1, "contracts": 1}
    tender = Tender.objects.get()
    assert (tender.reference, tender.method, str(tender.notice_on)) == (
        "ocds-ex0000-0001",
        "consultation",
        "2025-11-03",
    )
    assert (tender.status, tender.title_zh_hans) == (Tender.Status.AWARDED, "2026年市民热线服务采购")
    assert Bid.objects.get().status == Bid.Status.WINNING
    contract = Contract.objects.get()
    assert (contract.reference, contract.status, contract.tender) == ("ocds-ex0000-0001:c1", "draft", tender)
    assert (str(contract.signed_on), str(contract.ends_on)) == ("2025-12-18", "2026-12-31")
    assert contract.vendor.name_en == "Example Hotline Services"


def test_days_are_those_of_this_place(package):
    load(package)
    assert str(Contract.objects.get().signed_on) == "2025-12-18"  # 16:30 UTC on the 17th


def test_what_could_not_be_mapped_is_listed_with_its_place_and_why(package):
    outcome = load(package)
    assert places(outcome) == {
        "parties[3].identifier.id",
        "bids.details[1].value.currency",
        "bids.details[1].value",
        "bids.details[2].tenderers",
        "contracts[1].dateSigned",
    }
    assert "unified social credit code" in str(outcome.unmapped[0])


def test_loading_again_enters_nothing_twice(package):
    load(package)
    with nothing_written():
        again = load(package)
    assert not again.entered
    assert again.known["contracts"] == 1


def test_a_dry_run_writes_nothing_and_tells_the_same(package):
    with nothing_written():
        tried = load(package, dry_run=True)
    assert tried == load(package)


@pytest.mark.parametrize(
    ("part", "key", "place"),
    [
        ("planning", "inHouseComparison", "planning.inHouseComparison"),
        ("planning", "rationale", "planning.rationale"),
        ("tender", "title", "tender.title"),
        ("tender", "serviceKind", "tender.serviceKind"),
        ("tender", "procurementMethodDetails", "tender.procurementMethod"),
        ("tender", "mainProcurementCategory", "tender.mainProcurementCategory"),
    ],
)
def test_a_missing_value_leaves_the_tender_out_and_is_never_filled_in(package, part, key, place):
    del package["releases"][0][part][key]
    outcome = load(package)
    assert place in places(outcome)
    assert not Tender.objects.exists()


@pytest.mark.parametrize("key", ["value", "period", "awardID", "title"])
def test_a_missing_value_leaves_the_contract_out(package, key):
    [contract, _other] = package["releases"][0]["contracts"]
    del contract[key]
    del package["releases"][0]["awards"][0]["title"]
    load(package)
    assert not Contract.objects.exists()


def test_kind_and_scope_item_may_be_said_for_the_whole_file(package):
    del package["releases"][0]["tender"]["serviceKind"], package["releases"][0]["tender"]["scopeItem"]
    load(package, kind="hotline", scope_item="hotline-it")
    assert Contract.objects.get().scope_item.code == "hotline-it"


def test_what_an_action_refuses_is_listed_in_its_words(package):
    package["releases"][0]["tender"]["scopeItem"] = "official-documents"
    outcome = load(package)
    assert any("may not be outsourced" in entry.why for entry in outcome.unmapped)
    assert not Tender.objects.exists()
    assert not Contract.objects.exists()


@pytest.mark.parametrize("day", ["2025-12-17", "2025-12-17T10:00:00", "yesterday", "2025-13-01T00:00:00Z"])
def test_a_day_that_is_not_certain_is_not_taken(package, day):
    package["releases"][0]["contracts"][0]["dateSigned"] = day
    outcome = load(package)
    assert "contracts[0].dateSigned" in places(outcome)
    assert not Contract.objects.exists()


def test_a_compiled_record_and_later_releases_are_understood(package):
    release = package["releases"][0]
    later = {"ocid": release["ocid"], "date": "2025-12-25T00:00:00Z", "contracts": [{"id": "c1", "title": "改名"}]}
    load({"releases": [later, release]})
    assert Contract.objects.get().title_zh_hans == "改名"
    again = load({"records": [{"ocid": release["ocid"], "compiledRelease": release}]})
    assert again.known["tenders"] == 1


def test_each_row_has_its_own_history_and_the_load_one_event(package):
    load(package)
    assert AuditEvent.objects.about(Contract.objects.get()).filter(action="contract.registered").count() == 1
    assert AuditEvent.objects.get(action="ocds.imported").changes["count"] == 7


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "This is no JSON: line 1, column 1"),
        (b'{"releases": [', "This is no JSON"),
        (b"[]", r"\$: a release package"),
        (b"{}", "neither “releases” nor “records”"),
        (b'{"releases": {}}', r"\$.releases: a list was expected"),
        (b'{"releases": [7]}', r"\$.releases\[0\]: an object was expected"),
        (b'{"releases": [{"date": "x"}]}', r"\$.releases\[0\].ocid"),
        (b'{"releases": [], "releases": []}', "stands twice"),
        (b'{"releases": [NaN]}', "cannot be read as JSON"),
        (b"\xff\xfe{}", "This is no JSON"),
        (b"[" * 100_000, "nested more than 40 levels"),
        (b'{"a": ' * 60 + b"1" + b"}" * 60, "nested more than 40 levels"),
        (b'{"releases": [' + b"9" * 5000 + b"]}", "cannot be read as JSON"),
        (b" " * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_package_is_refused_with_the_place(data, expected):
    with pytest.raises(Refused, match=expected):
        read_package(data)


@pytest.mark.parametrize("value", [7, "x", [], None, {"id": []}, [7], {"details": 7}, [{"id": {}}], True])
@pytest.mark.parametrize("key", ["parties", "planning", "tender", "bids", "awards", "contracts", "bidOpening"])
def test_parts_of_the_wrong_type_are_listed_and_break_nothing(package, key, value):
    package["releases"][0][key] = value
    load(package)


def test_another_agencys_registrar_is_refused(package):
    stranger = factories.a_user("registrar", factories.an_agency())
    with nothing_written(), pytest.raises(PermissionDenied):
        load(package, by=stranger)


def test_the_command_lists_what_was_not_mapped(package, tmp_path, capsys, registrar):
    path = tmp_path / "package.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    call_command("import_ocds", str(path), "--as", registrar.username, "--agency", factories.the_agency().code)
    told = capsys.readouterr().out
    assert "not mapped  $.releases[0].parties[3].identifier.id" in told
    assert "contracts: 1 entered, 0 there already" in told
    assert Vendor.objects.count() == 2
    with pytest.raises(CommandError, match="no agency"):
        call_command("import_ocds", str(path), "--as", registrar.username, "--agency", "nowhere")
