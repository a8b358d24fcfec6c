"""Acceptance (履约验收): what was delivered is looked at, together with those it is for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.document import Document
from contracts.models.scope import AgencyScoped


class AcceptanceQuerySet(AgencyScoped, models.QuerySet["Acceptance"]):
    agency_lookup = "contract__agency"

    def passed(self) -> "AcceptanceQuerySet":
        return self.filter(result=Acceptance.Result.PASSED)

    def final(self) -> "AcceptanceQuerySet":
        return self.filter(is_final=True)


class Acceptance(models.Model):
    """One acceptance. Of those who took part only the number is kept, never a name."""

    class Result(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="acceptances")
    subject = models.CharField(_("what was accepted"), max_length=160)
    is_final = models.BooleanField(_("final acceptance"), default=False)
    held_on = models.DateField(_("held on"))
    result = models.CharField(_("result"), max_length=8, choices=Result)
    user_representatives = models.PositiveSmallIntegerField(
        _("service users or farmers' representatives"), help_text=_("How many took part.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("record"), null=True, blank=True, related_name="acceptances"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by"), related_name="+", editable=False
    )

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["contract", "-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="passed", is_final=True) | Q(user_representatives__gte=1),
                name="acceptance_final_with_users",
                violation_error_message=_("Nobody it is for took part: a final acceptance cannot pass without them."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} {self.subject}"
