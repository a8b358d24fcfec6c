"""Agencies and the people in them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from contracts.models.scope import AgencyScoped


class AgencyQuerySet(AgencyScoped, MP_NodeQuerySet):
    agency_lookup = ""

    def demonstration(self) -> "AgencyQuerySet":
        """The root agencies of fictional counties."""
        return self.filter(is_demonstration=True, depth=1)


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> AgencyQuerySet:
        """The tree's own manager names its query set outright; this one is ours, in the same order."""
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


class Agency(MP_Node):
    """A government body; the tree is its line of command."""

    code = models.CharField(_("code"), max_length=32, unique=True, help_text=_("Short and unique, used in imports."))
    name = models.CharField(_("name"), max_length=120)
    is_demonstration = models.BooleanField(
        _("fictional"), default=False, help_text=_("Belongs to a demonstration county; every page says so.")
    )

    objects = AgencyManager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(AgencyScoped, models.QuerySet["User"]):
    def with_account(self) -> "UserQuerySet":
        """People who can sign in: no closed accounts, and not the one of scheduled work."""
        return self.filter(is_active=True).exclude(username=User.AUTOMATION)

    def with_load(self) -> "UserQuerySet":
        """Each with ``open_duties``: how many duties are in this person's name, acknowledged or not."""
        return self.annotate(open_duties=models.Count("duties", filter=models.Q(duties__ended_on__isnull=True)))


class HouseUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def automation(self) -> "User":
        """The account in whose name scheduled work is done. Nobody can sign in with it."""
        return self.get(username=User.AUTOMATION)


class User(AbstractUser):
    """A person with a post in an agency."""

    AUTOMATION = "automation"

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=80)
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name=_("agency"), null=True, blank=True, related_name="people"
    )
    scope = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name=_("sees"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("This agency and those below it. Blank: the own agency and those below it."),
    )
    post = models.CharField(_("post"), max_length=120, blank=True)
    office_phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=[("en", "English"), ("zh-hans", "简体中文")]
    )

    objects: ClassVar[HouseUserManager] = HouseUserManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        permissions = [("view_all_agencies", "Can see the rows of every agency")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def sees_all_agencies(self) -> bool:
        return self.has_perm("contracts.view_all_agencies")

    @property
    def sees_within(self) -> Agency | None:
        """The top of the part of the tree this person may look at."""
        return self.scope or self.agency

    def oversees(self, agency: Agency) -> bool:
        """Whether the agency is the one this person sees, or lies below it."""
        if self.sees_all_agencies:
            return True
        top = self.sees_within
        return top is not None and agency.path.startswith(top.path)
