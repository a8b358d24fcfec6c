"""The audit trail: append-only, and the field history the admin shows."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.models.scope import AgencyScoped


class AuditEventQuerySet(AgencyScoped, models.QuerySet["AuditEvent"]):
    agency_lookup = "agency"

    def within(self, agency):
        return self.filter(agency_path__startswith=agency.path)

    def about(self, row: models.Model) -> "AuditEventQuerySet":
        """Events on exactly this row."""
        return self.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))

    def about_any(self, rows: models.QuerySet) -> "AuditEventQuerySet":
        """Events on these rows, which are of one model. One query more for their keys."""
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        return self.filter(subject_type=rows.model._meta.label_lower, subject_id__in=keys)

    def of_contract(self, contract: models.Model) -> "AuditEventQuerySet":
        """Events on the contract and on everything that belongs to it, of whatever layer."""
        return self.filter(contract_id=contract.pk)

    def unsealed(self) -> "AuditEventQuerySet":
        """Events that are not part of the hash chain yet."""
        # By the column of the join: PostgreSQL then looks no further than the first events it finds.
        return self.filter(seal__event=None)

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit event is never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("An audit event is never deleted.")


class AuditEvent(models.Model):
    """Who did what to what, and when. Text and keys only, so that it outlives what it tells about.

    ``occurred_at`` is when it happened, ``recorded_at`` when it was written down: backdating is visible.
    The database itself refuses to change or delete a row (triggers, see migration 0002).
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who"), related_name="+")
    action = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(_("kind of row"), max_length=60)
    subject_id = models.CharField(_("row"), max_length=40)
    subject_label = models.CharField(_("on what"), max_length=250)
    contract_id = models.BigIntegerField(_("contract"), null=True, blank=True, db_index=True)
    agency_path = models.CharField(_("agency"), max_length=255, blank=True)
    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    # {"field": [before, after]}; a bulk action has the count and digest of its list instead
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(_("note"), blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit event is never deleted.")
