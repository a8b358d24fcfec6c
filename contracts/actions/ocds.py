"""Releases of the Open Contracting Data Standard into the register: drafts of what can be mapped, a list of the rest.

Every row goes through the action that enters it by hand, so it is judged as if it were. What is refused, or lacks
something it needs, is left out and listed; nothing is filled in. Loading the same file again enters only what could
not be entered before.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.actions.contract import register_contract
from contracts.actions.tender import announce_tender, award_tender, record_bid, register_tender
from contracts.actions.vendor import register_vendor
from contracts.legality import version_on
from contracts.models import Agency, Bid, Contract, Tender, User, Vendor
from contracts.ocds.mapping import (
    Fields,
    Told,
    credit_code_of,
    in_fields,
    is_vendor,
    put_reference,
    put_what_is_bought,
    reference_of,
)
from contracts.ocds.node import Node, Notes, Unmapped
from contracts.ocds.package import Process
from contracts.roles import require


@dataclass
class OcdsOutcome:
    """How many rows of each kind were entered and were there already, and all that was not mapped."""

    entered: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    unmapped: list[Unmapped] = field(default_factory=list)


@transaction.atomic
def import_ocds(
    processes: Sequence[Process],
    *,
    agency: Agency,
    by: User,
    at: datetime,
    kind: str = "",
    scope_item: str = "",
    dry_run: bool = False,
) -> OcdsOutcome:
    """Enter vendors, tenders, bids, awards and contracts of these processes for ``agency``.

    ``kind`` and ``scope_item`` stand for all processes that do not tell them. A dry run writes and undoes it.
    """
    require(by, "contracts.import_register", agency)
    outcome, told = OcdsOutcome(), Told(by, kind, scope_item)
    entered: list[str] = []
    for path, release in processes:
        notes = Notes()
        _Process(Node(release, path, notes), agency, told, outcome, entered, at).enter()
        outcome.unmapped += notes.unmapped
    if entered:
        audit.bulk("ocds.imported", agency, entered, by=by, at=at)
    if dry_run:
        transaction.set_rollback(True)
    return outcome


class _Process:
    """One contracting process on its way into the register."""

    def __init__(
        self, release: Node, agency: Agency, told: Told, outcome: OcdsOutcome, entered: list[str], at: datetime
    ) -> None:
        self.release, self.agency, self.told, self.outcome, self.at = release, agency, told, outcome, at
        self.entered, self.by = entered, told.by
        self.ocid = release.text("ocid")
        self.vendors: dict[str, Vendor] = {}  # by the party's id within the release
        self.awards: dict[str, Node] = {}

    def enter(self) -> None:
        for party in self.release.children("parties"):
            if is_vendor(party):
                self._vendor(party)
        tender = self._tender()
        if tender is not None:
            self._announce(tender)
            self._bids(tender)
        for award in self.release.children("awards"):
            self.awards[award.text("id")] = award
            if tender is not None:
                self._award(tender, award)
        for contract in self.release.children("contracts"):
            self._contract(contract, tender)

    def _try(self, what: str, node: Node, step: Callable[[], Any]) -> Any:
        """Take the step; what it refuses is listed, and nothing of it is written."""
        try:
            with transaction.atomic():
                row = step()
        except PermissionDenied as error:
            node.refuse("", str(error))
            return None
        except ValidationError as error:
            fields = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, messages in fields.items():
                for message in messages:
                    node.refuse("", message if name == NON_FIELD_ERRORS else f"{name}: {message}")
            return None
        self.outcome.entered[what] += 1
        self.entered.append(f"{what} {row.pk}")
        return row

    def _known(self, what: str, row: Any) -> Any:
        self.outcome.known[what] += 1
        return row

    def _vendor(self, party: Node) -> None:
        code = credit_code_of(party)
        if not code:
            party.child("identifier").refuse(
                "id", _("None of this party's identifiers is a unified social credit code.")
            )
            return
        vendor = Vendor.objects.filter(credit_code=code).first()
        if vendor is None:
            names = party.in_languages("name")
            if not names:
                party.refuse("name", _("This is needed, and missing or unusable."))
                return
            vendor = self._try(
                "vendors",
                party,
                lambda: register_vendor(by=self.by, at=self.at, credit_code=code, **in_fields("name", names)),
            )
        else:
            self._known("vendors", vendor)
        if vendor is not None:
            self.vendors[party.text("id")] = vendor

    def _tender(self) -> Tender | None:
        node, planning = self.release.child("tender"), self.release.child("planning")
        if not node:
            return None
        fields = Fields(node)
        put_reference(fields, reference_of(self.ocid), "id")
        known = Tender.objects.filter(reference=fields.values.get("reference", "")).select_related("agency").first()
        if known is not None:
            if known.agency_id != self.agency.pk:
                node.refuse("id", _("Another agency has a tender under this identifier."))
                return None
            return self._known("tenders", known)
        titles = node.in_languages("title")
        fields.put("title", " ".join(titles.values()), "title")
        put_what_is_bought(fields, node, self.told)
        fields.put("budget", node.yuan("value") or planning.child("budget").yuan("amount"), "value")
        said = {"necessity": "rationale", "in_house_comparison": "inHouseComparison"}
        for name, key in said.items():
            if text := planning.text(key):
                fields.values[name] = text
            else:
                fields.complete = False
                planning.refuse(key, _("A tender needs this; without it the tender is entered by hand."))
        if not fields.complete:
            return None
        values = {name: value for name, value in fields.values.items() if name != "title"} | in_fields("title", titles)
        item = values["scope_item"]
        values["scope_item"] = version_on(item.code, timezone.localdate(self.at)) or item
        return self._try("tenders", node, lambda: register_tender(by=self.by, at=self.at, agency=self.agency, **values))

    def _announce(self, tender: Tender) -> None:
        node = self.release.child("tender")
        notices = [row for row in node.children("documents") if row.text("documentType") == "tenderNotice"]
        days = {
            "notice_on": notices[0].day("datePublished") if notices else None,
            "bids_due_on": node.child("tenderPeriod").day("endDate"),
        }
        if tender.status != Tender.Status.PREPARED or not all(days.values()):
            return
        documents = node.child("documentsPeriod")
        days |= {"documents_from": documents.day("startDate"), "documents_until": documents.day("endDate")}
        self._try("notices", node, lambda: announce_tender(tender, by=self.by, at=self.at, **days))  # type: ignore[arg-type]

    def _bids(self, tender: Tender) -> None:
        """The bids extension: bids.details, each of one tenderer."""
        taken = set(tender.bids.values_list("vendor_id", flat=True))
        for bid in self.release.child("bids").children("details"):
            vendor = self._one_vendor(bid, "tenderers")
            if vendor is None:
                continue
            if vendor.pk in taken:
                self._known("bids", vendor)
            elif tender.status != Tender.Status.ANNOUNCED:
                bid.refuse("", _("Bids are recorded once the notice of the tender is. Announce it, then load again."))
            elif bid.text("status") not in ("valid", "pending", ""):
                bid.refuse("status", _("Only valid bids are entered; record this one by hand, with the ground."))
            else:
                fields = Fields(bid)
                fields.put("amount", bid.yuan("value"), "value")
                fields.put("received_on", bid.day("date"), "date")
                if fields.complete:
                    self._try("bids", bid, lambda v=vendor, f=fields: self._record(tender, v, f))  # type: ignore[misc]

    def _record(self, tender: Tender, vendor: Vendor, fields: Fields) -> Bid:
        return record_bid(tender, vendor=vendor, by=self.by, at=self.at, **fields.values)

    def _award(self, tender: Tender, award: Node) -> None:
        vendor = self._one_vendor(award, "suppliers")
        if tender.status == Tender.Status.AWARDED or vendor is None:
            return
        if award.text("status") != "active":
            award.refuse("status", _("Only an award that stands is entered."))
            return
        bid = tender.bids.valid().filter(vendor=vendor).first()
        if bid is None:
            award.refuse("suppliers", _("This supplier has no valid bid on record. Enter the bid, then load again."))
            return
        fields = Fields(award)
        fields.put("awarded_on", award.day("date"), "date")
        opened_on = self.release.child("bidOpening").day("date")
        fields.put("opened_on", opened_on, "date", _("The day the bids were opened is missing (bidOpening.date)."))
        if fields.complete:
            self._try("awards", award, lambda: award_tender(tender, bid=bid, by=self.by, at=self.at, **fields.values))

    def _contract(self, node: Node, tender: Tender | None) -> None:
        fields = Fields(node)
        put_reference(fields, reference_of(self.ocid, node.text("id")), "id")
        if Contract.objects.filter(reference=fields.values.get("reference", "")).exists():
            self._known("contracts", None)
            return
        if node.text("status") not in ("pending", "active", ""):
            node.refuse("status", _("A contract that is over is not entered as a draft."))
            return
        award = self.awards.get(node.text("awardID"), Node(None, f"{node.path}.awardID", node.notes))
        titles = next((t for n in (node, award) if (t := n.in_languages("title"))), {})
        period = node.child("period")
        fields.put("title", " ".join(titles.values()), "title")
        fields.put("vendor", self._one_vendor(award, "suppliers") if award else None, "awardID")
        put_what_is_bought(fields, self.release.child("tender"), self.told)
        fields.put("amount", node.yuan("value"), "value")
        fields.put("signed_on", node.day("dateSigned"), "dateSigned")
        fields.put("starts_on", period.day("startDate"), "period")
        fields.put("ends_on", period.day("endDate"), "period")
        if not fields.complete:
            return
        values = {name: value for name, value in fields.values.items() if name != "title"} | in_fields("title", titles)
        item = values["scope_item"]
        values["scope_item"] = version_on(item.code, values["signed_on"]) or item
        if tender is not None and tender.status == Tender.Status.AWARDED:
            values |= {"tender": tender, "scope_item": tender.scope_item}
        elif tender is not None:
            node.refuse(
                "", _("The tender is not awarded yet: the contract is entered without it. Name it there later.")
            )
        self._try("contracts", node, lambda: register_contract(by=self.by, at=self.at, agency=self.agency, **values))

    def _one_vendor(self, node: Node, key: str) -> Vendor | None:
        """The one organisation referred to; the register knows no consortia."""
        references = [row.text("id") for row in node.children(key)]
        if len(references) != 1:
            node.refuse(key, _("Exactly one organisation was expected."))
            return None
        vendor = self.vendors.get(references[0])
        if vendor is None:
            node.refuse(key, _("This organisation is not among the parties that could be entered."))
        return vendor
