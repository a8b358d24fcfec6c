"""Payments, the condition each is bound to, and what holds them back."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.acceptance import Acceptance
from contracts.models.contract import Contract
from contracts.models.money import MoneyField
from contracts.models.scope import AgencyScoped
from contracts.models.tender import in_range


class PaymentQuerySet(AgencyScoped, models.QuerySet["Payment"]):
    agency_lookup = "contract__agency"

    def planned(self) -> "PaymentQuerySet":
        return self.filter(status=Payment.Status.PLANNED)

    def released(self) -> "PaymentQuerySet":
        return self.filter(status=Payment.Status.RELEASED)

    def due_until(self, day: date) -> "PaymentQuerySet":
        """Planned, and due on that day at the latest; those that are late included."""
        return self.planned().filter(due_on__lte=day)

    def held(self) -> "PaymentQuerySet":
        """Planned, and kept back by an open hold on their contract."""
        return self.planned().filter(Exists(PaymentHold.objects.open().filter(contract=OuterRef("contract"))))

    def standing(self) -> "PaymentQuerySet":
        return self.exclude(status=Payment.Status.CANCELLED)


class Payment(models.Model):
    """One instalment. It is released once, after acceptance, and with works only over the chief supervisor's name."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RELEASED = "released", _("Released")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS = {Status.PLANNED: {Status.RELEASED, Status.CANCELLED}}

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="payments")
    number = models.PositiveSmallIntegerField(pgettext_lazy("in a row", "number"), editable=False)
    amount = MoneyField(_("amount"), help_text=_("In yuan."))
    condition = models.CharField(_("condition"), max_length=300, help_text=_("What has to be accepted first."))
    due_on = models.DateField(_("due on"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("signed by the chief supervisor"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True, editable=False)
    acceptance = models.ForeignKey(
        Acceptance,
        models.PROTECT,
        verbose_name=_("acceptance"),
        null=True,
        blank=True,
        related_name="payments",
        editable=False,
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("released by"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    released_on = models.DateField(_("released on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED, editable=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["contract", "number"]
        permissions = [
            ("sign_payment", "Can sign a payment as chief supervisor"),
            ("release_payment", "Can release a payment"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="payment_number_once"),
            models.CheckConstraint(
                condition=in_range("amount"),
                name="payment_amount_in_range",
                violation_error_message=_("The amount must be above zero and at most 100 billion yuan."),
            ),
            models.CheckConstraint(
                condition=Q(
                    status="released",
                    released_on__isnull=False,
                    released_by__isnull=False,
                    acceptance__isnull=False,
                )
                | ~Q(status="released") & Q(released_on__isnull=True, released_by__isnull=True),
                name="payment_released_after_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="payment_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="payment_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} #{self.number}"

    def is_overdue(self, on: date) -> bool:
        return self.status == self.Status.PLANNED and self.due_on < on


class PaymentHoldQuerySet(AgencyScoped, models.QuerySet["PaymentHold"]):
    agency_lookup = "contract__agency"

    def open(self) -> "PaymentHoldQuerySet":
        return self.filter(lifted_at__isnull=True)


class PaymentHold(models.Model):
    """Nothing is paid on this contract while one is open. Placed and lifted by people or by a higher layer."""

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="holds")
    reason = models.CharField(_("reason"), max_length=300)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("placed by"), related_name="+", editable=False
    )
    placed_at = models.DateTimeField(_("placed at"), editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("lifted by"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True, editable=False)
    lift_reason = models.CharField(_("reason for lifting"), max_length=300, blank=True, editable=False)
    # Placed by a step of a higher layer, whose own end lifts it; people cannot.
    is_automatic = models.BooleanField(_("placed by a step of the process"), default=False, editable=False)

    objects = PaymentHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment hold")
        verbose_name_plural = _("payment holds")
        ordering = ["contract", "-placed_at", "-pk"]
        permissions = [("lift_paymenthold", "Can lift a payment hold")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="payment_hold_lifted_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference}: {self.reason}"
