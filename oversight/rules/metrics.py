"""Rules about what the indicators came to."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, MetricTerm
from inspections.models import Reading, ReadingDue
from inspections.models.reading import ReadingQuerySet
from oversight.models import Flag
from oversight.rules.rule import ONE_DAY, Hit, Rule


def _judged(at: datetime) -> ReadingQuerySet:
    """The newest readings of terms in force."""
    return (
        Reading.objects.current()
        .latest_of_term()
        .filter(due__term__contract__status=Contract.Status.ACTIVE, due__ends_on__lt=timezone.localdate(at))
    )


def metric_missed(at: datetime) -> Iterator[Hit]:
    """One hit a term, however many sources say so."""
    seen = set()
    missed = _judged(at).missing_target().select_related("due__term__indicator", "due__term__contract__agency")
    for reading in missed:
        term = reading.due.term
        if term.pk not in seen:
            seen.add(term.pk)
            yield Hit(term.contract, term, reading.due.ends_on)


METRIC_MISSED = Rule(
    code="METRIC_MISSED",
    title=_("Metric missed"),
    explain=_("The newest reading of an indicator is worse than the level the contract promises."),
    severity=Flag.Severity.MEDIUM,
    population=lambda: MetricTerm.objects.count(),
    applies=lambda at: _judged(at).values("due__term").distinct().count(),
    hits=metric_missed,
)


def metric_missing(at: datetime) -> Iterator[Hit]:
    late = ReadingDue.objects.overdue(timezone.localdate(at))
    for due in late.select_related("term__indicator", "term__contract__agency"):
        yield Hit(due.contract, due, due.due_on + ONE_DAY)


METRIC_MISSING = Rule(
    code="METRIC_MISSING",
    title=_("Reading missing"),
    explain=_("A reading was owed for a period. The reporting grace has passed and none has been recorded."),
    severity=Flag.Severity.LOW,
    population=lambda: ReadingDue.objects.count(),
    applies=lambda at: ReadingDue.objects.fell_due(timezone.localdate(at)).count(),
    hits=metric_missing,
)
