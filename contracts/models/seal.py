"""The seals of the audit trail: links of a hash chain, one for each event, written after the event."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models.audit import AuditEvent


class AuditSealQuerySet(models.QuerySet["AuditSeal"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("A seal is never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("A seal is never deleted.")


class AuditSeal(models.Model):
    """Link number ``sequence`` of the chain: the event, and the digest that this and every earlier link is part of.

    How the digest is made is told in contracts/sealing.py, which alone writes these rows. The order of the chain is
    the sequence, which has no gaps; keys of events have some, and may be given out in another order than committed.
    The database itself refuses to change, delete or truncate (triggers, see migration 0003).
    """

    sequence = models.PositiveBigIntegerField(_("sequence number"), primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal", verbose_name=_("audit event"))
    form = models.CharField(_("canonical form"), max_length=8)  # which version of the canonical form was digested
    previous = models.CharField(_("digest before"), max_length=64)  # SHA-256 in hexadecimal, zeros for the first
    digest = models.CharField(_("digest"), max_length=64)  # SHA-256 in hexadecimal
    sealed_at = models.DateTimeField(_("sealed at"))

    objects = AuditSealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal of the audit trail")
        verbose_name_plural = _("seals of the audit trail")
        ordering = ["sequence"]
        constraints = [
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="seal_number_from_one"),
            models.UniqueConstraint(fields=["digest"], name="seal_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A seal is never changed.")
        super().save(*args, **(kwargs | {"force_insert": True}))  # its key is given, not drawn: never try an update

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A seal is never deleted.")
