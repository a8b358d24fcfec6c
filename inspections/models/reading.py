"""Readings: what the indicators of a contract came to, period by period."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Window
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Indicator, MetricTerm
from contracts.models.scope import AgencyScoped
from contracts.periods import Period


class ReadingDueQuerySet(AgencyScoped, models.QuerySet["ReadingDue"]):
    agency_lookup = "term__contract__agency"

    def missing(self) -> "ReadingDueQuerySet":
        """No reading of any source yet."""
        return self.filter(~Exists(Reading.objects.current().filter(due=OuterRef("pk"))))

    def fell_due(self, on: date) -> "ReadingDueQuerySet":
        """Past the reporting grace, on a contract in force."""
        return self.filter(due_on__lt=on, term__contract__status=Contract.Status.ACTIVE)

    def overdue(self, on: date) -> "ReadingDueQuerySet":
        """Past the reporting grace and still missing."""
        return self.missing().fell_due(on)


class ReadingDue(models.Model):
    """A period for which a term owes a reading. Opened by schedule, so that what is missing is a row."""

    term = models.ForeignKey(MetricTerm, models.PROTECT, verbose_name=_("metric term"), related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    due_on = models.DateField(_("due on"))

    objects = ReadingDueQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading due")
        verbose_name_plural = _("readings due")
        ordering = ["starts_on", "term"]
        constraints = [
            models.UniqueConstraint(fields=["term", "starts_on"], name="reading_due_once_a_period"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="reading_due_period_order"),
            models.CheckConstraint(condition=Q(due_on__gte=F("ends_on")), name="reading_due_after_period"),
        ]
        indexes = [models.Index(fields=["due_on"], name="reading_due_due")]

    def __str__(self) -> str:
        return f"{self.term} {self.period.label}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def contract(self) -> Contract:
        return self.term.contract


class ReadingQuerySet(AgencyScoped, models.QuerySet["Reading"]):
    agency_lookup = "due__term__contract__agency"

    def current(self) -> "ReadingQuerySet":
        """The newest revision of each."""
        return self.filter(is_current=True)

    def missing_target(self) -> "ReadingQuerySet":
        """Worse than promised, by the direction of the indicator."""
        term = "due__term__"
        return self.filter(
            Q(due__term__indicator__direction="up", value__lt=F(f"{term}target"))
            | Q(due__term__indicator__direction="down", value__gt=F(f"{term}target"))
        )

    def latest_of_term(self) -> "ReadingQuerySet":
        """Only readings of the newest period for which their term has a current reading."""
        newest = Window(Max("due__starts_on"), partition_by="due__term")
        # One pass over the table: a comparison of every reading with every other takes minutes on PostgreSQL while it
        # has no statistics yet.
        latest = Reading.objects.current().annotate(newest=newest).filter(due__starts_on=F("newest")).order_by()
        return self.filter(pk__in=latest.values("pk"))

    def of_period(self, period: Period) -> "ReadingQuerySet":
        return self.filter(due__starts_on__gte=period.start, due__ends_on__lte=period.end)


class Reading(models.Model):
    """One value from one source. A correction is a new revision; the old value stays."""

    class Source(models.TextChoices):
        VENDOR = "vendor", _("Vendor")
        AGENCY = "agency", _("Agency")
        INDEPENDENT = "independent", _("Independent")

    due = models.ForeignKey(ReadingDue, models.PROTECT, verbose_name=_("period"), related_name="readings")
    source = models.CharField(_("source"), max_length=12, choices=Source)
    numerator = models.DecimalField(_("numerator"), max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=16, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    is_current = models.BooleanField(_("current"), default=True, editable=False)
    revision_reason = models.CharField(_("reason for the revision"), max_length=300, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by"), editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-due__starts_on", "due__term", "source", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["due", "source", "revision"], name="reading_revision_once"),
            models.UniqueConstraint(
                fields=["due", "source"],
                condition=Q(is_current=True),
                name="reading_one_current",
                violation_error_message=_("This source has a reading for the period already. Revise that one."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="reading_denominator_above_zero",
                violation_error_message=_("The denominator must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(numerator__gte=0),
                name="reading_numerator_not_negative",
                violation_error_message=_("The numerator cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="reading_whole_fraction",
                violation_error_message=_("Enter numerator and denominator, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due}: {self.value}"

    @property
    def contract(self) -> Contract:
        return self.due.term.contract

    @property
    def meets_target(self) -> bool:
        """Whether the value is as good as promised; ``missing_target`` is the same in a query."""
        term = self.due.term
        if term.indicator.direction == Indicator.Direction.UP:
            return self.value >= term.target
        return self.value <= term.target
