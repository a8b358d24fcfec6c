"""Delegation: somebody acts for the holder of a duty for a while. The holder goes on answering."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.contract import Contract
from contracts.models.duty import Duty
from contracts.models.scope import AgencyScoped


class DelegationQuerySet(AgencyScoped, models.QuerySet["Delegation"]):
    agency_lookup = "duty__contract__agency"

    def acting(self, on: date) -> "DelegationQuerySet":
        """In effect on the day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def not_over(self, on: date) -> "DelegationQuerySet":
        """In effect on the day, or still to come."""
        return self.filter(ends_on__gte=on, ended_on__isnull=True)

    def over(self, on: date) -> "DelegationQuerySet":
        """Those whose last day has passed, or that ended early."""
        return self.filter(Q(ended_on__isnull=False) | Q(ends_on__lt=on))

    def overlapping(self, first: date, last: date) -> "DelegationQuerySet":
        """Those that share a day with the stretch from ``first`` to ``last``."""
        lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=first)
        return self.filter(lasting, starts_on__lte=last, ends_on__gte=first)


class Delegation(models.Model):
    """A deputy for a leave or a journey, with its first and last day."""

    duty = models.ForeignKey(Duty, models.PROTECT, verbose_name=_("duty"), related_name="delegations")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("deputy"), related_name="delegations"
    )
    starts_on = models.DateField(pgettext_lazy("first day", "from"))
    ends_on = models.DateField(pgettext_lazy("last day", "to"))
    reason = models.CharField(_("reason"), max_length=300)
    ended_on = models.DateField(_("ended early on"), null=True, blank=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["duty", "-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="delegation_dates_in_order",
                violation_error_message=_("The delegation ends before it begins. Correct one of the two dates."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.deputy}"

    @property
    def contract(self) -> Contract:
        return self.duty.contract

    def is_over(self, on: date) -> bool:
        return self.ended_on is not None or self.ends_on < on

    def is_acting(self, on: date) -> bool:
        """As ``DelegationQuerySet.acting`` has it."""
        return self.starts_on <= on <= self.ends_on and (self.ended_on is None or self.ended_on > on)
