"""Files: stored once under the digest of their content, and what they are to a contract."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.scope import AgencyScoped


class StoredFile(models.Model):
    """The bytes of one upload. Who may read them is decided by the row that names the file."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)  # bytes
    content_type = models.CharField(_("type"), max_length=80, editable=False)
    file = models.FileField(_("file"), upload_to="documents/", max_length=120, editable=False)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gte=1), name="stored_file_not_empty")]

    def __str__(self) -> str:
        return self.sha256[:12]


class DocumentQuerySet(AgencyScoped, models.QuerySet["Document"]):
    agency_lookup = "contract__agency"

    def standing(self) -> "DocumentQuerySet":
        return self.filter(withdrawn_on__isnull=True)


class Document(models.Model):
    """One typed document of a contract. Never exchanged: a wrong one is withdrawn and the right one added."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Signed contract")
        RULEBOOK = "rulebook", _("Rulebook of the service")
        TENDER = "tender", _("Tender document")
        AWARD = "award", _("Award notice")
        AMENDMENT = "amendment", _("Amendment")
        DESIGN = "design", _("Approved design")
        ACCEPTANCE = "acceptance", _("Acceptance record")
        PAYMENT = "payment", _("Payment voucher")
        OTHER = "other", _("Other")

    # What a contract in force is never without
    REQUIRED = frozenset({Kind.CONTRACT, Kind.RULEBOOK})

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="documents")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    stored = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("file"), related_name="documents")
    file_name = models.CharField(_("file name"), max_length=160, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("added by"), related_name="+", editable=False
    )
    added_at = models.DateTimeField(_("added at"), editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdraw_reason = models.CharField(_("reason for withdrawing"), max_length=300, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["contract", "kind", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "stored"],
                condition=Q(withdrawn_on__isnull=True),
                name="document_once",
                violation_error_message=_("This very file is among the documents of the contract already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdraw_reason=""), name="document_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"
