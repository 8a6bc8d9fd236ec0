"""Pictures of sealed copies are kept for good, also those sealed before."""

from django.db import migrations, models

SEALED_BEFORE = """
INSERT INTO listings_sealedpicture (sha256, file, sealed_at)
SELECT DISTINCT ON (i.sha256) i.sha256, i.file, s.taken_at
FROM listings_listingimage i JOIN listings_snapshot s ON s.listing_id = i.listing_id
ORDER BY i.sha256, s.taken_at
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0003_search")]
    operations = [
        migrations.CreateModel(
            name="SealedPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("file", models.CharField(max_length=200)),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(SEALED_BEFORE, migrations.RunSQL.noop),
    ]
