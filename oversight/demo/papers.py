"""The papers and the money of the county's contracts: documents, acceptances, payments."""

from datetime import datetime

from contracts import actions
from contracts.models import Acceptance
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days
from oversight.demo.plans import ContractPlan


def accept_finally(county: County, plan: ContractPlan, at: datetime) -> Acceptance:
    """Held on the last day, with some of those the service is for; recorded by who enters the contract."""
    contract = county.contracts[plan.key]
    return actions.record_acceptance(
        contract,
        subject=bilingual("The whole term", "整个合同期"),
        held_on=at.date() - days(1),
        result=Acceptance.Result.PASSED,
        user_representatives=3 + plan.number % 4,
        is_final=True,
        by=county.people[plan.clerk],
        at=at,
    )
