"""The chain of seals, which the database itself refuses to change or delete, and to truncate together with the trail.

SQLite drops triggers when a migration remakes the table: a later migration that alters AuditSeal must run ``create``
again, and tests/contracts/test_audit.py looks for the triggers after every migrate. SQLite has no TRUNCATE. Tests
with real transactions empty every table after themselves: tests/conftest.py moves the triggers aside for that.
"""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = (
    """CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON contracts_auditseal
BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END""",
    """CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON contracts_auditseal
BEGIN SELECT RAISE(ABORT, 'a seal is never deleted'); END""",
)
POSTGRESQL = """
CREATE FUNCTION audit_seal_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'a seal is never changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON contracts_auditseal
FOR EACH ROW EXECUTE FUNCTION audit_seal_append_only();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON contracts_auditseal
FOR EACH STATEMENT EXECUTE FUNCTION audit_seal_append_only();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON contracts_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only();
"""
POSTGRESQL_BACK = """
DROP TRIGGER audit_event_no_truncate ON contracts_auditevent;
DROP TRIGGER audit_seal_no_truncate ON contracts_auditseal;
DROP TRIGGER audit_seal_append_only ON contracts_auditseal;
DROP FUNCTION audit_seal_append_only();
"""


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else (POSTGRESQL,):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_seal_no_update")
        schema_editor.execute("DROP TRIGGER audit_seal_no_delete")
    else:
        schema_editor.execute(POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0002_audit_is_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "sequence",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="sequence number"),
                ),
                ("form", models.CharField(max_length=8, verbose_name="canonical form")),
                ("previous", models.CharField(max_length=64, verbose_name="digest before")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal",
                        to="contracts.auditevent",
                        verbose_name="audit event",
                    ),
                ),
            ],
            options={
                "verbose_name": "seal of the audit trail",
                "verbose_name_plural": "seals of the audit trail",
                "ordering": ["sequence"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sequence__gte", 1)), name="seal_number_from_one"),
                    models.UniqueConstraint(fields=("digest",), name="seal_digest_once"),
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
