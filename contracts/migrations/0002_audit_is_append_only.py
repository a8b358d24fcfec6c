"""The database itself refuses to change or delete an audit event.

SQLite drops triggers when a migration remakes the table: a later migration that alters AuditEvent must run
``create`` again, and tests/contracts/test_audit.py looks for the triggers after every migrate.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON contracts_auditevent
BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON contracts_auditevent
BEGIN SELECT RAISE(ABORT, 'an audit event is never deleted'); END;
"""
POSTGRESQL = """
CREATE FUNCTION audit_event_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'an audit event is never changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON contracts_auditevent
FOR EACH ROW EXECUTE FUNCTION audit_event_append_only();
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE.strip().split("END;\n"):
            schema_editor.execute(statement.removesuffix("END;").rstrip() + " END;")
    else:
        schema_editor.execute(POSTGRESQL)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_event_no_update")
        schema_editor.execute("DROP TRIGGER audit_event_no_delete")
    else:
        schema_editor.execute("DROP TRIGGER audit_event_append_only ON contracts_auditevent")
        schema_editor.execute("DROP FUNCTION audit_event_append_only()")


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
