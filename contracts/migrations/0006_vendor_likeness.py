"""The names that vendors are compared by, for those that were registered before there was a comparison."""

from django.db import migrations

from contracts.likeness import normalised


def fill(apps, schema_editor):
    vendors = apps.get_model("contracts", "Vendor").objects.all()
    for vendor in vendors.iterator():
        vendors.filter(pk=vendor.pk).update(
            likeness_en=normalised(vendor.name_en or ""), likeness_zh_hans=normalised(vendor.name_zh_hans or "")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0005_register_import"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
