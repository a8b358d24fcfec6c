"""Choosers: a row found by typing a part of its name, where a list of all of them would be too long."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, get_select2_language
from django.db.models import Model
from django.utils.functional import Promise

from contracts.autocomplete import Itself, offered
from contracts.models import User


class Chooser(AutocompleteSelect):
    """The framework's own chooser, with names for whoever listens to the page instead of looking at it.

    Without script it is a plain list that holds only what is chosen already.
    """

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        # The list opens within the page's main part, where everything else stands
        return super().build_attrs(base_attrs, extra_attrs) | {"data-dropdown-parent": "#main"}

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        """Only what is chosen. What was sent and cannot be a key is no row, and the form says so."""
        return super().optgroups(name, [given for given in value if self._is_key(given)], attr)

    def _is_key(self, given: Any) -> bool:
        choices: Any = self.choices
        try:
            choices.queryset.model._meta.pk.clean(given, None)
        except forms.ValidationError:
            return False
        return True

    @property
    def media(self) -> forms.Media:
        parts: Any = super().media
        return forms.Media(js=[*parts._js, "house/admin-choosers.js"], css=parts._css)


class VisibleChoice(forms.ModelChoiceField):
    """A chooser for a form without a model. ``TransitionForm`` calls ``offer_to``; any other form does so itself.

    ``successor = VisibleChoice(User, label=gettext_lazy("Successor"))``
    """

    def __init__(self, model: type[Model], *, label: str | Promise, **options: Any) -> None:
        rows = model._default_manager.none()
        super().__init__(rows, label=label, widget=Chooser(Itself(model), admin.site), **options)

    def offer_to(self, by: User) -> None:
        """Only what this person may see is offered and accepted."""
        choices: Any = self.queryset
        self.queryset = offered(choices.model, by)
        self.widget.i18n_name = get_select2_language()

    def label_from_instance(self, obj: Model) -> str:
        page: Any = admin.site.get_model_admin(type(obj))
        return page.choice_label(obj)
