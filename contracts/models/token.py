"""Keys for programs: a person's access to the API, without the password."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user):
        """The own ones. Nobody looks after somebody else's keys; closing the account ends them all."""
        return self.filter(person=user)

    def valid(self, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, person__is_active=True)


class ApiToken(models.Model):
    """A key that acts in one person's name, with that person's roles and scope. Only its digest is kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="tokens", editable=False
    )
    label = models.CharField(_("label"), max_length=80, help_text=_("Which program uses it."))
    beginning = models.CharField(_("beginning"), max_length=8, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued at"), editable=False)
    expires_at = models.DateTimeField(_("expires at"), editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="api_token_expires_after_issue")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.beginning}…)"
