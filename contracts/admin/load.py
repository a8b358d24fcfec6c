"""What one person carries: the open duties in their name, on the page of their account."""

from collections import Counter
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from contracts.admin.duty_steps import HAND_OVER
from contracts.admin.panels import Panel, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin_pages import list_url, page_url
from contracts.models import Duty, User
from contracts.templatetags.house import money


@panel_on(User)
def load_of_person(request: HttpRequest, person: User) -> list[Panel]:
    by: Any = request.user
    if not by.has_perm("contracts.view_duty"):
        return []
    duties = list(Duty.objects.load_of(person).visible_to(by))
    panel = table(
        "load",
        _("Open duties"),
        [_("Role"), _("Contract"), _("Amount"), _("Ends on"), _("State"), _("Hand over")],
        [_row(duty, by) for duty in duties],
        empty=_("No duty is open in this person's name."),
        more=(_("All duties of this person"), list_url(Duty, q=person.username)),
        count=len(duties),
    )
    counted = Counter(duty.get_role_display() for duty in duties)
    context = {
        **panel.context,
        "counts": list(counted.items()),
        "is_left_behind": bool(duties) and not person.is_active,
    }
    return [replace(panel, template="admin/panels/load.html", context=context)]


def _row(duty: Duty, by: User) -> list[Any]:
    way = HAND_OVER.way(duty, by)
    return [
        Cell.of(duty, duty.get_role_display()),
        Cell(duty.contract.reference, url=page_url(duty.contract), note=duty.contract.title),
        Cell(money(duty.contract.amount), is_number=True),
        duty.contract.ends_on,
        Cell.status("pending", _("Pending")) if duty.is_pending else Cell.status("active", _("Answering")),
        Cell(way[0], url=way[1]) if way else "",
    ]
