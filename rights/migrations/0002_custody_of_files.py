"""Files get a docket of their own; those that were there get their first entry."""

import django.db.models.deletion
from django.db import migrations, models

# What happened before is told as it is known: the file came in, and nobody wrote down who read it since.
FIRST_ENTRIES = """
INSERT INTO docket_entry (subject_type, subject_id, n, step, source, target, role, actor_id, organisation_id,
                          request_id, facts)
SELECT 'evidence', id, 1, 'take_in', '', 'kept', 'system', uploaded_by_id, organisation_id, '',
       jsonb_build_object('sha256', sha256, 'size', size, 'media_type', media_type)
FROM rights_evidence ORDER BY id;
UPDATE rights_evidence SET state = 'kept', version = 1;
INSERT INTO docket_delivery (entry_id, subscriber, lane, state, attempts, last_error)
SELECT id, 'rights.files.previews.prepare', 'evidence:' || subject_id, 'due', 0, '' FROM docket_entry
WHERE subject_type = 'evidence';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("docket", "0002_chain_and_guards"),
        ("rights", "0001_initial"),
    ]
    operations = [
        migrations.AddField("evidence", "state", models.CharField(default="", max_length=24), preserve_default=False),
        migrations.AddField("evidence", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "evidence",
            "preview",
            models.CharField(
                choices=[
                    ("due", "being prepared"),
                    ("made", "ready"),
                    ("none", "none for this kind of file"),
                    ("refused", "refused: not safe to open"),
                ],
                default="due",
                max_length=8,
            ),
        ),
        migrations.AddField("evidence", "flags", models.JSONField(blank=True, default=list)),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("shared", "Shared"), ("thumb", "Thumb")], max_length=8)),
                ("file", models.FileField(max_length=200, upload_to="renditions")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="renditions", to="rights.evidence"
                    ),
                ),
            ],
        ),
        migrations.AddIndex("evidence", models.Index(fields=["sha256"], name="evidence_by_hash")),
        migrations.AddConstraint(
            "rendition", models.UniqueConstraint(fields=("evidence", "kind"), name="one_rendition_a_kind")
        ),
        migrations.RunSQL(FIRST_ENTRIES, migrations.RunSQL.noop),
    ]
