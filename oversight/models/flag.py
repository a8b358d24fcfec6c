"""Flags: what a rule found, and who answers for it. They are internal; flags on overseers are never published."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, User
from contracts.models.scope import AgencyScoped


class FlagQuerySet(AgencyScoped, models.QuerySet["Flag"]):
    agency_lookup = "contract__agency"

    def standing(self) -> "FlagQuerySet":
        """Not cleared: open or acknowledged."""
        return self.filter(status__in=Flag.STANDING)

    def open(self) -> "FlagQuerySet":
        """Standing, and nobody has said yet that they are at work on it."""
        return self.filter(status=Flag.Status.OPEN)

    def cleared(self) -> "FlagQuerySet":
        return self.filter(status=Flag.Status.CLEARED)

    def by_rule_and_age(self, today: date) -> models.QuerySet:
        """How many of each rule, in all (``total``) and by days since: to 7, to 30, to 90, ``older``."""

        def since(newest: int, oldest: int) -> models.Count:
            days = (today - timedelta(days=oldest), today - timedelta(days=newest))
            return models.Count("pk", filter=Q(since__range=days))

        return (
            self.order_by()
            .values("rule")
            .annotate(
                total=models.Count("pk"),
                d7=models.Count("pk", filter=Q(since__gte=today - timedelta(days=7))),
                d30=since(8, 30),
                d90=since(31, 90),
                older=models.Count("pk", filter=Q(since__lt=today - timedelta(days=90))),
            )
            .order_by("-total", "rule")
        )

    def by_person(self) -> list[tuple[User | None, int]]:
        """Who answers for how many, the most first; None is nobody."""
        counted = self.order_by().values_list("answerable").annotate(total=models.Count("pk"))
        people = User.objects.in_bulk([key for key, _total in counted if key])
        return sorted(((people.get(key), total) for key, total in counted), key=lambda pair: (-pair[1], str(pair[0])))

    def of_rule(self, code: str) -> "FlagQuerySet":
        return self.filter(rule=code)


class Flag(models.Model):
    """One thing that is not as it should be. One standing flag per fingerprint; it clears by itself."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        CLEARED = "cleared", _("Cleared")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    STANDING = (Status.OPEN, Status.ACKNOWLEDGED)
    # Only the sweep clears; only a person acknowledges.
    TRANSITIONS = {
        Status.OPEN: {Status.ACKNOWLEDGED, Status.CLEARED},
        Status.ACKNOWLEDGED: {Status.CLEARED},
    }

    rule = models.CharField(_("rule"), max_length=40)
    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="+")
    # What the rule looked at, as text: "inspections.inspection:17"
    fingerprint = models.CharField(_("about"), max_length=120)
    subject = models.CharField(_("subject"), max_length=250)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN, editable=False)
    answerable = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who answers"), null=True, blank=True, related_name="+"
    )
    # Since when the matter stands by its own clock, not since when it was seen
    since = models.DateField(_("since"))
    opened_at = models.DateTimeField(_("opened at"))
    last_seen_at = models.DateTimeField(_("last seen"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("acknowledged by"),
        null=True,
        blank=True,
        related_name="+",
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    # How often the same matter was flagged and cleared before
    times_before = models.PositiveIntegerField(_("times before"), default=0)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-opened_at", "-pk"]
        permissions = [("acknowledge_flag", "Can acknowledge a flag"), ("sweep_flag", "Can run the rules")]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "fingerprint"], condition=~Q(status="cleared"), name="flag_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(status="cleared", cleared_at__isnull=False)
                | ~Q(status="cleared") & Q(cleared_at__isnull=True),
                name="flag_cleared_at_when_cleared",
            ),
            models.CheckConstraint(
                condition=~Q(status="acknowledged") | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="flag_acknowledged_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["status", "rule"], name="flag_status_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"


class RuleRunQuerySet(models.QuerySet["RuleRun"]):
    def of_rule(self, code: str) -> "RuleRunQuerySet":
        return self.filter(rule=code)

    def newest(self, count: int) -> "RuleRunQuerySet":
        return self.order_by("-at", "-pk")[:count]

    def completed(self) -> "RuleRunQuerySet":
        return self.filter(error="")


class RuleRun(models.Model):
    """One run of one rule: what it looked at and what came of it."""

    rule = models.CharField(_("rule"), max_length=40)
    at = models.DateTimeField(_("as of"))
    took = models.DurationField(_("took"), default=timedelta(0))
    passed = models.PositiveIntegerField(_("pass"), default=0)
    failed = models.PositiveIntegerField(_("flagged"), default=0)
    not_applicable = models.PositiveIntegerField(_("not applicable"), default=0)
    opened = models.PositiveIntegerField(_("newly flagged"), default=0)
    cleared = models.PositiveIntegerField(_("cleared"), default=0)
    error = models.TextField(_("error"), blank=True)

    objects = RuleRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule run")
        verbose_name_plural = _("rule runs")
        ordering = ["-at", "rule"]
        indexes = [models.Index(fields=["rule", "-at"], name="rule_run_rule_at")]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d %H:%M}"
