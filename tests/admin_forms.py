"""Filling in the administration's forms as a browser and a person would."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client

from tests import factories


def as_a_browser_would(response: Any, **entered: Any) -> dict[str, Any]:
    """What the page's form would send: the values it shows, and what somebody entered."""
    context = response.context
    forms = [context["adminform"].form] if "adminform" in context else [context["form"]]
    data: dict[str, Any] = {}
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
    asked = {name: field for name, field in form.fields.items() if not field.widget.is_hidden and name != "DELETE"}
    return {form.add_prefix(name): "" if name in computed else _fitting(name, asked[name]) for name in asked}


def _fitting(name: str, field: Any) -> Any:
    kind = type(field).__name__
    if name == "credit_code":
        return factories.credit_code()
    if name == "roles":
        return ["official"]
    if "Date" in kind:
        return "2026-12-31" if name.startswith("end") else "2026-01-15"
    if hasattr(field, "queryset"):
        keys = [row.pk for row in field.queryset[:3]]
        return keys if "Multiple" in kind else (keys or [""])[0]
    if hasattr(field, "choices"):
        values = [value for value, _label in field.choices if value != ""]
        return values[:1] if "Multiple" in kind else (values or [""])[0]
    if kind in ("IntegerField", "DecimalField", "FloatField"):
        return "9" if name.startswith("end") else "7"
    if kind == "BooleanField":
        return "on"
    if kind == "FileField":
        return SimpleUploadedFile("readings.csv", b"contract,indicator\n")
    if kind == "EmailField":
        return "person@example.org"
    if "password" in name:
        return "a-long-and-rare-passphrase"
    return "new-row" if name in ("code", "username", "reference") else "Text"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
