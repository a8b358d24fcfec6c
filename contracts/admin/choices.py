"""What the fields of the administration's forms offer to choose from, and how they are entered."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.forms import DateInput, NumberInput
from django.http import HttpRequest
from django.utils.translation import gettext as _

from contracts.admin.choosers import Chooser
from contracts.autocomplete import offered
from contracts.models.money import MoneyField


class VisibleChoices(BaseModelAdmin):
    """Mixed into pages and inlines: whoever fills in a form chooses among the rows they may see."""

    # On a page: its table is a screenful, so forms offer it as a plain list instead of searching it while one types
    is_short = False

    # A browser's own date field knows the reader's calendar and needs no script.
    formfield_overrides = {
        models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        # The script of the page writes the sum beside it as people read sums.
        MoneyField: {"widget": NumberInput(attrs={"class": "money"})},
    }

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet:
        return offered(db_field.remote_field.model, request.user)

    def choice_label(self, obj: Any) -> str:
        """What a chooser calls a row of this page: enough to tell it from others of the same name."""
        return str(obj)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Rows of a table that can grow long are found by typing, by whoever may look at that table's list."""
        pointers = [field for field in self.opts.concrete_fields if isinstance(field, models.ForeignKey)]
        return [field.name for field in pointers if self._is_searched(field.remote_field.model, request)]

    def _is_searched(self, model: type[models.Model], request: HttpRequest) -> bool:
        page: Any = self.admin_site._registry.get(model)
        if page is None or page.is_short:
            return False
        return bool(page.get_search_fields(request)) and page.has_view_permission(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        is_searched = "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request)
        if is_searched:
            kwargs["widget"] = Chooser(db_field, self.admin_site, using=kwargs.get("using"))
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if is_searched and field is not None:
            page: Any = self.admin_site.get_model_admin(db_field.remote_field.model)
            field.label_from_instance = page.choice_label
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field") and not db_field.translated_field.blank:
            field.help_text = _("In one of the two languages at least.")
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # No pop-up windows: a new row is registered on its own page.
            field.widget = field.widget.widget
        return field
