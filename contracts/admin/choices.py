"""What the fields of the administration's forms offer to choose from, and how they are entered."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.forms import DateInput, NumberInput
from django.http import HttpRequest
from django.utils.translation import gettext as _

from contracts.models import User
from contracts.models.money import MoneyField


class VisibleChoices(BaseModelAdmin):
    """Mixed into pages and inlines: whoever fills in a form chooses among the rows they may see."""

    # A browser's own date field knows the reader's calendar and needs no script.
    formfield_overrides = {
        models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        # The script of the page writes the sum beside it as people read sums.
        MoneyField: {"widget": NumberInput(attrs={"class": "money"})},
    }

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet:
        choices = db_field.remote_field.model._default_manager.all()
        if hasattr(choices, "visible_to"):
            choices = choices.visible_to(request.user)
        if db_field.remote_field.model is User:
            choices = choices.with_account()
        return choices

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field") and not db_field.translated_field.blank:
            field.help_text = _("In one of the two languages at least.")
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # No pop-up windows: a new row is registered on its own page.
            field.widget = field.widget.widget
        return field
