"""Rows on another row's page, written through actions like everything else."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from contracts.admin.choices import VisibleChoices
from contracts.admin.panels import OVERVIEW
from contracts.admin.refusal import RowRefused, showing_refusals


class ActionInline(VisibleChoices, admin.TabularInline):
    """A subclass says how its rows are written: ``create``, ``change``, ``remove``. What it does not define is not
    offered; with none of them the rows are only shown. ``tab`` is the code of the tab they stand in.
    """

    tab = OVERVIEW
    extra = 1
    show_change_link = True

    def create(self, request: HttpRequest, parent: Any, form: ModelForm) -> Any:
        raise NotImplementedError

    def change(self, request: HttpRequest, obj: Any, form: ModelForm) -> Any:
        raise NotImplementedError

    def remove(self, request: HttpRequest, obj: Any) -> None:
        raise NotImplementedError

    def may_write(self, request: HttpRequest, parent: Any) -> bool:
        """Whether this person may write these rows at all, as far as can be told without one of them."""
        raise NotImplementedError

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may look at the page may look at its parts."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._defines("create") and self.may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._defines("change") and self.may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._defines("remove") and self.may_write(request, obj)

    def may_be_written(self, request: HttpRequest, parent: Any) -> bool:
        ways = (self.has_add_permission, self.has_change_permission, self.has_delete_permission)
        return any(may(request, parent) for may in ways)

    def _defines(self, method: str) -> bool:
        return getattr(type(self), method) is not getattr(ActionInline, method)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = showing_refusals(formset.form, request)
        formset.inline = self  # type: ignore[attr-defined]
        return formset

    def save_rows(self, request: HttpRequest, parent: Model, formset: BaseInlineFormSet) -> None:
        """Removals first, so that a row may take the place of one that goes."""
        gone = formset.deleted_forms
        for form in gone:
            if form.instance.pk:
                # A row that is to go shows no errors of its own, so a refusal stands at the head of the page.
                self._calling(None, self.remove, request, _fresh(form))
        for form in formset.initial_forms if self.has_change_permission(request, parent) else ():
            if form not in gone and form.has_changed():
                self._calling(form.prefix, self.change, request, _fresh(form), form)
        for form in formset.extra_forms:
            if form not in gone and form.has_changed():
                self._calling(form.prefix, self.create, request, parent, form)

    def _calling(self, prefix: str | None, write: Any, *arguments: Any) -> None:
        try:
            write(*arguments)
        except ValidationError as refused:
            raise RowRefused(refused, prefix) from refused

    def entered(self, form: ModelForm) -> dict[str, Any]:
        names = {field.name for field in self.opts.concrete_fields} - {self.opts.pk.name, formset_parent(form)}
        wanted = form.cleaned_data if form.instance.pk is None else form.changed_data
        return {name: form.cleaned_data[name] for name in wanted if name in names}


def formset_parent(form: Any) -> str:
    """The field that ties an inline's row to the page's row."""
    return next((name for name, field in form.fields.items() if hasattr(field, "parent_instance")), "")


def _fresh(form: Any) -> Any:
    return form.instance._meta.model._base_manager.get(pk=form.instance.pk)
