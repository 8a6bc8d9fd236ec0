"""What a right is in more words, its other pictures, and the spellings by which rights are compared."""

from django.db import migrations, models

from docket import clock
from rights import likeness, numbers, reminders


def fold_those_that_are_there(apps, schema_editor):
    rights = apps.get_model("rights", "IPRight").objects.all()
    today = clock.today()
    changed = []
    for right in rights.iterator(1000):
        right.number_normal = numbers.normal(right.office, right.number)
        right.st13 = numbers.st13(right.kind, right.office, right.number)
        right.title_folded = likeness.folded(right.title)
        if right.state not in {"withdrawn", "expired"}:
            right.remind_on = reminders.next_day(right.valid_until, today, reminders.OF_RIGHTS)
        changed.append(right)
    rights.bulk_update(changed, ["number_normal", "st13", "title_folded", "remind_on"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_docketed_organisations"),
        ("rights", "0006_allowed_sellers"),
    ]
    operations = [
        migrations.AddField(
            model_name="ipright",
            name="answer",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="ipright",
            name="author",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="ipright",
            name="connection",
            field=models.CharField(
                blank=True,
                choices=[
                    ("owner", "We own it ourselves"),
                    ("group", "A company of our group owns it"),
                    ("licensee", "We hold an exclusive licence"),
                    ("mandate", "We act for the owner under a mandate"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="ipright",
            name="connection_words",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="ipright",
            name="nice_edition",
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.AddField(
            model_name="ipright",
            name="number_normal",
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="ipright",
            name="question",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="ipright",
            name="refusal_code",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="ipright",
            name="remind_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="ipright",
            name="st13",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="ipright",
            name="title_folded",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="ipright",
            name="url",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="ipright",
            name="views",
            field=models.ManyToManyField(blank=True, related_name="+", to="rights.evidence"),
        ),
        migrations.AddField(
            model_name="ipright",
            name="work_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("photo", "photo"),
                    ("image", "drawing, painting or graphic"),
                    ("text", "text"),
                    ("music", "music or sound"),
                    ("film", "film or video"),
                    ("software", "software or game"),
                    ("other", "something else"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(fold_those_that_are_there, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="ipright",
            index=models.Index(
                condition=models.Q(("number_normal", ""), _negated=True),
                fields=["office", "number_normal"],
                name="right_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="ipright",
            index=models.Index(fields=["title_folded"], name="right_by_name"),
        ),
        migrations.AddIndex(
            model_name="ipright",
            index=models.Index(
                condition=models.Q(("remind_on__isnull", False)), fields=["remind_on"], name="right_to_remind"
            ),
        ),
    ]
