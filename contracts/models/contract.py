"""Contracts: the promise itself."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.identifiers import new_public_id
from contracts.models.money import LARGEST_AMOUNT, SMALLEST_AMOUNT, MoneyField
from contracts.models.people import Agency
from contracts.models.scope import AgencyScoped

# A day outside is a slip of the keyboard; the schedule would open visits for every month since.
EARLIEST_DAY, LATEST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class ServiceKind(models.Model):
    """What kind of service is outsourced. More are added as rows, without code."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("kind of service")
        verbose_name_plural = _("kinds of service")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ContractQuerySet(AgencyScoped, models.QuerySet["Contract"]):
    def drafts(self) -> "ContractQuerySet":
        return self.filter(status=Contract.Status.DRAFT)

    def active(self) -> "ContractQuerySet":
        return self.filter(status=Contract.Status.ACTIVE)

    def in_force(self, on: date) -> "ContractQuerySet":
        """Active and within its term on the day."""
        return self.active().filter(starts_on__lte=on, ends_on__gte=on)

    def expired(self, on: date) -> "ContractQuerySet":
        """Past its term and not yet closed."""
        return self.active().filter(ends_on__lt=on)

    def ending(self, first: date, last: date) -> "ContractQuerySet":
        """In force, with the last day from ``first`` to ``last``."""
        return self.active().filter(ends_on__range=(first, last))

    def answered_for(self) -> "ContractQuerySet":
        """Active or suspended: somebody has to answer for it now."""
        return self.filter(status__in=(Contract.Status.ACTIVE, Contract.Status.SUSPENDED))

    def not_ended(self) -> "ContractQuerySet":
        """Neither closed nor terminated: somebody still has to answer for it, or is about to."""
        return self.exclude(status__in=Contract.ENDED)

    def published(self) -> "ContractQuerySet":
        """What the public may see: contracts that came into force and were published."""
        return self.filter(published_on__isnull=False).exclude(status=Contract.Status.DRAFT)


