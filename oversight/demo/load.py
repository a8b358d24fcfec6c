"""Loading the county: one transaction, all or nothing."""

import random
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contracts.models import Agency, User
from contracts.refusals import Refused
from oversight.demo import credit, history, judgement, people, story, tenders
from oversight.demo.contracts import enter_contract
from oversight.demo.county import County
from oversight.demo.diary import Diary, days, moment
from oversight.demo.plans import ContractPlan, read_plans

DEFAULT_SEED = 12345
# The years before it are played as well, and scoring begins with 2020.
EARLIEST = date(2022, 1, 1)


def load(*, at: datetime, seed: int = DEFAULT_SEED) -> County:
    """Play the county up to ``at``. The same seed and moment give the same rows.

    Raises Refused for a moment before EARLIEST, where a demonstration county is there already, and where the database
    holds real agencies.
    """
    if timezone.localdate(at) < EARLIEST:
        raise Refused(_("The demonstration begins on %(day)s at the earliest.") % {"day": EARLIEST.isoformat()})
    if Agency.objects.demonstration().exists():
        raise Refused(_("A demonstration county is loaded already. Start with an empty database to load it anew."))
    county = make_county(at, seed)
    try:
        # The audit trail keeps labels as text, so they do not depend on who loads.
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            play(county, read_plans())
    except BaseException:
        for name in county.files:
            default_storage.delete(name)
        raise
    return county


def make_county(at: datetime, seed: int) -> County:
    """An empty one, with nothing in its diary."""
    return County(
        at=at,
        rng=random.Random(seed),  # noqa: S311  (invented figures, no secrets)
        automation=User.objects.automation(),
        diary=Diary(at),
    )


def play(county: County, plans: Sequence[ContractPlan]) -> None:
    """Note in the diary all that is planned, and play it."""
    kept = [plan for plan in plans if not plan.draft]
    opening = min(plan.first_day(county.today) for plan in kept) - days(90)
    people.settle(county, moment(opening, 9))
    for plan in kept:
        tenders.enter(county, plan)
        enter_contract(county, plan)
    credit.enter(county, {plan.key: plan for plan in kept})
    history.enter(county, kept)
    drafts = {plan.key: plan for plan in plans if plan.draft}
    story.enter(county, drafts)
    if story.READY_DRAFT in drafts:
        tenders.enter(county, drafts[story.READY_DRAFT])
    tenders.enter_underway(county)
    judgement.enter(county)
    county.diary.play()
