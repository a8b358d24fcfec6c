"""Rules of law that the portal reckons with: how many days, how many years, what share, and where that is written."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """How a rule is known. Only what was read in the instrument itself blocks anybody."""

    READ = "read", _("Read in the instrument")
    SECONDARY = "secondary", _("From a secondary source")


class EffectiveQuerySet(models.QuerySet):
    def effective(self, on: date) -> "EffectiveQuerySet":
        """Those that apply on the day."""
        return self.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=on), effective_from__lte=on)


class LegalRule(models.Model):
    """One number of the law. Entries are never rewritten in substance: a change of law is a new version."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        WORKING_DAYS = "working_days", _("working days")
        YEARS = "years", _("years")
        PERCENT = "percent", _("%")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=160)
    value = models.PositiveSmallIntegerField(_("value"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    source = models.CharField(_("source"), max_length=200, help_text=_("The instrument and its article."))
    basis = models.CharField(_("how it is known"), max_length=10, choices=Basis)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=80)
    effective_from = models.DateField(_("in effect from"))
    effective_until = models.DateField(_("in effect until"), null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal rule")
        verbose_name_plural = _("legal rules")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="legal_rule_code_version",
                violation_error_message=_("This version of the rule exists already."),
            ),
            models.CheckConstraint(condition=Q(value__gte=1), name="legal_rule_value_positive"),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="legal_rule_dates_in_order",
                violation_error_message=_("The rule ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def blocks(self) -> bool:
        return self.basis == Basis.READ
