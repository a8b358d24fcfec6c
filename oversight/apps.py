from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = _("Judgement")


class AdminConfig(admin_apps.SimpleAdminConfig):
    """Django's admin with our own site; every layer registers its own pages with it."""

    default = False
    default_site = "oversight.site.HouseAdminSite"

    def ready(self) -> None:
        super().ready()
        admin.autodiscover()
