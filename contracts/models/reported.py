"""Publicly reported facts, apart from everything else.

They concern real places. No flag, score, ranking, total or export touches these rows.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.money import MoneyField


class ReportedContractQuerySet(models.QuerySet["ReportedContract"]):
    def matching(self, text: str) -> "ReportedContractQuerySet":
        """Rows in which every word of ``text`` occurs somewhere."""
        rows = self
        for word in text.split():
            rows = rows.filter(
                Q(region__icontains=word)
                | Q(title__icontains=word)
                | Q(purchaser__icontains=word)
                | Q(supplier__icontains=word)
                | Q(reference__icontains=word)
                | Q(reported_by__icontains=word)
            )
        return rows


class ReportedContract(models.Model):
    """One outsourcing as a newspaper or a notice reported it. Blank means not reported."""

    region = models.CharField(_("region"), max_length=80)
    service_kind = models.CharField(_("kind of service"), max_length=32)
    title = models.CharField(_("title"), max_length=250)
    purchaser = models.CharField(_("purchaser"), max_length=200, blank=True)
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    method = models.CharField(_("procurement method"), max_length=20, choices=Contract.Method, blank=True)
    budget = MoneyField(_("budget"), null=True, blank=True)
    award = MoneyField(_("award"), null=True, blank=True)
    term = models.CharField(_("term"), max_length=80, blank=True)
    # "2020-07", "2021" or "2024-08-13": as precise as it was reported, no more
    dated = models.CharField(_("announced or signed"), max_length=10, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    reported_by = models.CharField(_("reported by"), max_length=250)

    objects = ReportedContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported contract")
        verbose_name_plural = _("reported contracts")
        ordering = ["region", "dated", "title"]
        permissions = [("load_reported", "Can load publicly reported facts")]
        constraints = [models.UniqueConstraint(fields=["region", "title"], name="reported_contract_once")]

    def __str__(self) -> str:
        return f"{self.region} {self.title}"

    @property
    def year(self) -> int | None:
        return int(self.dated[:4]) if self.dated else None


class ReportedFigure(models.Model):
    """One figure as reported: a level before and after, with its source."""

    place = models.CharField(_("place"), max_length=80)
    # A code of the indicator library, or a word of its own where the library has no such measure
    indicator_code = models.CharField(_("indicator"), max_length=12)
    period = models.CharField(_("period"), max_length=80, blank=True)
    before = models.DecimalField(_("before"), max_digits=14, decimal_places=4, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=80)
    source = models.CharField(_("source"), max_length=250)

    class Meta:
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        ordering = ["place", "indicator_code"]
        constraints = [
            models.UniqueConstraint(fields=["place", "indicator_code", "period"], name="reported_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.indicator_code}"
