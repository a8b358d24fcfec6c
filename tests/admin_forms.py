"""Filling in the administration's forms as a browser and a person would."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client

from contracts.models import ScopeItem
from tests import factories
from tests.factories.files import a_pdf


def as_a_browser_would(response: Any, **entered: Any) -> dict[str, Any]:
    """What the page's form would send: the values it shows, and what somebody entered."""
    context = response.context
    forms = [context["adminform"].form] if "adminform" in context else [context["form"]]
    data: dict[str, Any] = {"_as_read": context["as_read"]} if context.get("as_read") else {}
    for inline in context.get("inline_admin_formsets", []):
        formset = inline.formset
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            data[bound.html_name] = [_plain(v) for v in value] if isinstance(value, list | tuple) else _plain(value)
    return data | {key: value for key, value in entered.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return "on" if value is True else value


def plausible(form: Any) -> dict[str, Any]:
    """Something fitting for every field of a form, whatever it asks for."""
    computed = {"value"} if "numerator" in form.fields else set()
    # A vendor on record keeps its code: nobody gets another one
    kept = {"credit_code"} if getattr(form, "instance", None) is not None and form.instance.pk else set()
    asked = {
        name: field
        for name, field in form.fields.items()
        if not field.widget.is_hidden and name not in {"DELETE", *kept}
    }
    return {form.add_prefix(name): "" if name in computed else _fitting(name, asked[name]) for name in asked}


BY_NAME = {
    "roles": ["contract_manager"],
    "code": "new-row",
    "username": "new-row",
    "reference": "new-row",
    "tender": "",
    "level": "block",
}


def _fitting(name: str, field: forms.Field) -> Any:
    if name in BY_NAME:
        return BY_NAME[name]
    if name == "credit_code":
        return factories.credit_code()
    if "password" in name:
        return "a-long-and-rare-passphrase"
    if isinstance(field, forms.DateField):
        return "2026-12-31" if name.startswith(("end", "expires", "valid")) else "2026-01-15"
    if isinstance(field, forms.ModelChoiceField) and field.queryset.model is ScopeItem:
        return factories.a_scope_item().pk  # of the kind and the regime that come first
    if isinstance(field, forms.ModelChoiceField):
        keys = [row.pk for row in field.queryset[:3]]
        return keys if isinstance(field, forms.ModelMultipleChoiceField) else (keys or [""])[0]
    if isinstance(field, forms.ChoiceField):
        values = [value for value, _label in field.choices if value != ""]
        return values[:1] if isinstance(field, forms.MultipleChoiceField) else (values or [""])[0]
    if isinstance(field, forms.IntegerField):  # decimals too
        return "9" if name.startswith("end") else "7"
    if name == "upload":
        return a_pdf("filled in")
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("readings.csv", b"contract,indicator\n")
    if isinstance(field, forms.EmailField):
        return "person@example.org"
    return "on" if isinstance(field, forms.BooleanField) else "Text"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