class Contract(models.Model):
    """A service contract between an accountable agency and a vendor."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")
        TERMINATED = "terminated", _("Terminated")

    class Regime(models.TextChoices):
        """Which law the contract stands under; works are never a purchase of services."""

        SERVICE_PURCHASE = "service_purchase", _("Government purchase of services")
        WORKS_TENDER = "works_tender", _("Works tender")
        OTHER = "other", _("Other")

    class Method(models.TextChoices):
        OPEN = "open", _("Open tendering")
        SELECTIVE = "selective", _("Selective tendering")
        NEGOTIATION = "negotiation", _("Competitive negotiation")
        CONSULTATION = "consultation", _("Competitive consultation")
        QUOTATION = "quotation", _("Request for quotation")
        SINGLE_SOURCE = "single_source", _("Single-source procurement")
        FRAMEWORK = "framework", _("Framework agreement")

    class TerminationGround(models.TextChoices):
        BREACH = "breach", _("Breach of contract")
        ASSIGNED = "assigned", _("Assignment of the whole contract")
        PERFORMANCE = "performance", _("Bad ratings that were not corrected")
        AGREEMENT = "agreement", _("By agreement")
        PUBLIC_INTEREST = "public_interest", _("Public interest")
        FORCE_MAJEURE = "force_majeure", _("Force majeure")

    TRANSITIONS = {
        Status.DRAFT: {Status.ACTIVE},
        Status.ACTIVE: {Status.SUSPENDED, Status.CLOSED, Status.TERMINATED},
        Status.SUSPENDED: {Status.ACTIVE, Status.TERMINATED},
    }
    ENDED = frozenset({Status.CLOSED, Status.TERMINATED})

    public_id = models.CharField(
        _("public identifier"), max_length=10, unique=True, default=new_public_id, editable=False
    )
    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("A contract with this reference is already registered.")},
    )
    title = models.CharField(_("title"), max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("accountable agency"), related_name="contracts")
    vendor = models.ForeignKey("contracts.Vendor", models.PROTECT, verbose_name=_("vendor"), related_name="contracts")
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name=_("kind of service"), related_name="contracts")
    # Null only in rows that are older than the catalogue: every form and action asks for it.
    scope_item = models.ForeignKey(
        "contracts.ScopeItem", models.PROTECT, verbose_name=_("scope item"), null=True, related_name="contracts"
    )
    regime = models.CharField(_("legal regime"), max_length=20, choices=Regime)
    method = models.CharField(_("procurement method"), max_length=20, choices=Method)
    tender = models.ForeignKey(
        "contracts.Tender", models.PROTECT, verbose_name=_("tender"), null=True, blank=True, related_name="contracts"
    )
    no_tender_ground = models.CharField(
        _("legal ground for no tender"),
        max_length=300,
        blank=True,
        help_text=_("Only where there was none: the instrument and its article."),
    )
    amount = MoneyField(_("amount"), help_text=_("In yuan."))
    budget_line = models.CharField(
        _("budget line"), max_length=80, blank=True, help_text=_("Where the money stands in the agency's budget.")
    )
    agreed_staff = models.PositiveIntegerField(
        _("vendor's staff agreed"), null=True, blank=True, help_text=_("How many people the vendor has to provide.")
    )
    managing_staff = models.PositiveIntegerField(
        _("agency's own staff"), null=True, blank=True, help_text=_("How many people of the agency look after it.")
    )
    budget = MoneyField(_("budget"), null=True, blank=True, help_text=_("In yuan. Blank if not known."))
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), help_text=_("The last day of the service."))
    term_justification = models.CharField(
        _("justification of the term"),
        max_length=300,
        blank=True,
        help_text=_("Needed for more than a year: why the service is stable, continuous and budgeted."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    filed_on = models.DateField(_("filed on"), null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    activated_at = models.DateTimeField(_("activated at"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    closing_reason = models.CharField(_("reason for closing"), max_length=300, blank=True, editable=False)
    termination_ground = models.CharField(
        _("ground for termination"), max_length=16, choices=TerminationGround, blank=True, editable=False
    )
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True, editable=False)
    suspension_reason = models.CharField(_("reason for suspending"), max_length=300, blank=True, editable=False)
    # What would have fallen due up to this day, while the contract was suspended, is not owed.
    resumed_on = models.DateField(_("resumed on"), null=True, blank=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-starts_on", "reference"]
        permissions = [
            ("activate_contract", "Can activate a contract"),
            ("close_contract", "Can close a contract"),
            ("publish_contract", "Can publish a contract"),
            ("suspend_contract", "Can suspend and resume a contract"),
            ("terminate_contract", "Can terminate a contract"),
            ("import_register", "Can import tables into the register"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=SMALLEST_AMOUNT, amount__lte=LARGEST_AMOUNT),
                name="contract_amount_in_range",
                violation_error_message=_("The amount must be above zero and at most 100 billion yuan."),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=SMALLEST_AMOUNT, budget__lte=LARGEST_AMOUNT),
                name="contract_budget_in_range",
                violation_error_message=_("The budget must be above zero and at most 100 billion yuan, or blank."),
            ),
            models.CheckConstraint(
                condition=Q(signed_on__range=(EARLIEST_DAY, LATEST_DAY))
                & Q(starts_on__gte=EARLIEST_DAY, ends_on__lte=LATEST_DAY),
                name="contract_years_plausible",
                violation_error_message=_("The dates of a contract lie between 2000 and 2099. Check the years."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message=_("The last day lies before the first day. Correct one of the two dates."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", activated_at__isnull=True)
                | ~Q(status="draft") & Q(activated_at__isnull=False),
                name="contract_activated_when_not_draft",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("closed", "terminated"), closed_on__isnull=False)
                | ~Q(status__in=("closed", "terminated")) & Q(closed_on__isnull=True),
                name="contract_closed_on_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(status="terminated") & ~Q(termination_ground="")
                | ~Q(status="terminated") & Q(termination_ground=""),
                name="contract_terminated_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(status="suspended", suspended_on__isnull=False)
                | ~Q(status="suspended") & Q(suspended_on__isnull=True),
                name="contract_suspended_on_when_suspended",
            ),
            models.CheckConstraint(
                condition=Q(tender__isnull=True) | Q(no_tender_ground=""),
                name="contract_tender_or_ground",
                violation_error_message=_("Name the tender, or the ground for having none; not both."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "ends_on"], name="contract_status_ends"),
            # The order of the list: without it every look at a page sorts the whole table
            models.Index(fields=["-starts_on", "reference"], name="contract_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED
