"""Tenders: why the work is let outside, how, to whom, and on which days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.identifiers import new_public_id
from contracts.models.contract import Contract, ServiceKind
from contracts.models.money import LARGEST_AMOUNT, SMALLEST_AMOUNT, MoneyField
from contracts.models.people import Agency
from contracts.models.scope import AgencyScoped


def in_range(field: str) -> Q:
    return Q(**{f"{field}__gte": SMALLEST_AMOUNT, f"{field}__lte": LARGEST_AMOUNT})


class TenderQuerySet(AgencyScoped, models.QuerySet["Tender"]):
    def awarded(self) -> "TenderQuerySet":
        return self.filter(status=Tender.Status.AWARDED)

    def published(self) -> "TenderQuerySet":
        """What the public may see: tenders that led to a published contract."""
        return self.filter(contracts__in=Contract.objects.published()).distinct()


class Tender(models.Model):
    """One procurement procedure. Its dates are set by its steps, each compared with the day the law names."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("In preparation")
        ANNOUNCED = "announced", _("Announced")
        AWARDED = "awarded", _("Awarded")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS = {
        Status.PREPARED: {Status.ANNOUNCED, Status.CANCELLED},
        Status.ANNOUNCED: {Status.AWARDED, Status.CANCELLED},
    }

    public_id = models.CharField(
        _("public identifier"), max_length=10, unique=True, default=new_public_id, editable=False
    )
    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("A tender with this reference is already registered.")},
    )
    title = models.CharField(_("title"), max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("procuring agency"), related_name="tenders")
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name=_("kind of service"), related_name="tenders")
    scope_item = models.ForeignKey(
        "contracts.ScopeItem", models.PROTECT, verbose_name=_("scope item"), related_name="tenders"
    )
    regime = models.CharField(_("legal regime"), max_length=20, choices=Contract.Regime)
    method = models.CharField(_("procurement method"), max_length=20, choices=Contract.Method)
    budget = MoneyField(_("budget"), help_text=_("In yuan."))
    necessity = models.TextField(
        _("necessity"), max_length=2000, help_text=_("Why the service is needed, and why it is let outside.")
    )
    in_house_comparison = models.TextField(
        _("comparison with doing it in-house"),
        max_length=2000,
        help_text=_("What it would take to do it with the agency's own people: staff, cost, training."),
    )
    in_house_cost = MoneyField(
        _("cost in-house"), null=True, blank=True, help_text=_("In yuan, for the same term. Blank if not known.")
    )
    last_year_price = MoneyField(
        _("last year's price"), null=True, blank=True, help_text=_("In yuan. Blank if it is bought for the first time.")
    )
    notice_on = models.DateField(_("notice published on"), null=True, blank=True, editable=False)
    documents_from = models.DateField(_("documents offered from"), null=True, blank=True, editable=False)
    documents_until = models.DateField(_("documents offered until"), null=True, blank=True, editable=False)
    bids_due_on = models.DateField(_("bids due on"), null=True, blank=True, editable=False)
    opened_on = models.DateField(_("bids opened on"), null=True, blank=True, editable=False)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True, editable=False)
    award_notice_on = models.DateField(_("award notice published on"), null=True, blank=True, editable=False)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PREPARED, editable=False)

    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["-notice_on", "reference"]
        permissions = [
            ("announce_tender", "Can announce a tender"),
            ("award_tender", "Can award a tender"),
            ("cancel_tender", "Can cancel a tender"),
            ("confirm_legality", "Can give the legal officer's confirmation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=in_range("budget"),
                name="tender_budget_in_range",
                violation_error_message=_("The budget must be above zero and at most 100 billion yuan."),
            ),
            models.CheckConstraint(
                condition=Q(in_house_cost__isnull=True) | in_range("in_house_cost"),
                name="tender_in_house_cost_in_range",
                violation_error_message=_("The cost must be above zero and at most 100 billion yuan, or blank."),
            ),
            models.CheckConstraint(
                condition=Q(last_year_price__isnull=True) | in_range("last_year_price"),
                name="tender_last_year_in_range",
                violation_error_message=_("The price must be above zero and at most 100 billion yuan, or blank."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=("prepared", "cancelled")) | Q(notice_on__isnull=False),
                name="tender_notice_when_announced",
            ),
            models.CheckConstraint(
                condition=Q(status="awarded", awarded_on__isnull=False)
                | ~Q(status="awarded") & Q(awarded_on__isnull=True),
                name="tender_awarded_on_when_awarded",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_on__isnull=False)
                | ~Q(status="cancelled") & Q(cancelled_on__isnull=True),
                name="tender_cancelled_on_when_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(bids_due_on__isnull=True) | Q(bids_due_on__gte=F("notice_on")),
                name="tender_bids_due_after_notice",
                violation_error_message=_("Bids are due before the notice was published. Correct one of the dates."),
            ),
            models.CheckConstraint(
                condition=Q(documents_until__isnull=True) | Q(documents_until__gte=F("documents_from")),
                name="tender_documents_dates_in_order",
                violation_error_message=_("The documents end before they begin. Correct one of the dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class BidQuerySet(AgencyScoped, models.QuerySet["Bid"]):
    agency_lookup = "tender__agency"

    def valid(self) -> "BidQuerySet":
        """Those that the award may go to."""
        return self.filter(status=Bid.Status.VALID)

    def winning(self) -> "BidQuerySet":
        return self.filter(status=Bid.Status.WINNING)


class Bid(models.Model):
    """What one vendor offered."""

    class Status(models.TextChoices):
        VALID = "valid", _("Valid")
        DISQUALIFIED = "disqualified", _("Disqualified")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        WINNING = "winning", _("Winning")

    TRANSITIONS = {Status.VALID: {Status.DISQUALIFIED, Status.WITHDRAWN, Status.WINNING}}

    tender = models.ForeignKey(Tender, models.PROTECT, verbose_name=_("tender"), related_name="bids")
    vendor = models.ForeignKey("contracts.Vendor", models.PROTECT, verbose_name=_("vendor"), related_name="bids")
    amount = MoneyField(_("amount"), help_text=_("In yuan."))
    received_on = models.DateField(_("received on"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.VALID, editable=False)
    ground = models.CharField(_("ground"), max_length=300, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by"), related_name="+", editable=False
    )

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        ordering = ["tender", "amount", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "vendor"],
                name="bid_once_per_vendor",
                violation_error_message=_("This vendor's bid is recorded already."),
            ),
            models.UniqueConstraint(
                fields=["tender"],
                condition=Q(status="winning"),
                name="bid_one_winner",
                violation_error_message=_("This tender has a winner already."),
            ),
            models.CheckConstraint(
                condition=in_range("amount"),
                name="bid_amount_in_range",
                violation_error_message=_("The amount must be above zero and at most 100 billion yuan."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("disqualified", "withdrawn")) | ~Q(ground=""), name="bid_ground_when_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender.reference} {self.vendor}"

    @property
    def agency(self) -> Agency:
        return self.tender.agency
