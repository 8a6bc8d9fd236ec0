"""Organisations and invitations with a docket of their own; memberships with a name that pages may show."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models


def name_memberships(apps, schema_editor):
    rows = list(apps.get_model("accounts", "Membership").objects.filter(public_id=None))
    for row in rows:
        row.public_id = accounts.models.membership_id()
    apps.get_model("accounts", "Membership").objects.bulk_update(rows, ["public_id"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_guests_and_preparers")]

    operations = [
        migrations.AddField("organisation", "state", models.CharField(default="", max_length=24), preserve_default=False),
        migrations.AddField("organisation", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("membership", "public_id", models.CharField(max_length=32, null=True)),
        migrations.RunPython(name_memberships, migrations.RunPython.noop),
        migrations.AlterField(
            "membership",
            "public_id",
            models.CharField(default=accounts.models.membership_id, editable=False, max_length=32, unique=True),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=24)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "public_id",
                    models.CharField(
                        default=accounts.models.invitation_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[("admin", "administrator"), ("member", "member"), ("preparer", "preparer")],
                        max_length=8,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sent", models.PositiveSmallIntegerField(default=1)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["expires_at"], name="invitation_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("organisation", "email"),
                        name="one_open_invitation",
                    )
                ],
            },
        ),
    ]
