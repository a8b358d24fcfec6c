"""Vetting: a person goes through a checklist about a vendor and answers for the result until a day."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.contract import Contract
from contracts.models.credit import OfVendor
from contracts.models.document import StoredFile
from contracts.models.scope import AgencyScoped
from contracts.models.vendor import Vendor


class VettingQuestionQuerySet(models.QuerySet["VettingQuestion"]):
    def in_use(self) -> "VettingQuestionQuerySet":
        return self.filter(is_active=True)


class VettingQuestion(models.Model):
    """One question of the checklist. Its wording is copied into every answer, so that it may change."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    number = models.PositiveSmallIntegerField(pgettext_lazy("in a row", "number"))
    text = models.CharField(_("question"), max_length=300)
    is_decisive = models.BooleanField(_("decisive"), default=True, help_text=_("A “no” means that the vendor fails."))
    is_active = models.BooleanField(_("in use"), default=True)

    objects = VettingQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vetting question")
        verbose_name_plural = _("vetting questions")
        ordering = ["number", "code"]

    def __str__(self) -> str:
        return self.text


class VettingQuerySet(OfVendor):
    def valid(self, on: date) -> "VettingQuerySet":
        """Passed, and still to be relied on."""
        return self.filter(passed=True, reviewed_on__lte=on, valid_until__gte=on)


class VettingReview(models.Model):
    """One going-through of the checklist. Whether it was passed follows from the answers."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, verbose_name=_("vendor"), related_name="vettings")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("reviewer"), related_name="+", editable=False
    )
    reviewed_on = models.DateField(_("reviewed on"))
    valid_until = models.DateField(_("valid until"))
    passed = models.BooleanField(_("passed"), editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = VettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("vetting review")
        verbose_name_plural = _("vetting reviews")
        ordering = ["vendor", "-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("reviewed_on")),
                name="vetting_valid_after_review",
                violation_error_message=_("The review ends before it begins to count. Correct one of the two dates."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor} {self.reviewed_on}"


class VettingAnswer(models.Model):
    """The answer to one question, with the wording it had."""

    review = models.ForeignKey(VettingReview, models.PROTECT, verbose_name=_("review"), related_name="answers")
    question = models.ForeignKey(VettingQuestion, models.PROTECT, verbose_name=_("question"), related_name="+")
    wording = models.CharField(_("wording"), max_length=300)
    is_decisive = models.BooleanField(_("decisive"))
    is_yes = models.BooleanField(_("yes"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("vetting answer")
        verbose_name_plural = _("vetting answers")
        ordering = ["review", "question__number"]
        constraints = [models.UniqueConstraint(fields=["review", "question"], name="vetting_answer_once")]

    def __str__(self) -> str:
        return self.wording


class TrainingQuerySet(AgencyScoped, models.QuerySet["VendorTraining"]):
    agency_lookup = "contract__agency"


class VendorTraining(models.Model):
    """Training and assessment of the vendor's staff on a contract. Numbers only, never a name."""

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="trainings")
    topic = models.CharField(_("topic"), max_length=160)
    held_on = models.DateField(_("held on"))
    trained = models.PositiveIntegerField(_("staff trained"))
    assessed = models.PositiveIntegerField(_("staff assessed"))
    passed = models.PositiveIntegerField(_("staff who passed"))
    stored = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name=_("record"), null=True, blank=True, related_name="trainings"
    )
    file_name = models.CharField(_("file name"), max_length=160, blank=True, editable=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training of the vendor's staff")
        verbose_name_plural = _("training of vendors' staff")
        ordering = ["contract", "-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trained__gte=1),
                name="training_reached_somebody",
                violation_error_message=_("At least one person took part."),
            ),
            models.CheckConstraint(
                condition=Q(assessed__lte=F("trained")),
                name="training_assessed_were_trained",
                violation_error_message=_("More people were assessed than trained. Check the numbers."),
            ),
            models.CheckConstraint(
                condition=Q(passed__lte=F("assessed")),
                name="training_passed_were_assessed",
                violation_error_message=_("More people passed than were assessed. Check the numbers."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} {self.topic}"
