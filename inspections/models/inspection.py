"""Inspections: somebody has to go and look, by a day."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, InspectionTerm, User
from contracts.models.scope import AgencyScoped
from inspections.models.checklist import Checklist


class InspectionQuerySet(AgencyScoped, models.QuerySet["Inspection"]):
    agency_lookup = "contract__agency"

    def scheduled(self) -> "InspectionQuerySet":
        return self.filter(status=Inspection.Status.SCHEDULED)

    def reported(self) -> "InspectionQuerySet":
        return self.filter(status=Inspection.Status.REPORTED)

    def overdue(self, on: date) -> "InspectionQuerySet":
        """Not reported by the end of the due day, on a contract in force."""
        return self.scheduled().filter(due_on__lt=on, contract__status=Contract.Status.ACTIVE)

    def fell_due(self, on: date) -> "InspectionQuerySet":
        """Those of which a rule can say by now whether somebody went: done, or due before the day and still owed."""
        owed = Q(status=Inspection.Status.SCHEDULED, contract__status=Contract.Status.ACTIVE)
        return self.filter(owed | Q(status=Inspection.Status.REPORTED), due_on__lt=on)

    def upcoming(self, on: date) -> "InspectionQuerySet":
        return self.scheduled().filter(due_on__gte=on)

    def unassigned(self) -> "InspectionQuerySet":
        return self.filter(inspectors__isnull=True)

    def assigned_to(self, user: User) -> "InspectionQuerySet":
        return self.filter(inspectors=user)

    def to_report_by(self, user: User) -> "InspectionQuerySet":
        """What this inspector still has to go to: scheduled, on a contract in force."""
        return self.scheduled().assigned_to(user).filter(contract__status=Contract.Status.ACTIVE)

    def with_contract(self) -> "InspectionQuerySet":
        """Together with what a list or a form shows of it."""
        return self.select_related("contract__agency", "contract__vendor", "term", "checklist")

    def orphaned(self, on: date) -> "InspectionQuerySet":
        """Scheduled for a day on which the contract had ended, or due by ``on`` while it is suspended.

        What fell due before was owed and stays so.
        """
        ended = Q(contract__status__in=Contract.ENDED, due_on__gt=F("contract__closed_on"))
        suspended = Q(contract__status=Contract.Status.SUSPENDED, due_on__gte=F("contract__suspended_on"))
        return self.scheduled().filter(ended | suspended & Q(due_on__lt=on))

    def done_by_month(self) -> models.QuerySet:
        """How many are due in each month (``month``, its first day; ``planned``) and how many of them are ``done``."""
        return (
            self.order_by()
            .annotate(month=TruncMonth("due_on"))
            .values("month")
            .annotate(planned=models.Count("pk"), done=models.Count("pk", filter=Q(status=Inspection.Status.REPORTED)))
            .order_by("month")
        )

    def planned_in(self, start: date, end: date) -> "InspectionQuerySet":
        """Due within the days, both included, and not called off."""
        return self.exclude(status=Inspection.Status.CANCELLED).filter(due_on__range=(start, end))


class Inspection(models.Model):
    """One promised visit, call or probe."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        REPORTED = "reported", _("Reported")
        CANCELLED = "cancelled", _("Called off")

    # A returned report puts the inspection back on the list.
    TRANSITIONS = {
        Status.SCHEDULED: {Status.REPORTED, Status.CANCELLED},
        Status.REPORTED: {Status.SCHEDULED},
    }

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="+")
    term = models.ForeignKey(InspectionTerm, models.PROTECT, verbose_name=_("inspection term"), related_name="+")
    checklist = models.ForeignKey(Checklist, models.PROTECT, verbose_name=_("checklist"), related_name="+")
    due_on = models.DateField(_("due on"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED, editable=False)
    inspectors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("inspectors"), related_name="+", blank=True
    )
    cancel_reason = models.CharField(_("reason for calling off"), max_length=300, blank=True, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["due_on", "pk"]
        permissions = [
            ("schedule_inspection", "Can schedule inspections from the terms"),
            ("assign_inspection", "Can name the inspectors"),
            ("cancel_inspection", "Can call off an inspection"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["term", "due_on"], name="inspection_once_a_due_day"),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="inspection_cancelled_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="inspection_status_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.contract.reference} {self.term.get_method_display()}"

    @property
    def number(self) -> str:
        return f"JC-{self.due_on.year}-{self.pk:04d}"

    def is_overdue(self, on: date) -> bool:
        return self.status == self.Status.SCHEDULED and self.due_on < on
