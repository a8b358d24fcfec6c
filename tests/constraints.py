"""What the database itself refuses, asked past every check of the application."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Model, UniqueConstraint

Write = Callable[[], object]


def write(row: Model, **columns: Any) -> Write:
    """Write into the row's columns, past the model."""
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**columns)


def write_again(row: Model, **columns: Any) -> Write:
    """Write a second row that differs only in ``columns``, past the model."""
    second = copy.copy(row)
    second.pk = None
    for name, value in columns.items():
        setattr(second, name, value)
    return lambda: type(row)._base_manager.bulk_create([second])


def check_refused(name: str, attempt: Write) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attempt()
    assert says(str(refusal.value), name), refusal.value


def says(message: str, name: str) -> bool:
    """Whether this constraint refused, not another one. SQLite names the columns of a broken unique index instead."""
    model, constraint = constraints()[name]
    if connection.vendor == "sqlite" and isinstance(constraint, UniqueConstraint):
        columns = {f"{model._meta.db_table}.{model._meta.get_field(field).column}" for field in constraint.fields}
        return set(message.removeprefix("UNIQUE constraint failed: ").split(", ")) == columns
    return name in message


def constraints(*labels: str) -> dict[str, tuple[type[Model], CheckConstraint | UniqueConstraint]]:
    """Every constraint of these applications (of all, without a label) by its name."""
    configs = [apps.get_app_config(label) for label in labels] or list(apps.get_app_configs())
    models = [model for config in configs for model in config.get_models()]
    return {c.name: (model, c) for model in models for c in model._meta.constraints}  # type: ignore[misc]


def unique_columns(label: str) -> set[str]:
    """ "Model.column" for each column that is unique by itself."""
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
