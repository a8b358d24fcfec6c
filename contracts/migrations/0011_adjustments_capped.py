from django.db import migrations, models

REFUSALS = {
    "deduction": "A deduction needs both its rate and its cap, each above 0 and at most 100.",
    "bonus": "A bonus needs both its rate and its cap, each above 0 and at most 100.",
}


def _capped(name):
    rate, cap = f"{name}_rate", f"{name}_cap"
    given = models.Q(**{f"{rate}__isnull": False, f"{rate}__gt": 0, f"{rate}__lte": 100})
    given &= models.Q(**{f"{cap}__isnull": False, f"{cap}__gt": 0, f"{cap}__lte": 100})
    return given | models.Q(**{f"{rate}__isnull": True, f"{cap}__isnull": True})


def _constraint(name):
    return models.CheckConstraint(
        condition=_capped(name), name=f"metric_term_{name}_capped", violation_error_message=REFUSALS[name]
    )


class Migration(migrations.Migration):
    """A rate without its cap, or a cap without its rate, is refused by the database as well."""

    dependencies = [("contracts", "0010_contract_resumed_on")]

    operations = [
        operation
        for name in REFUSALS
        for operation in (
            migrations.RemoveConstraint("metricterm", f"metric_term_{name}_capped"),
            migrations.AddConstraint("metricterm", _constraint(name)),
        )
    ]
