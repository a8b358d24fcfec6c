"""What the single steps check, asked for many rows: permission, state and rules, by the same functions.

``allow`` is asked before and after the fields of a row are set, ``check`` once they are set, ``check_written`` once all
rows of the table stand in the database, for what depends on the others.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from contracts import legality
from contracts.actions.contract import require_draft, require_trained_by
from contracts.actions.duty import require_assignable
from contracts.actions.legality import lapse_confirmations
from contracts.from_tender import require_agreement
from contracts.likeness import note_likeness, require_distinct
from contracts.models import Contract, Duty, User, Vendor, WorkSection
from contracts.register_tables.matching import Candidate
from contracts.roles import require
from contracts.sections import overlaps, sections_overlap


class Judge:
    """The checks of one kind of table."""

    extra_columns: tuple[str, ...] = ()  # written beside what the table says, because they follow from it

    def __init__(self, candidates: Sequence[Candidate], *, by: User, at: datetime) -> None:
        self.by, self.at = by, at

    def allow(self, candidate: Candidate) -> None:
        """Raise PermissionDenied or Refused where this person may not write this row, or nobody may now."""
        raise NotImplementedError

    def check(self, candidate: Candidate) -> None:
        """Raise Refused where a rule speaks against the row."""

    def check_written(self, candidate: Candidate) -> None:
        """Raise Refused where a rule speaks against the row beside all the others."""


class VendorJudge(Judge):
    extra_columns = ("likeness_en", "likeness_zh_hans")

    def __init__(self, candidates: Sequence[Candidate], *, by: User, at: datetime) -> None:
        super().__init__(candidates, by=by, at=at)
        self.known_as = {
            id(candidate.row): _known_as(candidate.row) for candidate in candidates if not candidate.is_new
        }

    def allow(self, candidate: Candidate) -> None:
        require(self.by, f"contracts.{'add' if candidate.is_new else 'change'}_vendor")

    def check(self, candidate: Candidate) -> None:
        note_likeness(candidate.row)

    def check_written(self, candidate: Candidate) -> None:
        if self.known_as.get(id(candidate.row)) != _known_as(candidate.row):
            require_distinct(candidate.row)


def _known_as(vendor: Vendor) -> tuple[str, ...]:
    return vendor.likeness_en, vendor.likeness_zh_hans, vendor.distinct_because


class ContractJudge(Judge):
    def __init__(self, candidates: Sequence[Candidate], *, by: User, at: datetime) -> None:
        super().__init__(candidates, by=by, at=at)
        self.rested_on = {id(row): legality.rests_on(row) for row in (c.row for c in candidates if not c.is_new)}
        self.vendors = {id(c.row): c.row.vendor_id for c in candidates if not c.is_new}
        self.verdicts: dict[tuple[object, ...], ValidationError | None] = {}

    def allow(self, candidate: Candidate) -> None:
        contract = candidate.row
        require(self.by, f"contracts.{'add' if candidate.is_new else 'change'}_contract", contract.agency)
        if not candidate.is_new:
            _require_draft(contract)

    def check(self, candidate: Candidate) -> None:
        """Contracts that are alike in all a verdict rests on have one verdict."""
        rests_on = tuple(legality.rests_on(candidate.row))
        if rests_on not in self.verdicts:
            self.verdicts[rests_on] = _verdict(candidate.row)
        error = self.verdicts[rests_on]
        if error is not None and list(rests_on) != self.rested_on.get(id(candidate.row)):
            raise error

    def check_written(self, candidate: Candidate) -> None:
        contract = candidate.row
        if not candidate.is_new and legality.rests_on(contract) != self.rested_on[id(contract)]:
            lapse_confirmations(contract, by=self.by, at=self.at)
        require_agreement(contract)
        require_trained_by(contract, self.vendors.get(id(contract), contract.vendor_id))


def _verdict(contract: Contract) -> ValidationError | None:
    try:
        legality.check_contract(contract)
    except ValidationError as error:
        return error
    return None


class DutyJudge(Judge):
    def __init__(self, candidates: Sequence[Candidate], *, by: User, at: datetime) -> None:
        super().__init__(candidates, by=by, at=at)
        contracts = {candidate.row.contract_id for candidate in candidates}
        leads = Duty.objects.open().leads().filter(contract__in=contracts)
        self.led = set(leads.values_list("contract_id", flat=True))

    def allow(self, candidate: Candidate) -> None:
        duty = candidate.row
        led = duty.contract_id in self.led
        require_assignable(duty.contract, duty.person, duty.role, has_lead=lambda: led, by=self.by)

    def check(self, candidate: Candidate) -> None:
        duty = candidate.row
        duty.assigned_at = self.at
        if duty.role == Duty.Role.LEAD:
            self.led.add(duty.contract_id)


class TermJudge(Judge):
    def allow(self, candidate: Candidate) -> None:
        require(self.by, "contracts.change_contract", candidate.row.contract.agency)
        _require_draft(candidate.row.contract)


class SectionJudge(TermJudge):
    """Beside all the others of their contracts, those of the table and those that were there, no two overlap."""

    def __init__(self, candidates: Sequence[Candidate], *, by: User, at: datetime) -> None:
        super().__init__(candidates, by=by, at=at)
        self.candidates = candidates

    @cached_property
    def overlapping(self) -> dict[int, WorkSection]:
        contracts = {candidate.row.contract_id for candidate in self.candidates}
        return overlaps(WorkSection.objects.filter(contract__in=contracts))

    def check_written(self, candidate: Candidate) -> None:
        if other := self.overlapping.get(candidate.row.pk):
            raise sections_overlap(candidate.row, other)


def _require_draft(contract: Contract) -> None:
    if contract.status != Contract.Status.DRAFT:
        require_draft(contract)  # refuses; the drafts of a table are held all at once, see hold_named


JUDGES = {"vendors": VendorJudge, "contracts": ContractJudge, "duties": DutyJudge, "sections": SectionJudge}


def judge_of(kind: str, candidates: Sequence[Candidate], *, by: User, at: datetime) -> Judge:
    return JUDGES.get(kind, TermJudge)(candidates, by=by, at=at)
