"""The credit files as lists: certificates, queries of the public lists, restrictions and the waivers of them."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.base import ActionAdmin, fact, link
from contracts.admin.filters import AgencyFilter
from contracts.admin.kept_file import KeepsFile
from contracts.admin.papers import OfContract
from contracts.admin.vendor_steps import LIFT, REVOKE
from contracts.admin_pages import page_url
from contracts.models import CreditQuery, VendorCertificate, VendorRestriction, Waiver

VENDOR_SEARCH = ("vendor__name_en", "vendor__name_zh_hans", "vendor__credit_code")
SOON = timedelta(days=30)


class OfVendor(ActionAdmin):
    """Rows that belong to a vendor and are only read here."""

    list_select_related: ClassVar[Any] = ("vendor",)
    search_fields: ClassVar[Any] = VENDOR_SEARCH
    search_help_text: ClassVar[Any] = gettext_lazy("Vendor or credit code")

    @admin.display(description=gettext_lazy("vendor"), ordering="vendor__name")
    def about(self, row: Any) -> SafeString | str:
        return link(row.vendor)

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        return [fact(_("Vendor"), obj.vendor, url=page_url(obj.vendor))]


class ExpiryFilter(admin.SimpleListFilter):
    """Certificates by when they run out."""

    title = gettext_lazy("expiry")
    parameter_name = "expiry"
    WITHIN = (30, 90)  # days

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        within = [(str(days), _("Within %(days)d days") % {"days": days}) for days in self.WITHIN]
        return [*within, ("over", _("Expired"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        today = timezone.localdate()
        if self.value() == "over":
            return queryset.expired(today)
        if (self.value() or "") in map(str, self.WITHIN):
            return queryset.expiring(today, today + timedelta(days=int(self.value() or 0)))
        return None


def certificate_state(certificate: VendorCertificate) -> tuple[str, str]:
    today = timezone.localdate()
    if certificate.revoked_on:
        return "refused", _("Revoked")
    if certificate.expires_on and certificate.expires_on < today:
        return "overdue", _("Expired")
    if certificate.expires_on and certificate.expires_on <= today + SOON:
        return "warning", _("Expires soon")
    return "valid", _("Valid")


@admin.register(VendorCertificate)
class VendorCertificateAdmin(KeepsFile, OfVendor):
    list_display = ("kind", "about", "state", "issuer", "covers_from", "covers_to", "expires_on")
    list_filter = (ExpiryFilter, "kind", ("revoked_on", admin.EmptyFieldListFilter))
    search_fields = ("number", "issuer", *VENDOR_SEARCH)
    search_help_text = gettext_lazy("Vendor, credit code, issuer or number")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "vendor",
                    ("kind", "number"),
                    "issuer",
                    ("covers_from", "covers_to", "expires_on"),
                    "the_file",
                )
            },
        ),
        (gettext_lazy("Revocation"), {"fields": (("revoked_on", "revoke_reason"),)}),
    )
    transitions = (REVOKE,)

    def state_of(self, obj: VendorCertificate) -> tuple[str, str]:
        return certificate_state(obj)


@admin.register(CreditQuery)
class CreditQueryAdmin(KeepsFile, OfVendor):
    list_display = ("credit_list", "about", "state", "queried_on", "recorded_by")
    list_filter = ("credit_list", "result")
    list_select_related = ("vendor", "recorded_by")
    date_hierarchy = "queried_on"
    fieldsets = ((None, {"fields": ("vendor", ("credit_list", "result"), ("queried_on", "recorded_by"), "the_file")}),)

    def state_of(self, obj: CreditQuery) -> tuple[str, str]:
        is_clear = obj.result == CreditQuery.Result.CLEAR
        return ("valid" if is_clear else "refused"), obj.get_result_display()


def restriction_state(restriction: VendorRestriction) -> tuple[str, str]:
    today = timezone.localdate()
    if restriction.lifted_on:
        return "lifted", _("Lifted")
    if restriction.ends_on and restriction.ends_on < today:
        return "over", _("Over")
    return ("refused" if restriction.level == VendorRestriction.Level.BLOCK else "warning"), _("Stands")


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("effect")
    parameter_name = "effect"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("standing", _("Stands today")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        standing = queryset.standing(timezone.localdate())
        if self.value() == "standing":
            return standing
        return queryset.exclude(pk__in=standing.values("pk")) if self.value() == "over" else None


@admin.register(VendorRestriction)
class VendorRestrictionAdmin(OfVendor):
    list_display = ("ground", "about", "state", "level", "origin", "starts_on", "ends_on")
    list_filter = (StandingFilter, "level", "origin")
    search_fields = ("ground", "source", *VENDOR_SEARCH)
    search_help_text = gettext_lazy("Ground, source, vendor or credit code")
    date_hierarchy = "starts_on"
    fieldsets = (
        (None, {"fields": ("vendor", ("level", "origin"), "ground", "source", ("starts_on", "ends_on"))}),
        (gettext_lazy("Lifting"), {"fields": (("lifted_on", "lift_reason"),)}),
    )
    transitions = (LIFT,)

    def state_of(self, obj: VendorRestriction) -> tuple[str, str]:
        return restriction_state(obj)


@admin.register(Waiver)
class WaiverAdmin(OfContract):
    list_display = ("reason", "about", "state", "of_restriction", "expires_on", "approver")
    list_filter = (AgencyFilter,)
    list_select_related = ("contract", "restriction__vendor", "approver")
    date_hierarchy = "approved_at"
    search_fields = (*OfContract.search_fields, "restriction__vendor__credit_code")
    fieldsets = (
        (None, {"fields": ("contract", "of_restriction", "reason", "expires_on", ("approver", "approved_at"))}),
    )
    readonly_fields = ("of_restriction",)

    @admin.display(description=gettext_lazy("restriction"))
    def of_restriction(self, waiver: Waiver) -> SafeString | str:
        return link(waiver.restriction)

    def state_of(self, obj: Waiver) -> tuple[str, str]:
        is_standing = obj.expires_on >= timezone.localdate()
        return ("valid", _("Valid")) if is_standing else ("over", _("Over"))
