"""The indicator library: what can be promised and measured."""

from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import ServiceKind


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def newest(self) -> "IndicatorQuerySet":
        """The newest version of each."""
        later = Indicator.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def usual(self, kind: ServiceKind) -> "IndicatorQuerySet":
        """The usual set of a kind of service, by falling weight."""
        suggested = self.newest().filter(kind=kind, suggested_weight_bp__isnull=False, proposed_target__isnull=False)
        return suggested.order_by("-suggested_weight_bp", "code")


class Indicator(models.Model):
    """One measure, its formula and what keeps it honest."""

    class Direction(models.TextChoices):
        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")

    class Unit(models.TextChoices):
        PERCENT = "percent", _("%")
        RATIO = "ratio", _("ratio")
        PER_100M = "per_100m", _("per 100 m")
        DAYS = "days", _("days")
        MILLIMETRE = "mm", _("mm")
        COUNT = "count", _("count")

    # What numerator over denominator is multiplied by; units without an entry are measured, not divided.
    FACTORS: dict[str, Decimal] = {Unit.PERCENT: Decimal(100), Unit.RATIO: Decimal(1), Unit.PER_100M: Decimal(100)}

    code = models.CharField(_("code"), max_length=12)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name=_("kind of service"), related_name="indicators")
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    formula = models.CharField(_("formula"), max_length=200)
    counter_check = models.CharField(
        _("counter-check"), max_length=200, blank=True, help_text=_("What shows that the figure was not polished.")
    )
    counter_indicator = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("counter-indicator"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The indicator that gets worse where this one was polished."),
    )
    proposed_target = models.DecimalField(_("proposed target"), max_digits=10, decimal_places=4, null=True, blank=True)
    suggested_weight_bp = models.PositiveIntegerField(
        _("suggested weight"),
        null=True,
        blank=True,
        help_text=_("In basis points, in the usual set for its kind of service. Blank: not in the usual set."),
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="indicator_code_version",
                violation_error_message=_("This version of the indicator exists already."),
            ),
            models.CheckConstraint(
                condition=Q(suggested_weight_bp__isnull=True)
                | Q(suggested_weight_bp__gte=1, suggested_weight_bp__lte=10_000),
                name="indicator_suggested_weight_in_range",
                violation_error_message=_("A weight lies between 1 and 10,000 basis points."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_divided(self) -> bool:
        """Whether a value is computed from numerator and denominator."""
        return self.unit in self.FACTORS
