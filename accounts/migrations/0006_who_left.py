"""Whoever left an organisation is found by name, and not by reading every entry."""

from django.db import migrations

MADE = """
CREATE INDEX IF NOT EXISTS entry_of_leaving ON docket_entry ((facts->>'member'))
WHERE subject_type = 'organisation' AND step IN ('leave', 'remove')
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_undo_seconds"), ("docket", "0005_undo")]

    operations = [migrations.RunSQL(MADE, "DROP INDEX IF EXISTS entry_of_leaving")]
