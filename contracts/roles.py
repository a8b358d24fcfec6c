"""Roles, and the check at the head of every action.

A role is a Django group with a fixed set of permissions, written by ``load_reference``. What no single account may
hold stands in ``SEPARATED``. Where two pairs of eyes are required, the action compares persons as well: no permission
stands in for that.
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
    "contracts.view_acceptance",
    "contracts.view_agency",
    "contracts.view_apitoken",
    "contracts.add_apitoken",
    "contracts.view_amendment",
    "contracts.view_auditevent",
    "contracts.view_bid",
    "contracts.view_contract",
    "contracts.view_creditquery",
    "contracts.view_delegation",
    "contracts.view_document",
    "contracts.view_duty",
    "contracts.view_holiday",
    "contracts.view_indicator",
    "contracts.view_inspectionterm",
    "contracts.view_legalconfirmation",
    "contracts.view_legalrule",
    "contracts.view_metricterm",
    "contracts.view_payment",
    "contracts.view_paymenthold",
    "contracts.view_registerimport",
    "contracts.view_scopeanswer",
    "contracts.view_scopecondition",
    "contracts.view_scopeitem",
    "contracts.view_servicekind",
    "contracts.view_succession",
    "contracts.view_tender",
    "contracts.view_user",
    "contracts.view_vendor",
    "contracts.view_vendorcertificate",
    "contracts.view_vendorrestriction",
    "contracts.view_vendortraining",
    "contracts.view_vettinganswer",
    "contracts.view_vettingquestion",
    "contracts.view_vettingreview",
    "contracts.view_waiver",
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
    "contracts.add_legalrule",
    "contracts.change_legalrule",
    "contracts.add_scopeitem",
    "contracts.change_scopeitem",
    "contracts.add_vettingquestion",
    "contracts.change_vettingquestion",
    "contracts.add_succession",
    "contracts.add_vendorrestriction",
    "contracts.lift_vendorrestriction",
    "contracts.add_waiver",
    "contracts.lift_paymenthold",
    "contracts.load_reported",
    "contracts.view_reportedcontract",
    "contracts.view_reportedfigure",
    "inspections.add_checklist",
    "oversight.add_scoringscheme",
)

# What a registrar enters, up to the draft that is ready to be put in force.
REGISTERING = (
    *READING,
    "contracts.add_vendor",
    "contracts.change_vendor",
    "contracts.add_vendorcertificate",
    "contracts.revoke_vendorcertificate",
    "contracts.add_creditquery",
    "contracts.add_vettingreview",
    "contracts.add_tender",
    "contracts.change_tender",
    "contracts.announce_tender",
    "contracts.award_tender",
    "contracts.cancel_tender",
    "contracts.add_bid",
    "contracts.change_bid",
    "contracts.add_scopeanswer",
    "contracts.change_scopeanswer",
    "contracts.add_contract",
    "contracts.change_contract",
    "contracts.delete_contract",
    "contracts.add_document",
    "contracts.change_document",
    "contracts.add_vendortraining",
    "contracts.add_duty",
    "contracts.import_register",
)

ROLES = (
    # The first account of a portal (see open_portal): founds further root agencies and appoints auditors.
    Role("system_administrator", gettext_lazy("System administrator"), (*ADMINISTERING, "contracts.view_all_agencies")),
    Role("administrator", gettext_lazy("Agency administrator"), ADMINISTERING),
    Role("registrar", gettext_lazy("Registrar"), REGISTERING),
    Role(
        "contract_manager",
        gettext_lazy("Contract manager"),
        (
            *REGISTERING,
            "contracts.activate_contract",
            "contracts.suspend_contract",
            "contracts.terminate_contract",
            "contracts.close_contract",
            "contracts.publish_contract",
            "contracts.handover_duty",
            "contracts.end_duty",
            "contracts.add_delegation",
            "contracts.change_delegation",
            "contracts.add_amendment",
            "contracts.add_acceptance",
            "contracts.add_payment",
            "contracts.change_payment",
            "contracts.release_payment",
            "contracts.add_paymenthold",
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
            "contracts.add_acceptance",
            "contracts.add_document",
            "contracts.add_paymenthold",
            "contracts.lift_paymenthold",
            "contracts.sign_payment",
            "inspections.assign_inspection",
            "inspections.cancel_inspection",
            "inspections.review_fieldreport",
            "inspections.add_rectificationorder",
            "inspections.verify_rectificationorder",
            "oversight.acknowledge_flag",
        ),
    ),
    Role(
        "legal_officer",
        gettext_lazy("Legal officer"),
        (
            *READING,
            "contracts.confirm_legality",
            "contracts.add_vendorrestriction",
            "contracts.lift_vendorrestriction",
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
            "contracts.add_vendorrestriction",
            "inspections.add_checklist",
            "inspections.schedule_inspection",
            "oversight.sweep_flag",
            "oversight.compute_scorecard",
        ),
    ),
)


@dataclass(frozen=True)
class Separation:
    """Two roles that one account never holds together, and why. ``other`` None: no other role at all."""

    role: str
    other: str | None
    why: str | Promise

    def broken_by(self, held: set[str]) -> bool:
        if self.role not in held:
            return False
        return self.other in held if self.other else len(held) > 1

    def refusal(self) -> str:
        if self.other is None:
            apart = _("“%(role)s” stands alone in an account.") % {"role": title(self.role)}
        else:
            apart = _("“%(role)s” and “%(other)s” are not given to one account.") % {
                "role": title(self.role),
                "other": title(self.other),
            }
        return f"{apart} {self.why}"


SEPARATED = (
    Separation("auditor", None, gettext_lazy("An auditor reads all and writes nothing.")),
    Separation(
        "contract_manager",
        "supervisor",
        gettext_lazy("Who releases a payment does not sign for it or lift the hold on it."),
    ),
    Separation(
        "contract_manager",
        "legal_officer",
        gettext_lazy("Who puts a contract in force does not confirm that it is lawful."),
    ),
    Separation(
        "registrar", "legal_officer", gettext_lazy("Who registers a contract does not confirm that it is lawful.")
    ),
    Separation("analyst", "publisher", gettext_lazy("Who computes a scorecard does not approve it.")),
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
