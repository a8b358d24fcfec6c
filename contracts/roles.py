"""Roles, and the check at the head of every action.

A role is a Django group with a fixed set of permissions, written by ``load_reference``. Where two pairs of eyes are
required, the action compares persons as well: no permission stands in for that.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Agency, User


@dataclass(frozen=True)
class Role:
    code: str
    title: str | Promise
    permissions: tuple[str, ...]


# What everybody who signs in to the admin may look at, within the own scope.
READING = (
    "contracts.view_agency",
    "contracts.view_auditevent",
    "contracts.view_contract",
    "contracts.view_duty",
    "contracts.view_holiday",
    "contracts.view_indicator",
    "contracts.view_inspectionterm",
    "contracts.view_metricterm",
    "contracts.view_servicekind",
    "contracts.view_user",
    "contracts.view_vendor",
    "contracts.view_worksection",
    "inspections.view_checklist",
    "inspections.view_fieldreport",
    "inspections.view_finding",
    "inspections.view_inspection",
    "inspections.view_reading",
    "inspections.view_readingdue",
    "inspections.view_rectificationorder",
    "oversight.view_flag",
    "oversight.view_rulerun",
    "oversight.view_scorecard",
    "oversight.view_scoringscheme",
)

# What an administrator does in addition, for the own agency and those below it.
ADMINISTERING = (
    *READING,
    "contracts.add_agency",
    "contracts.change_agency",
    "contracts.add_user",
    "contracts.change_user",
    "contracts.add_holiday",
    "contracts.change_holiday",
    "contracts.delete_holiday",
    "contracts.add_indicator",
    "contracts.change_indicator",
    "contracts.load_reported",
    "contracts.view_reportedcontract",
    "contracts.view_reportedfigure",
    "inspections.add_checklist",
    "oversight.add_scoringscheme",
)

ROLES = (
    # The first account of a portal (see open_portal): founds further root agencies and appoints auditors.
    Role("portal_administrator", gettext_lazy("Portal administrator"), (*ADMINISTERING, "contracts.view_all_agencies")),
    Role("administrator", gettext_lazy("Administrator"), ADMINISTERING),
    Role(
        "official",
        gettext_lazy("Contract official"),
        (
            *READING,
            "contracts.add_vendor",
            "contracts.change_vendor",
            "contracts.add_contract",
            "contracts.change_contract",
            "contracts.delete_contract",
            "contracts.activate_contract",
            "contracts.close_contract",
            "contracts.publish_contract",
            "contracts.add_duty",
            "contracts.handover_duty",
            "contracts.end_duty",
            "inspections.add_reading",
            "inspections.change_reading",
            "oversight.acknowledge_flag",
        ),
    ),
    Role(
        "inspector",
        gettext_lazy("Inspector"),
        ("inspections.add_fieldreport", "inspections.view_inspection"),
    ),
    Role(
        "supervisor",
        gettext_lazy("Inspection supervisor"),
        (
            *READING,
            "inspections.assign_inspection",
            "inspections.cancel_inspection",
            "inspections.review_fieldreport",
            "inspections.add_rectificationorder",
            "inspections.verify_rectificationorder",
            "oversight.acknowledge_flag",
        ),
    ),
    Role("analyst", gettext_lazy("Scorecard analyst"), (*READING, "oversight.compute_scorecard")),
    Role(
        "publisher",
        gettext_lazy("Scorecard publisher"),
        (*READING, "oversight.approve_scorecard", "oversight.publish_scorecard"),
    ),
    Role("auditor", gettext_lazy("Auditor"), (*READING, "contracts.view_all_agencies")),
    Role(
        "automation",
        gettext_lazy("Scheduled work"),
        (
            "contracts.view_all_agencies",
            "contracts.load_reported",
            "inspections.add_checklist",
            "inspections.schedule_inspection",
            "oversight.sweep_flag",
            "oversight.compute_scorecard",
        ),
    ),
)
ASSIGNABLE = tuple(role for role in ROLES if role.code != "automation")
SEES_ALL = frozenset(role.code for role in ROLES if "contracts.view_all_agencies" in role.permissions)


def title(code: str) -> str:
    return next((str(role.title) for role in ROLES if role.code == code), code)


def load_roles() -> None:
    """Write the groups as the table above has them. Part of ``load_reference``; running it twice changes nothing."""
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.code)
        group.permissions.set([known[name] for name in role.permissions])


def require(by: User, permission: str, agency: Agency | None = None) -> None:
    """Raise PermissionDenied unless ``by`` holds the permission and, where given, oversees the agency."""
    if not by.has_perm(permission):
        raise PermissionDenied(_("Your role does not include this step. Ask your agency's administrator."))
    if agency is not None and not by.oversees(agency):
        raise PermissionDenied(_("This belongs to an agency outside yours."))
