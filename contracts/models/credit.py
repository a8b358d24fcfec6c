"""A vendor's credit file: certificates, queries of the lists, restrictions and the waivers of them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.contract import Contract
from contracts.models.document import StoredFile
from contracts.models.scope import AgencyScoped
from contracts.models.vendor import Vendor


class OfVendor(AgencyScoped, models.QuerySet):
    def visible_to(self, user):
        """Like the vendor register itself: one for all agencies."""
        permission = f"contracts.view_{self.model._meta.model_name}"
        return self.all() if user.has_perm(permission) else self.none()


class CertificateQuerySet(OfVendor):
    def standing(self) -> "CertificateQuerySet":
        return self.filter(revoked_on__isnull=True)

    def valid(self, on: date) -> "CertificateQuerySet":
        """Not revoked, and not expired on the day."""
        return self.standing().filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))

    def expiring(self, first: date, last: date) -> "CertificateQuerySet":
        """Running out between the two days."""
        return self.standing().filter(expires_on__range=(first, last))

    def expired(self, on: date) -> "CertificateQuerySet":
        return self.standing().filter(expires_on__lt=on)


class VendorCertificate(models.Model):
    """An official paper: what it proves, for which time. Hearsay is no certificate, so there is always a file."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("Business licence")
        QUALIFICATION = "qualification", _("Qualification")
        TAX = "tax", _("Tax payment")
        SOCIAL_INSURANCE = "social_insurance", _("Social insurance")
        SAFETY = "safety", _("Work safety licence")
        OTHER = "other", _("Other")

    # Those that prove month by month that something was paid
    PERIODIC = frozenset({Kind.TAX, Kind.SOCIAL_INSURANCE})

    vendor = models.ForeignKey(Vendor, models.PROTECT, verbose_name=_("vendor"), related_name="certificates")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    issuer = models.CharField(pgettext_lazy("certificate", "issued by"), max_length=120)
    number = models.CharField(pgettext_lazy("certificate", "number"), max_length=80, blank=True)
    covers_from = models.DateField(_("covers from"))
    covers_to = models.DateField(
        _("covers to"), null=True, blank=True, help_text=_("The last day it speaks of. Needed for tax and insurance.")
    )
    expires_on = models.DateField(_("expires on"), null=True, blank=True, help_text=_("Blank if it has no expiry."))
    stored = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("file"), related_name="certificates")
    file_name = models.CharField(_("file name"), max_length=160, editable=False)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True, editable=False)
    revoke_reason = models.CharField(_("reason for revoking"), max_length=300, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["vendor", "kind", "-covers_from"]
        permissions = [("revoke_vendorcertificate", "Can revoke a certificate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_to__isnull=True) | Q(covers_to__gte=F("covers_from")),
                name="certificate_covers_in_order",
                violation_error_message=_("The covered period ends before it begins. Correct one of the two dates."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("covers_from")),
                name="certificate_expires_after_start",
                violation_error_message=_("The certificate expires before it begins. Correct one of the two dates."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("tax", "social_insurance")) | Q(covers_to__isnull=False),
                name="certificate_period_named",
                violation_error_message=_("Enter the last day that this certificate covers."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(revoke_reason=""), name="certificate_revoked_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor} {self.get_kind_display()}"


class CreditList(models.TextChoices):
    """The public lists that bar a company from government contracts."""

    DEFAULTERS = "defaulters", _("Dishonest judgment debtors")
    TAX = "tax", _("Serious tax offenders")
    PROCUREMENT = "procurement", _("Serious offences in government procurement")


class CreditQuery(models.Model):
    """Somebody looked the vendor up in a public list on a day, and kept the picture of the answer."""

    class Result(models.TextChoices):
        CLEAR = "clear", _("Not listed")
        LISTED = "listed", _("Listed")

    vendor = models.ForeignKey(Vendor, models.PROTECT, verbose_name=_("vendor"), related_name="credit_queries")
    credit_list = models.CharField(_("list"), max_length=12, choices=CreditList)
    queried_on = models.DateField(_("queried on"))
    result = models.CharField(_("result"), max_length=8, choices=Result)
    stored = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("screenshot"), related_name="credit_queries")
    file_name = models.CharField(_("file name"), max_length=160, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by"), related_name="+", editable=False
    )

    objects = OfVendor.as_manager()

    class Meta:
        verbose_name = _("credit query")
        verbose_name_plural = _("credit queries")
        ordering = ["vendor", "-queried_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "credit_list", "queried_on", "stored"],
                name="credit_query_once",
                violation_error_message=_("This query is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor} {self.get_credit_list_display()}"


class RestrictionQuerySet(OfVendor):
    def standing(self, on: date) -> "RestrictionQuerySet":
        """In effect on the day, and not lifted."""
        started = self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        return started.filter(Q(lifted_on__isnull=True) | Q(lifted_on__gt=on))

    def blocking(self, on: date) -> "RestrictionQuerySet":
        return self.standing(on).filter(level=VendorRestriction.Level.BLOCK)


class VendorRestriction(models.Model):
    """Why this vendor should get no new contract: an exclusion by law, a decision of the agency, or bad ratings."""

    class Level(models.TextChoices):
        WARN = "warn", _("Warns")
        BLOCK = "block", _("Blocks new contracts")

    class Origin(models.TextChoices):
        EXCLUSION = "exclusion", _("Exclusion by law")
        DECISION = "decision", _("Decision of an agency")
        SCORECARD = "scorecard", _("Published scorecard")

    vendor = models.ForeignKey(Vendor, models.PROTECT, verbose_name=_("vendor"), related_name="restrictions")
    level = models.CharField(_("level"), max_length=6, choices=Level)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    ground = models.CharField(_("ground"), max_length=300)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Who decided it, with the number of the document.")
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("Blank: until it is lifted."))
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True, editable=False)
    lift_reason = models.CharField(_("reason for lifting"), max_length=300, blank=True, editable=False)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor restriction")
        verbose_name_plural = _("vendor restrictions")
        ordering = ["vendor", "-starts_on", "-pk"]
        permissions = [("lift_vendorrestriction", "Can lift a vendor restriction")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="restriction_dates_in_order",
                violation_error_message=_("The restriction ends before it begins. Correct one of the two dates."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | ~Q(lift_reason=""), name="restriction_lifted_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor}: {self.ground}"


class WaiverQuerySet(AgencyScoped, models.QuerySet["Waiver"]):
    agency_lookup = "contract__agency"

    def standing(self, on: date) -> "WaiverQuerySet":
        return self.filter(expires_on__gte=on)


class Waiver(models.Model):
    """Leave to contract with a restricted vendor all the same: who gave it, why and until when. It is public."""

    restriction = models.ForeignKey(
        VendorRestriction, models.PROTECT, verbose_name=_("restriction"), related_name="waivers"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="waivers")
    reason = models.CharField(_("reason"), max_length=300)
    expires_on = models.DateField(_("expires on"))
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("approved by"), related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("approved at"), editable=False)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["contract", "-approved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "contract", "expires_on"],
                name="waiver_once",
                violation_error_message=_("There is such a waiver already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference}: {self.reason}"
