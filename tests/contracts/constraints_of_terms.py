"""What the database refuses of deductions and bonuses, for tests/contracts/test_constraints.py."""

from decimal import Decimal

from contracts.models import MetricTerm
from tests import factories


def _term() -> MetricTerm:
    return factories.a_metric_term(factories.a_draft())


CHECKS = [
    (f"metric_term_{name}_capped", _term, {f"{name}_{given}": value for given, value in wrong.items()})
    for name in ("deduction", "bonus")
    for wrong in (
        {"rate": Decimal("0.5")},
        {"cap": Decimal(5)},
        {"rate": Decimal(0), "cap": Decimal(5)},
        {"rate": Decimal("0.5"), "cap": Decimal("100.01")},
    )
]
