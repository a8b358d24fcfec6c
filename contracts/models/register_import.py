"""Tables on their way into the register: uploaded, checked, loaded."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.scope import AgencyScoped


class RegisterImportQuerySet(AgencyScoped, models.QuerySet["RegisterImport"]):
    agency_lookup = "uploaded_by__agency"

    def visible_to(self, user):
        """Everybody's own; whoever sees all agencies sees all of them."""
        return self.all() if user.sees_all_agencies else self.filter(uploaded_by=user)

    def left(self, at: datetime) -> "RegisterImportQuerySet":
        """Work that nobody is at: its wake-up call was lost, or its worker was killed."""
        asleep = Q(status__in=RegisterImport.WAITING, touched_at__lt=at - RegisterImport.WAKES_WITHIN)
        lost = Q(status__in=RegisterImport.AT_WORK, touched_at__lt=at - RegisterImport.ENDS_WITHIN)
        return self.filter(asleep | lost)

    def resting_since(self, before: datetime) -> "RegisterImportQuerySet":
        """Tables whose file is still there and that nobody has touched since."""
        return self.exclude(file="").exclude(status__in=RegisterImport.WORK).filter(touched_at__lt=before)


class RegisterImport(models.Model):
    """One uploaded table. What is loaded is the very file that was checked, by its digest."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Refused")
        ORDERED = "ordered", _("Waiting to be loaded")
        LOADING = "loading", _("Being loaded")
        LOADED = "loaded", _("Loaded")
        FAILED = "failed", pgettext_lazy("import", "Failed")

    TRANSITIONS = {
        Status.UPLOADED: {Status.CHECKING},
        Status.CHECKING: {Status.CHECKED, Status.REFUSED, Status.FAILED, Status.CHECKING},
        Status.CHECKED: {Status.ORDERED, Status.UPLOADED},
        Status.ORDERED: {Status.LOADING},
        Status.LOADING: {Status.LOADED, Status.FAILED, Status.LOADING},
        Status.REFUSED: {Status.UPLOADED},
        Status.FAILED: {Status.UPLOADED},
    }
    WAITING = (Status.UPLOADED, Status.ORDERED)
    AT_WORK = (Status.CHECKING, Status.LOADING)
    WORK = (*WAITING, *AT_WORK)
    WAKES_WITHIN = timedelta(minutes=1)
    ENDS_WITHIN = timedelta(minutes=10)  # no load takes so long, and none gives a sign of life on the way

    file = models.FileField(_("file"), upload_to="imports/", max_length=120, blank=True, editable=False)
    file_name = models.CharField(_("file name"), max_length=160, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    kind = models.CharField(
        _("table"), max_length=20, blank=True, help_text=_("Blank: told from each sheet's name or header.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by"), related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False)
    touched_at = models.DateTimeField(_("last sign of work"), editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.UPLOADED, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    rows_done = models.PositiveIntegerField(_("rows read"), default=0, editable=False)
    # counts a kind and state, errors, the rows that would change, the digest of all; see contracts/actions/uploads.py
    result = models.JSONField(_("result"), default=dict, editable=False)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="loaded") | Q(rows__gte=1), name="register_import_loaded_has_rows"
            )
        ]
        indexes = [models.Index(fields=["status", "touched_at"], name="register_import_work")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.status in self.WORK

    def is_left(self, at: datetime) -> bool:
        """Whether its worker must have been lost."""
        return self.touched_at < at - self.ENDS_WITHIN
