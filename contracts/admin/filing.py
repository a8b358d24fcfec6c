"""The step of a contract by which its filing is recorded."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.days import Day
from contracts.admin.transitions import Transition, TransitionForm
from contracts.models import Contract, User


class Filing(TransitionForm):
    """The day the signed contract was filed with the finance department."""

    filed_on = Day(gettext_lazy("Filed on"))


def _why_not_file(contract: Contract, by: User) -> str:
    return _("This contract is filed already.") if contract.filed_on else ""


FILING = Transition(
    name="file",
    label=gettext_lazy("Record the filing"),
    do=actions.file_contract,
    done=gettext_lazy("The filing is on record."),
    permission="contracts.change_contract",
    why_not=_why_not_file,
    form=Filing,
    at_head=lambda contract: contract.filed_on is None,
)
