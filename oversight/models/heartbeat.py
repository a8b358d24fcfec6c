"""The worker's sign of life."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """One row, written by a task that beat enqueued: when it is fresh, beat, broker and worker all live."""

    FRESH_FOR = timedelta(minutes=3)

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name

    def is_fresh(self, at: datetime) -> bool:
        return at - self.at < self.FRESH_FOR
