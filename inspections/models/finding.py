"""Findings, and the orders to put them right."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, PaymentHold, WorkSection
from contracts.models.scope import AgencyScoped
from inspections.models.checklist import Severity
from inspections.models.report import Answer, FieldReport


class FindingQuerySet(AgencyScoped, models.QuerySet["Finding"]):
    agency_lookup = "report__inspection__contract__agency"

    def standing(self) -> "FindingQuerySet":
        """Findings of approved reports."""
        return self.filter(report__status=FieldReport.Status.APPROVED)

    def without_order(self) -> "FindingQuerySet":
        return self.standing().filter(order__isnull=True)


class Finding(models.Model):
    """Something that is not as promised."""

    report = models.ForeignKey(FieldReport, models.PROTECT, verbose_name=_("field report"), related_name="findings")
    answer = models.OneToOneField(
        Answer, models.PROTECT, verbose_name=_("answer"), null=True, blank=True, related_name="finding"
    )
    section = models.ForeignKey(
        WorkSection, models.PROTECT, verbose_name=_("section"), null=True, blank=True, related_name="+"
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    is_veto = models.BooleanField(_("veto item"), default=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-report__filed_at", "pk"]

    def __str__(self) -> str:
        return self.summary

    @property
    def summary(self) -> str:
        """What was asked and what was found, in the reader's language."""
        return str(self.answer) if self.answer else self.report.remarks[:120]

    @property
    def contract(self) -> Contract:
        return self.report.contract


class RectificationOrderQuerySet(AgencyScoped, models.QuerySet["RectificationOrder"]):
    agency_lookup = "finding__report__inspection__contract__agency"

    def open(self) -> "RectificationOrderQuerySet":
        return self.filter(status=RectificationOrder.Status.ISSUED)

    def overdue(self, on: date) -> "RectificationOrderQuerySet":
        return self.open().filter(due_on__lt=on)

    def fell_due(self, on: date) -> "RectificationOrderQuerySet":
        return self.filter(due_on__lt=on)

    def of_contracts(self, contracts: models.QuerySet[Contract]) -> "RectificationOrderQuerySet":
        return self.filter(finding__report__inspection__contract__in=contracts)

    def owed_in(self, start: date, end: date) -> "RectificationOrderQuerySet":
        """Due within the days, both included, or due before them and not yet verified when they began."""
        still_open = Q(verified_on__isnull=True) | Q(verified_on__gte=start)
        return self.filter(Q(due_on__range=(start, end)) | Q(due_on__lt=start) & still_open)


class RectificationOrder(models.Model):
    """An order to put a finding right (整改通知书), due in working days and verified by somebody else."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("Outstanding")
        VERIFIED = "verified", _("Verified")

    TRANSITIONS = {Status.ISSUED: {Status.VERIFIED}}

    finding = models.OneToOneField(Finding, models.PROTECT, verbose_name=_("finding"), related_name="order")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("issued by"), related_name="+"
    )
    issued_on = models.DateField(_("issued on"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    due_on = models.DateField(_("due on"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ISSUED, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verification_note = models.TextField(_("what was seen"), blank=True, editable=False)
    # Null only in orders that are older than the holds.
    hold = models.OneToOneField(
        PaymentHold, models.PROTECT, verbose_name=_("payment hold"), null=True, editable=False, related_name="+"
    )

    objects = RectificationOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification order")
        verbose_name_plural = _("rectification orders")
        ordering = ["due_on", "pk"]
        permissions = [("verify_rectificationorder", "Can verify that an order was met")]
        constraints = [
            models.CheckConstraint(condition=Q(working_days__gte=1), name="order_gives_time"),
            models.CheckConstraint(condition=Q(due_on__gt=F("issued_on")), name="order_due_after_issue"),
            models.CheckConstraint(
                condition=Q(status="issued", verified_on__isnull=True, verified_by__isnull=True)
                | Q(status="verified", verified_on__isnull=False, verified_by__isnull=False),
                name="order_verified_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="order_status_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.finding}"

    @property
    def number(self) -> str:
        return f"ZG-{self.issued_on.year}-{self.pk:04d}"

    @property
    def contract(self) -> Contract:
        return self.finding.contract

    def is_overdue(self, on: date) -> bool:
        return self.status == self.Status.ISSUED and self.due_on < on

    @property
    def was_on_time(self) -> bool:
        return self.verified_on is not None and self.verified_on <= self.due_on
