"""Duties: which person answers for which part of a contract, and since when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.people import User
from contracts.models.scope import AgencyScoped


class DutyQuerySet(AgencyScoped, models.QuerySet["Duty"]):
    agency_lookup = "contract__agency"

    def open(self) -> "DutyQuerySet":
        return self.filter(ended_on__isnull=True)

    def ended(self) -> "DutyQuerySet":
        return self.filter(ended_on__isnull=False)

    def pending(self) -> "DutyQuerySet":
        """Assigned, and not yet acknowledged by the person named."""
        return self.open().filter(acknowledged_at__isnull=True)

    def left_behind(self) -> "DutyQuerySet":
        """Still open, though the holder's account is closed."""
        return self.open().filter(person__is_active=False)

    def load_of(self, person: User) -> "DutyQuerySet":
        """What is open in this person's name, what ends soonest first."""
        mine = self.open().filter(person=person).select_related("contract__agency", "person")
        return mine.order_by("contract__ends_on", "pk")

    def waiting_for(self, user: User) -> "DutyQuerySet":
        """Pending duties this person can acknowledge now."""
        return self.pending().filter(person=user).exclude(contract__status__in=Contract.ENDED)

    def answering(self, on: date | None = None) -> "DutyQuerySet":
        """Acknowledged duties: those open now, or those in force on a day.

        On the day of a handover both persons are named: the old one until, the new one from that day.
        """
        acknowledged = self.filter(acknowledged_at__isnull=False)
        if on is None:
            return acknowledged.filter(ended_on__isnull=True)
        return acknowledged.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), starts_on__lte=on)

    def leads(self) -> "DutyQuerySet":
        return self.filter(role=Duty.Role.LEAD)


class Duty(models.Model):
    """The accountability assignment (责任人).

    In a handover the outgoing lead answers until the incoming one has acknowledged: the incoming duty stands beside
    the old one, pending, and takes over on the day it is acknowledged.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("Accountable lead")
        MANAGER = "manager", _("Contract manager")
        SUPERVISOR = "supervisor", _("Supervisor")
        ACCEPTANCE = "acceptance", _("Acceptance officer")

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="duties")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="duties"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    assigned_at = models.DateTimeField(_("assigned at"), editable=False)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True, editable=False)
    starts_on = models.DateField(_("answers from"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("reason for ending"), max_length=300, blank=True, editable=False)
    handover_note = models.CharField(
        _("handover note"), max_length=300, blank=True, editable=False, help_text=_("What the successor has to know.")
    )
    takes_over_from = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("takes over from"),
        null=True,
        blank=True,
        editable=False,
        related_name="handovers",
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["contract", "role", "-assigned_at"]
        permissions = [("handover_duty", "Can hand over a duty"), ("end_duty", "Can end a duty")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(role="lead", ended_on__isnull=True, acknowledged_at__isnull=False),
                name="duty_one_answering_lead",
                violation_error_message=_(
                    "This contract has an accountable lead already. Use “Hand over” on that duty."
                ),
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(role="lead", ended_on__isnull=True, acknowledged_at__isnull=True),
                name="duty_one_pending_lead",
                violation_error_message=_(
                    "Somebody is named as accountable lead already and has yet to acknowledge. Withdraw that first."
                ),
            ),
            models.UniqueConstraint(
                fields=["contract", "person", "role"],
                condition=Q(ended_on__isnull=True),
                name="duty_once_per_person",
                violation_error_message=_("This person holds this duty already."),
            ),
            models.UniqueConstraint(
                fields=["takes_over_from"],
                condition=Q(ended_on__isnull=True),
                name="duty_one_handover",
                violation_error_message=_("A handover of this duty is under way already. Withdraw that first."),
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, starts_on__isnull=True)
                | Q(acknowledged_at__isnull=False, starts_on__isnull=False),
                name="duty_starts_when_acknowledged",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(starts_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="duty_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person}"

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def is_pending(self) -> bool:
        return self.is_open and self.acknowledged_at is None
