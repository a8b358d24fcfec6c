"""Scorecards: how a vendor did on a contract in a period, and the scheme it was judged by."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.identifiers import new_public_id
from contracts.models import Contract, User
from contracts.models.scope import AgencyScoped
from contracts.models.terms import FULL_WEIGHT
from contracts.periods import Period


class ScoringScheme(models.Model):
    """One version of the weights and thresholds. All in basis points: integers, so that every sum is exact."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    effective_from = models.DateField(_("effective from"))
    metrics_bp = models.PositiveIntegerField(_("weight of metrics"))
    inspections_bp = models.PositiveIntegerField(_("weight of inspections"))
    rectification_bp = models.PositiveIntegerField(_("weight of rectification"))
    minimum_coverage_bp = models.PositiveIntegerField(_("minimum coverage"))
    good_from_bp = models.PositiveIntegerField(_("Good from"))
    near_from_bp = models.PositiveIntegerField(_("Approaching target from"))
    improve_from_bp = models.PositiveIntegerField(_("Requires improvement from"))

    class Meta:
        verbose_name = _("scoring scheme")
        verbose_name_plural = _("scoring schemes")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(metrics_bp=FULL_WEIGHT - F("inspections_bp") - F("rectification_bp")),
                name="scheme_weights_add_up",
                violation_error_message=_("The three weights must add up to exactly 10,000 basis points."),
            ),
            models.CheckConstraint(
                condition=Q(
                    improve_from_bp__gt=0,
                    near_from_bp__gt=F("improve_from_bp"),
                    good_from_bp__gt=F("near_from_bp"),
                    good_from_bp__lte=FULL_WEIGHT,
                ),
                name="scheme_bands_rise",
                violation_error_message=_("Each band must start above the one below it, at most at 10,000."),
            ),
            models.CheckConstraint(condition=Q(minimum_coverage_bp__lte=FULL_WEIGHT), name="scheme_coverage_in_range"),
        ]

    def __str__(self) -> str:
        return _("Scheme %(version)s") % {"version": self.version}


class ScorecardQuerySet(AgencyScoped, models.QuerySet["Scorecard"]):
    agency_lookup = "contract__agency"

    def published(self) -> "ScorecardQuerySet":
        """The current public ones."""
        return self.filter(status=Scorecard.Status.PUBLISHED)

    def ever_published(self) -> "ScorecardQuerySet":
        """Whatever the public has seen: an earlier revision stays readable, marked as superseded."""
        return self.filter(published_at__isnull=False)

    def drafts(self) -> "ScorecardQuerySet":
        return self.filter(status=Scorecard.Status.DRAFT)

    def approved(self) -> "ScorecardQuerySet":
        """Approved, and not yet published."""
        return self.filter(status=Scorecard.Status.APPROVED)

    def unpublished(self) -> "ScorecardQuerySet":
        return self.filter(status__in=[Scorecard.Status.DRAFT, Scorecard.Status.APPROVED])

    def to_approve_by(self, user: User) -> "ScorecardQuerySet":
        """Drafts that somebody else computed."""
        return self.visible_to(user).filter(status=Scorecard.Status.DRAFT).exclude(computed_by=user)

    def to_publish_by(self, user: User) -> "ScorecardQuerySet":
        """Approved ones of published contracts."""
        return self.visible_to(user).filter(status=Scorecard.Status.APPROVED, contract__published_on__isnull=False)

    def of_period(self, contract: Contract, period: Period) -> "ScorecardQuerySet":
        return self.filter(contract=contract, period_start=period.start, period_end=period.end)

    def newest_first(self) -> "ScorecardQuerySet":
        return self.order_by("-period_end", "-revision")


class Scorecard(models.Model):
    """One revision of one judgement.

    Computed, approved by a second person, published as a frozen text. What is computed never changes: late data
    makes a new revision that says why.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Superseded")

    class Band(models.TextChoices):
        GOOD = "good", _("Good")
        NEAR = "near", _("Approaching target")
        IMPROVE = "improve", _("Requires improvement")
        BAD = "bad", _("Inadequate")
        NOT_RATED = "none", _("Not rated")

    TRANSITIONS = {
        Status.DRAFT: {Status.APPROVED, Status.SUPERSEDED},
        Status.APPROVED: {Status.PUBLISHED, Status.SUPERSEDED},
        Status.PUBLISHED: {Status.SUPERSEDED},
    }

    public_id = models.CharField(
        _("public identifier"), max_length=10, unique=True, default=new_public_id, editable=False
    )
    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="+")
    scheme = models.ForeignKey(ScoringScheme, models.PROTECT, verbose_name=_("scoring scheme"), related_name="+")
    period_start = models.DateField(_("first day"))
    period_end = models.DateField(_("last day"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    inputs = models.JSONField(_("inputs"), encoder=DjangoJSONEncoder)
    parts = models.JSONField(_("parts"), encoder=DjangoJSONEncoder)
    # Hundredths of a point, 0 to 10,000; None is "not rated" and never a zero
    score_bp = models.PositiveIntegerField(_("score"), null=True, blank=True)
    coverage_bp = models.PositiveIntegerField(_("coverage"))
    band = models.CharField(_("rating"), max_length=8, choices=Band)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("computed by"), related_name="+"
    )
    computed_at = models.DateTimeField(_("computed at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("approved by"), null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # The exact bytes that were published (RFC 8785 canonical JSON) and their SHA-256
    payload = models.TextField(_("published text"), blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        ordering = ["-period_end", "contract", "-revision"]
        permissions = [
            ("compute_scorecard", "Can compute scorecards"),
            ("approve_scorecard", "Can approve a scorecard"),
            ("publish_scorecard", "Can publish a scorecard"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period_start", "revision"], name="scorecard_revision_once"),
            models.UniqueConstraint(
                fields=["contract", "period_start"], condition=Q(status="published"), name="scorecard_one_published"
            ),
            models.UniqueConstraint(
                fields=["contract", "period_start"],
                condition=Q(status__in=["draft", "approved"]),
                name="scorecard_one_in_work",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("computed_by")), name="scorecard_four_eyes"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, digest="", payload="")
                | Q(published_at__isnull=False, approved_by__isnull=False) & ~Q(digest="") & ~Q(payload=""),
                name="scorecard_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "approved"], published_at__isnull=True)
                | Q(status="published", published_at__isnull=False)
                | Q(status="superseded"),
                name="scorecard_published_at_when_published",
            ),
            models.CheckConstraint(
                condition=Q(band="none", score_bp__isnull=True)
                | ~Q(band="none") & Q(score_bp__isnull=False, score_bp__lte=FULL_WEIGHT),
                name="scorecard_rated_has_score",
            ),
        ]

    def __str__(self) -> str:
        return _("%(contract)s, %(period)s, revision %(revision)s") % {
            "contract": self.contract.reference,
            "period": self.period.label,
            "revision": self.revision,
        }

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
