"""What a table would do to the register, or has done: row by row, and in numbers."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from contracts.importing import RowError

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"


@dataclass
class Entry:
    """One row of a table. ``changes`` has the columns that differ, as {column: [before, after]}."""

    kind: str
    sheet: str
    line: int
    label: str
    state: str
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass
class Outcome:
    """``entries`` in the order of the tables; ``errors`` say what is wrong with the refused ones."""

    entries: list[Entry] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        """{kind: {state: rows}} with every state that occurs."""
        counts: dict[str, Counter[str]] = {}
        for entry in self.entries:
            counts.setdefault(entry.kind, Counter())[entry.state] += 1
        return {kind: dict(states) for kind, states in counts.items()}

    @property
    def writes(self) -> int:
        """How many rows are new or changed."""
        return sum(entry.state in (NEW, CHANGED) for entry in self.entries)

    def digest(self) -> str:
        """The same as long as the same rows would be written with the same values into the same register."""
        rows = [asdict(entry) for entry in self.entries]
        return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()
