"""The scope catalogue: what may, what may partly and what must never be outsourced."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.contract import Contract, ServiceKind
from contracts.models.law import Basis, EffectiveQuerySet
from contracts.models.people import Agency
from contracts.models.scope import AgencyScoped
from contracts.models.tender import Tender


class ScopeItem(models.Model):
    """One entry of the catalogue. A change of substance is a new version; contracts keep the one they were let by."""

    class Verdict(models.TextChoices):
        SUITABLE = "suitable", _("Suitable")
        PARTLY = "partly", _("Partly, with conditions")
        PROHIBITED = "prohibited", _("Prohibited")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=160)
    kind = models.ForeignKey(
        ServiceKind,
        models.PROTECT,
        verbose_name=_("kind of service"),
        null=True,
        blank=True,
        related_name="scope_items",
        help_text=_("Blank: of any kind."),
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    regime = models.CharField(_("legal regime"), max_length=20, choices=Contract.Regime)
    reason = models.CharField(_("reason"), max_length=300)
    source = models.CharField(_("source"), max_length=200, help_text=_("The instrument and its article."))
    basis = models.CharField(_("how it is known"), max_length=10, choices=Basis)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=80)
    effective_from = models.DateField(_("in effect from"))
    effective_until = models.DateField(_("in effect until"), null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope item")
        verbose_name_plural = _("scope catalogue")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="scope_item_code_version",
                violation_error_message=_("This version of the entry exists already."),
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="scope_item_dates_in_order",
                violation_error_message=_("The entry ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def blocks(self) -> bool:
        return self.basis == Basis.READ


class ScopeCondition(models.Model):
    """What must be answered before something that is only partly suitable is outsourced."""

    item = models.ForeignKey(ScopeItem, models.PROTECT, verbose_name=_("scope item"), related_name="conditions")
    number = models.PositiveSmallIntegerField(pgettext_lazy("in a row", "number"))
    text = models.CharField(_("condition"), max_length=300)

    class Meta:
        verbose_name = _("scope condition")
        verbose_name_plural = _("scope conditions")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"],
                name="scope_condition_number_once",
                violation_error_message=_("Another condition has this number already."),
            )
        ]

    def __str__(self) -> str:
        return self.text


ABOUT_ONE = Q(tender__isnull=True, contract__isnull=False) | Q(tender__isnull=False, contract__isnull=True)


class AboutTenderOrContract(AgencyScoped, models.QuerySet):
    """Rows about a tender, or about a contract that was let without one."""

    def within(self, agency):
        prefix = agency.path
        return self.filter(Q(tender__agency__path__startswith=prefix) | Q(contract__agency__path__startswith=prefix))

    def covering(self, contract: Contract) -> "AboutTenderOrContract":
        """What was said on the contract itself or on the tender it came from."""
        about = Q(contract=contract)
        return self.filter(about | Q(tender=contract.tender_id) if contract.tender_id else about)


class OfTenderOrContract:
    """Mixed into such a row."""

    tender: Tender | None
    contract: Contract | None

    @property
    def agency(self) -> Agency:
        return (self.contract or self.tender).agency  # type: ignore[union-attr]


class ScopeAnswer(OfTenderOrContract, models.Model):
    """How one condition is met: on the tender, or on a contract that was let without one."""

    tender = models.ForeignKey(
        Tender, models.PROTECT, verbose_name=_("tender"), null=True, blank=True, related_name="scope_answers"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, verbose_name=_("contract"), null=True, blank=True, related_name="scope_answers"
    )
    condition = models.ForeignKey(ScopeCondition, models.PROTECT, verbose_name=_("condition"), related_name="answers")
    is_met = models.BooleanField(_("met"))
    explanation = models.CharField(_("how"), max_length=300)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("answered by"), related_name="+", editable=False
    )
    answered_at = models.DateTimeField(_("answered at"), editable=False)

    objects = AboutTenderOrContract.as_manager()

    class Meta:
        verbose_name = _("answer to a scope condition")
        verbose_name_plural = _("answers to scope conditions")
        ordering = ["condition"]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="scope_answer_about_one"),
            models.UniqueConstraint(
                fields=["tender", "condition"],
                name="scope_answer_once_per_tender",
                violation_error_message=_("This condition is answered already. Change that answer."),
            ),
            models.UniqueConstraint(
                fields=["contract", "condition"],
                name="scope_answer_once_per_contract",
                violation_error_message=_("This condition is answered already. Change that answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.explanation}"


class LegalConfirmation(OfTenderOrContract, models.Model):
    """The legal officer's recorded word where a rule is known from a secondary source only."""

    class Topic(models.TextChoices):
        SCOPE = "scope", _("What may be outsourced")
        REGIME = "regime", _("Legal regime")
        TERM = "term", _("Length of the contract")
        CLOCK = "clock", _("A legal deadline")

    tender = models.ForeignKey(
        Tender, models.PROTECT, verbose_name=_("tender"), null=True, blank=True, related_name="confirmations"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, verbose_name=_("contract"), null=True, blank=True, related_name="confirmations"
    )
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    opinion = models.CharField(_("opinion"), max_length=300)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("legal officer"), related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), editable=False)

    objects = AboutTenderOrContract.as_manager()

    class Meta:
        verbose_name = _("legal confirmation")
        verbose_name_plural = _("legal confirmations")
        ordering = ["-confirmed_at"]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="legal_confirmation_about_one"),
            models.UniqueConstraint(
                fields=["tender", "topic"],
                name="legal_confirmation_once_per_tender",
                violation_error_message=_("The legal officer has confirmed this already."),
            ),
            models.UniqueConstraint(
                fields=["contract", "topic"],
                name="legal_confirmation_once_per_contract",
                violation_error_message=_("The legal officer has confirmed this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.opinion}"
