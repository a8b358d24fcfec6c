"""What a rule is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Model
from django.utils.functional import Promise

from contracts.models import Contract, User
from oversight.models import Flag

ONE_DAY = timedelta(days=1)  # what is due on the 3rd is late since the 4th


@dataclass(frozen=True)
class Hit:
    """One thing a rule found: the row, its contract, who answers (None: the accountable lead) and since when."""

    contract: Contract
    subject: Model
    since: date
    answerable: User | None = None

    @property
    def fingerprint(self) -> str:
        return f"{self.subject._meta.label_lower}:{self.subject.pk}"


@dataclass(frozen=True)
class Rule:
    """A rule as the public reads it, and the queries behind it.

    ``population`` counts every row the rule could be about, ``applies`` those it can judge at that moment, ``hits``
    finds the ones that fail. What applies and is no hit passes; what does not apply is counted as such.
    """

    code: str
    title: str | Promise
    explain: str | Promise
    severity: Flag.Severity
    population: Callable[[], int]
    applies: Callable[[datetime], int]
    hits: Callable[[datetime], Iterable[Hit]]
    basis: str | Promise = ""
