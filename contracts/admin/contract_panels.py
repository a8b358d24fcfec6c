"""The parts of a contract's page that are only read: who answers, and what scrutiny was promised."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.admin.panels import Panel, panel_on
from contracts.admin.responsible import responsible_url
from contracts.admin.tables import Cell, table
from contracts.admin_pages import page_url
from contracts.models import Contract, Delegation, Duty


@panel_on(Contract)
def promise_on_contract(request: HttpRequest, contract: Contract) -> list[Panel]:
    """The terms of a draft stand in its form, so its page shows only the people beside it."""
    if contract.status == Contract.Status.DRAFT:
        return [_people(contract)]
    return [_people(contract), _scrutiny(contract)]


def _people(contract: Contract) -> Panel:
    """Whoever has yet to acknowledge first, then who answers, then who did before."""
    duties = sorted(contract.duties.select_related("person"), key=lambda duty: (not duty.is_pending, not duty.is_open))
    today = timezone.localdate()
    acting = Delegation.objects.acting(today).filter(duty__in=duties).select_related("deputy")
    deputies = {delegation.duty_id: delegation for delegation in acting}
    return Panel(
        "people",
        _("Who answers"),
        "admin/panels/people.html",
        {"duties": [_duty(duty, deputies.get(duty.pk)) for duty in duties]},
        more=(_("Who was responsible on a day"), responsible_url(contract)),
        tab="people",
    )


def _duty(duty: Duty, delegation: Delegation | None) -> dict[str, object]:
    return {
        "url": page_url(duty),
        "person": duty.person,
        "post": duty.person.post,
        "role": duty.get_role_display(),
        "from": duty.starts_on,
        "until": duty.ended_on,
        "reason": duty.end_reason,
        "is_open": duty.is_open,
        "is_pending": duty.is_pending,
        "assigned": duty.assigned_at,
        "is_left_behind": duty.is_open and not duty.person.is_active,
        "delegation": delegation,
    }


def _scrutiny(contract: Contract) -> Panel:
    return table(
        "scrutiny",
        _("Inspections promised"),
        [_("Method"), _("Frequency"), _("Inspectors at least")],
        [
            [term.get_method_display(), term.get_frequency_display(), Cell(term.minimum_inspectors, is_number=True)]
            for term in contract.inspection_terms.all()
        ],
        empty=_("No inspection was promised."),
        tab="terms",
    )
