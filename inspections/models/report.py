"""Field reports: what the inspectors saw, answer by answer, with photos."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, User, WorkSection
from contracts.models.scope import AgencyScoped
from inspections.models.checklist import ChecklistItem
from inspections.models.inspection import Inspection


class FieldReportQuerySet(AgencyScoped, models.QuerySet["FieldReport"]):
    agency_lookup = "inspection__contract__agency"

    def awaiting_review(self) -> "FieldReportQuerySet":
        return self.filter(status=FieldReport.Status.FILED)

    def approved(self) -> "FieldReportQuerySet":
        """The authoritative ones: seen and accepted by somebody who was not there."""
        return self.filter(status=FieldReport.Status.APPROVED)

    def standing(self) -> "FieldReportQuerySet":
        """All but those that were sent back: at most one of an inspection."""
        return self.exclude(status=FieldReport.Status.RETURNED)

    def returned(self) -> "FieldReportQuerySet":
        """Sent back, the latest first."""
        return self.filter(status=FieldReport.Status.RETURNED).order_by("-reviewed_at", "-pk")

    def of_inspector(self, user: User) -> "FieldReportQuerySet":
        """Filed by this person, or on an inspection that this person is named for."""
        return self.filter(Q(filed_by=user) | Q(inspection__in=Inspection.objects.assigned_to(user)))

    def with_contract(self) -> "FieldReportQuerySet":
        """Together with what a list shows of it."""
        return self.select_related("inspection__contract__agency", "inspection__term", "inspection__checklist")

    def with_finding_count(self) -> "FieldReportQuerySet":
        """Newest first. Said anew, because counting drops the order that the model has of itself."""
        return self.annotate(finding_count=models.Count("findings")).order_by("-filed_at", "-pk")

    def with_answers(self) -> "FieldReportQuerySet":
        """Together with every answer, its place, its finding and its photos."""
        return self.prefetch_related(
            models.Prefetch(
                "answers",
                Answer.objects.select_related("item", "section", "finding").prefetch_related("evidence"),
            )
        )

    def reviewable_by(self, user: User) -> "FieldReportQuerySet":
        return self.awaiting_review().visible_to(user).exclude(inspection__inspectors=user)


class FieldReport(models.Model):
    """One account of one inspection. A returned report stays; its successor is a report of its own."""

    class Status(models.TextChoices):
        FILED = "filed", _("Awaiting review")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")

    TRANSITIONS = {Status.FILED: {Status.APPROVED, Status.RETURNED}}

    inspection = models.ForeignKey(Inspection, models.PROTECT, verbose_name=_("inspection"), related_name="reports")
    # Made on the inspector's device, so that sending twice over a bad line files once.
    client_uuid = models.UUIDField(_("sending key"), unique=True, editable=False)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("filed by"), related_name="+")
    visited_at = models.DateTimeField(_("visited at"))
    filed_at = models.DateTimeField(_("filed at"), editable=False)
    remarks = models.TextField(_("remarks"), max_length=4000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.FILED, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("reviewed by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    review_note = models.TextField(_("review note"), blank=True, editable=False)

    objects = FieldReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("field report")
        verbose_name_plural = _("field reports")
        ordering = ["-filed_at"]
        permissions = [("review_fieldreport", "Can approve or return a field report")]
        constraints = [
            models.UniqueConstraint(fields=["inspection"], condition=~Q(status="returned"), name="report_one_standing"),
            models.CheckConstraint(condition=~Q(reviewed_by=F("filed_by")), name="report_reviewed_by_another"),
            models.CheckConstraint(
                condition=Q(status="filed", reviewed_at__isnull=True)
                | ~Q(status="filed") & Q(reviewed_at__isnull=False),
                name="report_reviewed_when_decided",
            ),
            models.CheckConstraint(condition=Q(visited_at__lte=F("filed_at")), name="report_visit_before_filing"),
        ]
        indexes = [models.Index(fields=["status", "filed_at"], name="report_status_filed")]

    def __str__(self) -> str:
        return f"{self.number} {self.contract.reference}"

    @property
    def number(self) -> str:
        return f"FR-{self.pk:04d}"

    @property
    def contract(self) -> Contract:
        return self.inspection.contract


class AnswerQuerySet(models.QuerySet["Answer"]):
    def by_section_and_visit(self, contract: Contract) -> models.QuerySet:
        """Of approved reports, oldest first: how many answers on a section were ``judged`` and ``passed`` each time."""
        accepted = self.filter(section__contract=contract, report__status=FieldReport.Status.APPROVED)
        return (
            accepted.order_by("report__visited_at", "report")
            .values("section", "report", "report__visited_at")
            .annotate(
                judged=models.Count("pk", filter=Q(passed__isnull=False)),
                passed=models.Count("pk", filter=Q(passed=True)),
            )
        )


class Answer(models.Model):
    """One answer, with the wording and the design value as they stood when it was given."""

    report = models.ForeignKey(FieldReport, models.PROTECT, verbose_name=_("field report"), related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, verbose_name=_("checklist item"), related_name="+")
    section = models.ForeignKey(
        WorkSection, models.PROTECT, verbose_name=_("section"), null=True, blank=True, related_name="+"
    )
    prompt = models.CharField(_("question"), max_length=200)
    prompt_en: str
    prompt_zh_hans: str
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_en: str
    unit_zh_hans: str
    yes = models.BooleanField(_("yes"), null=True)
    number = models.DecimalField(_("number"), max_digits=12, decimal_places=3, null=True)
    text = models.TextField(_("text"), blank=True)
    design_value = models.DecimalField(_("design value"), max_digits=10, decimal_places=3, null=True)
    tolerance = models.DecimalField(_("tolerance"), max_digits=10, decimal_places=3, null=True)
    # None: recorded, not judged
    passed = models.BooleanField(_("passed"), null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "item", "section"], name="answer_once_a_section"),
            models.UniqueConstraint(fields=["report", "item"], condition=Q(section__isnull=True), name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prompt} ({self.section})" if self.section_id else self.prompt

    @property
    def deviation(self) -> Decimal | None:
        """Measured less designed, in the unit of the answer; None where there is no design value."""
        if self.number is None or self.design_value is None:
            return None
        return self.number - self.design_value


class Evidence(models.Model):
    """A photo: the sealed original as it arrived, and a copy without metadata for everybody else."""

    report = models.ForeignKey(FieldReport, models.PROTECT, verbose_name=_("field report"), related_name="evidence")
    answer = models.ForeignKey(
        Answer, models.PROTECT, verbose_name=_("answer"), null=True, blank=True, related_name="evidence"
    )
    original = models.FileField(_("original"), max_length=200, editable=False)
    copy = models.ImageField(_("copy"), max_length=200, editable=False)
    sha256 = models.CharField(_("digest of the original"), max_length=64, editable=False)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["report", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="evidence_once_a_report")]

    def __str__(self) -> str:
        return self.sha256[:12]
