"""The usual terms of a kind of service, taken over from the library in one step."""

import tomllib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.actions.contract import require_draft
from contracts.actions.reference import REFERENCE
from contracts.models import Contract, Indicator, InspectionTerm, MetricTerm, User
from contracts.refusals import Refused
from contracts.roles import require
from contracts.saving import insert


@transaction.atomic
def add_usual_terms(contract: Contract, *, by: User, at: datetime) -> list[MetricTerm | InspectionTerm]:
    """Metric terms with the library's targets and weights, and the usual inspections. Each can be changed afterwards.

    What the draft promises already stays; metric terms are added only where it has none, since weights are a whole.
    """
    require(by, "contracts.change_contract", contract.agency)
    require_draft(contract)
    terms: list[MetricTerm | InspectionTerm] = []
    if not contract.metric_terms.exists():
        terms += [_metric_term(contract, indicator) for indicator in Indicator.objects.usual(contract.kind)]
    promised = set(contract.inspection_terms.values_list("method", flat=True))
    for entry in _usual_inspections():
        if entry.pop("kind") == contract.kind.code and entry["method"] not in promised:
            terms.append(InspectionTerm(contract=contract, **entry))
    if not terms:
        raise Refused(_("There is nothing to add: this draft has its terms already, or its kind has no usual set."))
    return [insert("term.added", term, by=by, at=at) for term in terms]


def _metric_term(contract: Contract, indicator: Any) -> MetricTerm:
    """Of an indicator of the usual set, which has a target and a weight."""
    return MetricTerm(
        contract=contract,
        indicator=indicator,
        target=indicator.proposed_target,
        weight_bp=indicator.suggested_weight_bp,
    )


def _usual_inspections() -> list[dict[str, Any]]:
    return tomllib.loads((REFERENCE / "usual_inspections.toml").read_text(encoding="utf-8"))["inspection"]
