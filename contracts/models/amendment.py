"""What changes a contract in force: amendments, and the succession of its agency."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.contract import EARLIEST_DAY, LATEST_DAY, Contract
from contracts.models.document import Document
from contracts.models.money import LARGEST_AMOUNT
from contracts.models.people import Agency
from contracts.models.scope import AgencyScoped


class AmendmentQuerySet(AgencyScoped, models.QuerySet["Amendment"]):
    agency_lookup = "contract__agency"


class Amendment(models.Model):
    """A signed change of price, term or content. The original amount stays: every change is reckoned against it."""

    class Kind(models.TextChoices):
        SUPPLEMENT = "supplement", _("Supplement")
        REDUCTION = "reduction", _("Reduction")
        EXTENSION = "extension", _("Change of the term")
        CONTENT = "content", _("Change of content")

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="amendments")
    number = models.PositiveSmallIntegerField(pgettext_lazy("in a row", "number"), editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    signed_on = models.DateField(_("signed on"))
    amount_change = models.DecimalField(
        _("change of the amount"),
        max_digits=16,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("In yuan; negative for a reduction, 0 where the price stays."),
    )
    former_end = models.DateField(_("ended on before"), editable=False)
    new_end = models.DateField(_("new last day"), null=True, blank=True, help_text=_("Blank where the term stays."))
    reason = models.CharField(_("reason"), max_length=300)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("document"), null=True, blank=True, related_name="amendments"
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                condition=Q(amount_change__gte=-LARGEST_AMOUNT, amount_change__lte=LARGEST_AMOUNT),
                name="amendment_amount_in_range",
                violation_error_message=_("The change lies beyond 100 billion yuan. Is there a digit too many?"),
            ),
            models.CheckConstraint(
                condition=Q(kind="supplement", amount_change__gt=0)
                | Q(kind="reduction", amount_change__lt=0)
                | Q(kind__in=("extension", "content")),
                name="amendment_amount_fits_kind",
                violation_error_message=_("A supplement raises the amount and a reduction lowers it."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(new_end__isnull=False),
                name="amendment_term_named",
                violation_error_message=_("Enter the new last day."),
            ),
            models.CheckConstraint(
                condition=Q(new_end__isnull=True) | Q(new_end__range=(EARLIEST_DAY, LATEST_DAY)),
                name="amendment_years_plausible",
                violation_error_message=_("The dates of a contract lie between 2000 and 2099. Check the years."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} #{self.number}"


class SuccessionQuerySet(AgencyScoped, models.QuerySet["Succession"]):
    agency_lookup = "contract__agency"

    def after(self, on: date) -> "SuccessionQuerySet":
        return self.filter(took_effect_on__gt=on)


class Succession(models.Model):
    """The accountable agency of a contract changed, because the agencies themselves did."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("Merger")
        REORGANISATION = "reorganisation", _("Reorganisation")

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="successions")
    from_agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name=pgettext_lazy("agency", "from"), related_name="+", editable=False
    )
    to_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=pgettext_lazy("agency", "to"), related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    document_number = models.CharField(_("document number"), max_length=80)
    took_effect_on = models.DateField(_("took effect on"))

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["contract", "took_effect_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_agency=F("to_agency")),
                name="succession_changes_agency",
                violation_error_message=_("The contract belongs to this agency already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference}: {self.from_agency} → {self.to_agency}"
