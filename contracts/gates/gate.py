"""What a gate is, and the list that every noun and every layer adds its own to."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from contracts.models import Contract


class Place(IntEnum):
    """In which order an official works through the gates."""

    SCOPE = 10
    TENDER = 20
    VENDOR = 30
    PAPERS = 40
    PEOPLE = 50
    TERMS = 60


@dataclass(frozen=True)
class Gate:
    """One condition for activation.

    ``code`` names it for the API. ``fix`` is the section of the contract's page where it is put right. ``source`` is
    the rule of law behind it, where there is one. A gate that only warns is open, and says so.
    """

    code: str
    label: str
    hint: str
    ok: bool
    fix: str = ""
    source: str = ""
    warns: bool = False


MakeGate = Callable[[Contract, date], Gate | None]
_gates: list[tuple[Place, MakeGate]] = []


def gate(place: Place) -> Callable[[MakeGate], MakeGate]:
    """Register a condition. It makes no gate of a contract that it has nothing to say on."""

    def register(make: MakeGate) -> MakeGate:
        _gates.append((place, make))
        return make

    return register


def check(contract: Contract, on: date) -> list[Gate]:
    """Every gate with its answer on the day, in the order an official would work through them."""
    in_order = sorted(_gates, key=lambda entry: entry[0])
    return [found for _place, make in in_order if (found := make(contract, on))]


def as_data(contract: Contract, on: date) -> list[dict[str, Any]]:
    """The same list as plain values: code, label, hint, ok, fix, source and warns of each."""
    return [asdict(found) for found in check(contract, on)]
