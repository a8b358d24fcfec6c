from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        from inspections import gates  # noqa: F401  (registers itself; its models are known only now)
