"""What a person does with a flag. Only the sweep opens and clears."""

from datetime import datetime

from django.db import transaction

from contracts import audit
from contracts.models import User
from contracts.roles import require
from contracts.states import move
from oversight.models import Flag


@transaction.atomic
def acknowledge_flag(flag: Flag, *, by: User, at: datetime) -> Flag:
    """Say that somebody has seen it and is at work on it. It stays until its cause has gone."""
    require(by, "oversight.acknowledge_flag", flag.contract.agency)
    with audit.changing("flag.acknowledged", flag, by=by, at=at):
        move(flag, Flag.Status.ACKNOWLEDGED, acknowledged_by=by, acknowledged_at=at)
    return flag
