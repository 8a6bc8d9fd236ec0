"""The indexes by which workers find what to deliver next, built while others go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("docket", "0003_dependencies")]

    operations = [
        AddIndexConcurrently(
            "delivery",
            models.Index(
                fields=["dependency", "priority", "due_at", "id"],
                name="delivery_next",
                condition=models.Q(state="due"),
            ),
        ),
        AddIndexConcurrently(
            "delivery", models.Index(fields=["id"], name="delivery_stuck", condition=models.Q(state="stuck"))
        ),
    ]
