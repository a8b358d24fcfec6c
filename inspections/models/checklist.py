"""Checklists: what an inspector looks at."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import InspectionTerm, ServiceKind


class Severity(models.TextChoices):
    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")
    CRITICAL = "critical", _("Critical")


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def current(self) -> "ChecklistQuerySet":
        """The edition that new inspections use."""
        return self.filter(is_current=True)


class Checklist(models.Model):
    """One edition of the checklist for a kind of service and a method."""

    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name=_("kind of service"), related_name="+")
    method = models.CharField(_("method"), max_length=20, choices=InspectionTerm.Method)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=120)
    is_current = models.BooleanField(_("current"), default=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["kind", "method", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "method", "version"], name="checklist_version_once"),
            models.UniqueConstraint(
                fields=["kind", "method"], condition=Q(is_current=True), name="checklist_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class ChecklistItem(models.Model):
    """One question.

    A measurement is judged against a design value with a tolerance; where ``per_section`` is set, the design value
    and tolerance are those of each section of the works and the question is asked once a section.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("Yes or no")
        MEASUREMENT = "measurement", _("Number against a design value")
        NUMBER = "number", _("Number")
        TEXT = "text", _("Text")
        PHOTO = "photo", _("Photo")

    class Rule(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")
        WITHIN = "within", _("within the tolerance of")

    checklist = models.ForeignKey(Checklist, models.CASCADE, verbose_name=_("checklist"), related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    prompt = models.CharField(_("question"), max_length=200)
    prompt_en: str
    prompt_zh_hans: str
    help_text = models.CharField(_("help"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_en: str
    unit_zh_hans: str
    per_section = models.BooleanField(_("once a section"), default=False)
    rule = models.CharField(_("passes if"), max_length=10, choices=Rule, blank=True)
    design_value = models.DecimalField(_("design value"), max_digits=10, decimal_places=3, null=True, blank=True)
    tolerance = models.DecimalField(
        _("tolerance"), max_digits=10, decimal_places=3, null=True, blank=True, help_text=_("In the unit of the value.")
    )
    is_required = models.BooleanField(_("required"), default=True)
    is_veto = models.BooleanField(_("veto item"), default=False)
    severity = models.CharField(_("severity if failed"), max_length=10, choices=Severity, default=Severity.MINOR)

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["checklist", "position"]
        constraints = [models.UniqueConstraint(fields=["checklist", "position"], name="checklist_item_position_once")]

    def __str__(self) -> str:
        return self.prompt
