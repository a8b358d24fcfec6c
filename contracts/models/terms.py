"""Terms: the promised level of service and the promised scrutiny."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.indicator import Indicator
from contracts.models.scope import AgencyScoped

FULL_WEIGHT = 10_000  # basis points


class Frequency(models.IntegerChoices):
    """How often, in months."""

    MONTHLY = 1, _("Monthly")
    QUARTERLY = 3, _("Quarterly")
    HALF_YEARLY = 6, _("Half-yearly")
    YEARLY = 12, _("Yearly")


class Adjustment(models.TextChoices):
    """What a deduction or a bonus is taken from."""

    POINTS = "points", _("Points of the score")
    FEE = "fee", _("Percent of the period's fee")


# A rate or a cap: points, or percent of the fee
RATE: dict[str, Any] = {"max_digits": 7, "decimal_places": 4, "null": True, "blank": True}


def capped(name: str) -> Q:
    """Rate and cap are both there and within (0, 100], or neither is."""
    rate, cap = f"{name}_rate", f"{name}_cap"
    # A comparison with nothing is neither true nor false, and a check lets that pass: so both are asked for outright
    given = Q(**{f"{rate}__isnull": False, f"{rate}__gt": 0, f"{rate}__lte": 100})
    given &= Q(**{f"{cap}__isnull": False, f"{cap}__gt": 0, f"{cap}__lte": 100})
    return given | Q(**{f"{rate}__isnull": True, f"{cap}__isnull": True})


class TermQuerySet(AgencyScoped, models.QuerySet):
    agency_lookup = "contract__agency"

    def weight(self) -> int:
        """The sum of the weights in basis points (integers, so exact on every database)."""
        return self.aggregate(total=Sum("weight_bp"))["total"] or 0


class MetricTerm(models.Model):
    """The promised level of one indicator."""

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="metric_terms")
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("indicator"), related_name="terms")
    target = models.DecimalField(_("target"), max_digits=10, decimal_places=4)
    floor = models.DecimalField(
        _("floor"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("The level at which nothing is earned any more. Blank: missing the target earns nothing."),
    )
    weight_bp = models.PositiveIntegerField(
        _("weight"),
        validators=[MinValueValidator(1), MaxValueValidator(FULL_WEIGHT)],
        help_text=_("In basis points: 2,500 is 25%. The weights of a contract add up to 10,000."),
    )
    frequency = models.PositiveSmallIntegerField(_("frequency"), choices=Frequency, default=Frequency.MONTHLY)
    grace_days = models.PositiveSmallIntegerField(
        _("reporting grace"),
        default=5,
        validators=[MaxValueValidator(60)],
        help_text=_("Working days after the end of the period."),
    )

    adjustment_unit = models.CharField(
        _("reckoned in"), max_length=8, choices=Adjustment, default=Adjustment.POINTS, blank=True
    )
    deduction_rate = models.DecimalField(
        _("deduction"), **RATE, help_text=_("For each unit by which the target is missed. Blank: none.")
    )
    deduction_cap = models.DecimalField(_("deduction at most"), **RATE)
    bonus_rate = models.DecimalField(
        _("bonus"), **RATE, help_text=_("For each unit by which the target is surpassed. Blank: none.")
    )
    bonus_cap = models.DecimalField(_("bonus at most"), **RATE)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("metric term")
        verbose_name_plural = _("metric terms")
        ordering = ["contract", "-weight_bp", "indicator__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "indicator"],
                name="metric_term_once",
                violation_error_message=_("This indicator is promised already. Change that term instead."),
            ),
            models.CheckConstraint(
                condition=Q(weight_bp__gte=1, weight_bp__lte=FULL_WEIGHT),
                name="metric_term_weight_in_range",
                violation_error_message=_("A weight lies between 1 and 10,000 basis points."),
            ),
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="metric_term_frequency_known"),
            models.CheckConstraint(
                condition=capped("deduction"),
                name="metric_term_deduction_capped",
                violation_error_message=_("A deduction needs both its rate and its cap, each above 0 and at most 100."),
            ),
            models.CheckConstraint(
                condition=capped("bonus"),
                name="metric_term_bonus_capped",
                violation_error_message=_("A bonus needs both its rate and its cap, each above 0 and at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} {self.indicator}"


class InspectionTerm(models.Model):
    """The promised scrutiny: how somebody goes and looks, and how often."""

    class Method(models.TextChoices):
        PATROL = "patrol", _("Patrol")
        UNANNOUNCED = "unannounced", _("Unannounced inspection")
        MYSTERY_CALL = "mystery_call", _("Mystery call")
        SEEDED_MESSAGE = "seeded_message", _("Seeded message")
        MYSTERY_APPLICATION = "mystery_application", _("Mystery application")
        FRESHNESS_PROBE = "freshness_probe", _("Freshness probe")
        ACCEPTANCE = "acceptance", _("Acceptance")

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="inspection_terms")
    method = models.CharField(_("method"), max_length=20, choices=Method)
    frequency = models.PositiveSmallIntegerField(_("frequency"), choices=Frequency, default=Frequency.MONTHLY)
    minimum_inspectors = models.PositiveSmallIntegerField(
        _("inspectors at least"), default=2, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    points_a_visit = models.PositiveSmallIntegerField(
        _("points a visit"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("How many sample points, calls or messages each visit looks at."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection term")
        verbose_name_plural = _("inspection terms")
        ordering = ["contract", "method"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "method"],
                name="inspection_term_once",
                violation_error_message=_("This method is promised already. Change that term instead."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_inspectors__gte=1),
                name="inspection_term_someone_goes",
                violation_error_message=_("At least one inspector has to go."),
            ),
            models.CheckConstraint(
                condition=Q(points_a_visit__gte=1),
                name="inspection_term_points",
                violation_error_message=_("A visit looks at one point at least."),
            ),
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="inspection_term_frequency_known"),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} {self.get_method_display()}"
