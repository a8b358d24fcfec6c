"""Scorecards: computed, and approved by a second person."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import audit
from contracts.identifiers import new_public_id
from contracts.models import Contract, User
from contracts.periods import Period
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import insert
from contracts.states import move
from oversight import scorecards, scoring
from oversight.models import Scorecard, ScoringScheme


@transaction.atomic
def compute_scorecard(
    contract: Contract, period: Period, *, by: User, at: datetime, change_note: str = "", public_id: str = ""
) -> Scorecard:
    """Compute a draft from what is on record now. ``public_id``: only demonstration data chooses its own.

    If nothing has changed since the newest revision, that one is returned. Otherwise a draft in work is replaced,
    and once a revision was published the new one has to say what changed.
    """
    require(by, "oversight.compute_scorecard", contract.agency)
    if contract.status == Contract.Status.DRAFT:
        raise Refused(_("A draft contract has no scorecard."), code="wrong_state")
    if period.end >= timezone.localdate(at):
        raise Refused(_("This period is not over yet."), code="wrong_state")
    if not (contract.starts_on <= period.end and period.start <= contract.ends_on):
        raise Refused(_("The contract did not run in this period."), code="wrong_state")
    scheme = ScoringScheme.objects.filter(effective_from__lte=period.end).order_by("-version").first()
    if scheme is None:
        raise Refused(_("No scoring scheme was in effect in this period. Add one first."))
    inputs = scorecards.gather(contract, period)
    earlier = Scorecard.objects.of_period(contract, period)
    newest = earlier.order_by("-revision").first()
    if newest is not None and newest.inputs == inputs and newest.scheme_id == scheme.pk:
        return newest
    if earlier.ever_published().exists() and not change_note.strip():
        raise Refused({"change_note": _("A scorecard of this period is published. Say what has changed since.")})
    for draft in earlier.unpublished():
        with audit.changing("scorecard.replaced", draft, by=by, at=at):
            move(draft, Scorecard.Status.SUPERSEDED)
    result = scoring.score(scorecards.evidence_of(inputs), scorecards.scheme_of(scheme))
    card = Scorecard(
        public_id=public_id or new_public_id(),
        contract=contract,
        scheme=scheme,
        period_start=period.start,
        period_end=period.end,
        revision=newest.revision + 1 if newest else 1,
        inputs=inputs,
        parts=[_part(part) for part in result.parts],
        score_bp=result.score_bp,
        coverage_bp=result.coverage_bp,
        band=result.band,
        change_note=change_note.strip(),
        computed_by=by,
        computed_at=at,
    )
    return insert("scorecard.computed", card, by=by, at=at)


@transaction.atomic
def approve_scorecard(card: Scorecard, *, by: User, at: datetime) -> Scorecard:
    """A second person looks it over: not whoever computed it, nor anyone who inspected."""
    require(by, "oversight.approve_scorecard", card.contract.agency)
    if card.computed_by_id == by.pk:
        raise PermissionDenied(_("You computed this scorecard. Somebody else has to approve it."))
    if scorecards.took_part(card.contract, card.period, by):
        raise PermissionDenied(_("You inspected this contract in the period. Somebody else has to approve it."))
    with audit.changing("scorecard.approved", card, by=by, at=at):
        move(card, Scorecard.Status.APPROVED, approved_by=by, approved_at=at)
    return card


def _part(part: scoring.Part) -> dict[str, int | str | None]:
    return {
        "code": part.code,
        "weight_bp": part.weight_bp,
        "score_bp": part.score_bp,
        "coverage_bp": part.coverage_bp,
        "n": part.n,
    }
