"""Mandates get a docket of their own; those that were there get their first entries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Before, no named rights meant all of them; and nobody wrote down who granted what.
FIRST_ENTRIES = """
UPDATE rights_mandate m SET all_rights = NOT EXISTS (SELECT 1 FROM rights_mandate_rights r WHERE r.mandate_id = m.id),
    confirmed_at = now(), confirmed_how = 'grant', ended_at = revoked_at,
    state = CASE WHEN revoked_at IS NULL THEN 'alive' ELSE 'revoked' END,
    version = CASE WHEN revoked_at IS NULL THEN 1 ELSE 2 END;
INSERT INTO docket_entry (subject_type, subject_id, n, step, source, target, role, request_id, facts)
SELECT 'mandate', id, 1, 'grant', '', 'alive', 'system', '', '{}' FROM rights_mandate ORDER BY id;
INSERT INTO docket_entry (subject_type, subject_id, n, step, source, target, role, request_id, facts)
SELECT 'mandate', id, 2, 'revoke', 'alive', 'revoked', 'system', '', '{}' FROM rights_mandate
WHERE revoked_at IS NOT NULL ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
"""



class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("rights", "0002_custody_of_files"),
    ]
    operations = [
        migrations.AddField("mandate", "state", models.CharField(default="", max_length=24), preserve_default=False),
        migrations.AddField("mandate", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("mandate", "owner_name", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("mandate", "owner_email", models.EmailField(blank=True, default="", max_length=254), preserve_default=False),
        migrations.AddField("mandate", "all_rights", models.BooleanField(default=False)),
        migrations.AddField("mandate", "note", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "mandate",
            "renews",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="rights.mandate",
            ),
        ),
        migrations.AddField("mandate", "answer_by", models.DateField(null=True)),
        migrations.AddField("mandate", "confirmed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "mandate",
            "confirmed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "mandate",
            "confirmed_how",
            models.CharField(
                blank=True,
                choices=[("mail", "Mail"), ("portal", "Portal"), ("grant", "Grant")],
                default="",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AddField("mandate", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField("mandate", "remind_on", models.DateField(null=True)),
        migrations.AddField(
            "mandate",
            "key_digest",
            models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            "mandate",
            "owner",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mandates_given",
                to="accounts.organisation",
            ),
        ),
        migrations.RunSQL(FIRST_ENTRIES, migrations.RunSQL.noop),
        migrations.RemoveField("mandate", "revoked_at"),
        migrations.AddIndex(
            "mandate",
            models.Index(condition=models.Q(("state", "alive")), fields=["agent", "owner"], name="mandate_alive"),
        ),
        migrations.AddIndex(
            "mandate",
            models.Index(condition=models.Q(("state", "alive")), fields=["remind_on"], name="mandate_to_remind"),
        ),
        migrations.AddIndex(
            "mandate",
            models.Index(condition=models.Q(("state", "alive")), fields=["ends_on"], name="mandate_to_expire"),
        ),
        migrations.AddConstraint(
            "mandate",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["alive", "revoked"]), _negated=True),
                    ("owner__isnull", False),
                    _connector="OR",
                ),
                name="mandate_of_an_owner_once_granted",
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", True),
                    models.Q(("owner", models.F("agent")), _negated=True),
                    _connector="OR",
                ),
                name="mandate_between_two",
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="mandate_ends_after_its_start",
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                condition=models.Q(("key_digest", ""), _negated=True), fields=("key_digest",), name="one_mandate_a_key"
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                condition=models.Q(("state", "proposed"), models.Q(("owner_email", ""), _negated=True)),
                fields=("agent", "owner_email"),
                name="one_open_proposal_an_address",
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                condition=models.Q(("owner__isnull", False), ("state", "proposed")),
                fields=("agent", "owner"),
                name="one_open_proposal_an_owner",
            ),
        ),
    ]
