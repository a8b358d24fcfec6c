"""Vendors: the companies that provide outsourced services."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.exceptions import ValidationError as InvalidNumber

from contracts.identifiers import new_public_id
from contracts.models.contract import Contract
from contracts.models.money import LARGEST_AMOUNT, SMALLEST_AMOUNT, MoneyField
from contracts.models.scope import AgencyScoped


def compact_credit_code(text: str) -> str:
    """The code without blanks and hyphens, in capitals."""
    return uscc.compact(text).upper()


def validate_credit_code(value: str) -> None:
    """GB 32100-2015, check digit included."""
    try:
        uscc.validate(value)
    except InvalidLength:
        raise ValidationError(
            _("A unified social credit code has 18 characters; this one has %(length)d."),
            params={"length": len(value)},
        ) from None
    except InvalidChecksum:
        raise ValidationError(
            _("The check digit does not match. Compare the code with the business licence, character by character.")
        ) from None
    except (InvalidFormat, InvalidNumber):
        raise ValidationError(
            _("A unified social credit code has digits and capital letters, without I, O, S, V and Z.")
        ) from None


class VendorQuerySet(AgencyScoped, models.QuerySet["Vendor"]):
    def visible_to(self, user):
        """The vendor register is one for all agencies: a vendor's record elsewhere is what an official must see."""
        return self.all() if user.has_perm("contracts.view_vendor") else self.none()

    def published(self) -> "VendorQuerySet":
        """Vendors with at least one published contract."""
        return self.filter(contracts__in=Contract.objects.published()).distinct()


class Vendor(models.Model):
    """A service provider (承接主体), known by its unified social credit code."""

    public_id = models.CharField(
        _("public identifier"), max_length=10, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        validators=[validate_credit_code],
        error_messages={"unique": _("A vendor with this credit code is already registered.")},
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    registered_capital = MoneyField(
        _("registered capital"), null=True, blank=True, help_text=_("In yuan. Blank if not known.")
    )
    # The names without what companies share ("Co., Ltd.", 有限公司, blanks, brackets): see contracts/likeness.py
    likeness_en = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    likeness_zh_hans = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    distinct_because = models.CharField(
        _("not the same as a vendor of like name because"),
        max_length=300,
        blank=True,
        help_text=_("Only where another vendor has nearly the same name."),
    )
    is_demonstration = models.BooleanField(_("fictional"), default=False)

    objects = VendorQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_capital__isnull=True)
                | Q(registered_capital__gte=SMALLEST_AMOUNT, registered_capital__lte=LARGEST_AMOUNT),
                name="vendor_capital_in_range",
                violation_error_message=_("The capital must be above zero and at most 100 billion yuan, or blank."),
            )
        ]

    def __str__(self) -> str:
        return self.name
