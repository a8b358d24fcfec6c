"""Sections of linear works, by chainage."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.scope import AgencyScoped


def chainage(metres: int) -> str:
    """Metres from the start as engineers write them: 2350 is K2+350."""
    return f"K{metres // 1000}+{metres % 1000:03d}"


class WorkSectionQuerySet(AgencyScoped, models.QuerySet["WorkSection"]):
    agency_lookup = "contract__agency"

    def remote(self) -> "WorkSectionQuerySet":
        """Sections that nobody passes by chance."""
        return self.filter(distance_to_road__gt=WorkSection.REMOTE_FROM)

    def sharing(self, section: "WorkSection") -> "WorkSectionQuerySet":
        """Other sections of the same contract that share a stretch with this one; end to start is no sharing."""
        others = self.filter(contract=section.contract_id).exclude(pk=section.pk)
        return others.filter(starts_at__lt=section.ends_at, ends_at__gt=section.starts_at)

    def without_design(self) -> "WorkSectionQuerySet":
        """Sections that lack a value of the approved design, its tolerance, or where these are written."""
        blank = Q(lining_type="") | Q(design_edition="")
        for column in ("design_depth", "depth_tolerance", "design_bottom_width", "bottom_width_tolerance"):
            blank |= Q(**{f"{column}__isnull": True})
        for column in ("lining_thickness", "thickness_tolerance"):
            blank |= Q(**{f"{column}__isnull": True}) & Q(lining_type__in=WorkSection.MEASURED_LININGS)
        return self.filter(blank)


class WorkSection(models.Model):
    """A stretch of canal with one approved design.

    Design values come from the approved drawing, never from a default.
    """

    class Lining(models.TextChoices):
        CONCRETE = "concrete", _("Cast concrete")
        PRECAST = "precast", _("Precast concrete")
        MASONRY = "masonry", _("Masonry")
        MEMBRANE = "membrane", _("Membrane")
        EARTH = "earth", _("Earth, unlined")

    # Linings whose thickness is measured in millimetres; a membrane is thinner, and earth has none
    MEASURED_LININGS = (Lining.CONCRETE, Lining.PRECAST, Lining.MASONRY)
    REMOTE_FROM = 500  # metres to the nearest road

    contract = models.ForeignKey(Contract, models.PROTECT, verbose_name=_("contract"), related_name="sections")
    starts_at = models.PositiveIntegerField(_("from"), help_text=_("Chainage in metres."))
    ends_at = models.PositiveIntegerField(_("to"), help_text=_("Chainage in metres."))
    distance_to_road = models.PositiveIntegerField(_("distance to road"), help_text=_("In metres."))
    lining_type = models.CharField(_("type of lining"), max_length=12, choices=Lining, blank=True)
    lining = models.CharField(_("designed lining"), max_length=80, blank=True)
    lining_thickness = models.PositiveSmallIntegerField(
        _("lining thickness"), null=True, blank=True, help_text=_("In millimetres, from the approved drawing.")
    )
    thickness_tolerance = models.PositiveSmallIntegerField(
        _("thickness tolerance"), null=True, blank=True, help_text=_("In millimetres, from the approved design.")
    )
    design_bottom_width = models.DecimalField(
        _("designed bottom width"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In metres, from the approved drawing."),
    )
    bottom_width_tolerance = models.PositiveSmallIntegerField(
        _("bottom width tolerance"), null=True, blank=True, help_text=_("In millimetres, from the approved design.")
    )
    design_edition = models.CharField(
        _("design and edition"),
        max_length=120,
        blank=True,
        help_text=_("The drawing or standard that these values were taken from, with its edition."),
    )
    design_depth = models.DecimalField(
        _("designed depth"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In metres, from the approved drawing."),
    )
    depth_tolerance = models.PositiveSmallIntegerField(
        _("depth tolerance"), null=True, blank=True, help_text=_("In millimetres, from the approved design.")
    )

    objects = WorkSectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["contract", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="section_has_length",
                violation_error_message=_("The end of the section lies before its start. Check the chainage."),
            ),
            models.UniqueConstraint(
                fields=["contract", "starts_at"],
                name="section_starts_once",
                violation_error_message=_("Another section starts at this chainage already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{chainage(self.starts_at)}–{chainage(self.ends_at)}"

    @property
    def is_remote(self) -> bool:
        return self.distance_to_road > self.REMOTE_FROM
