from django.db import migrations


def write(apps, schema_editor):
    """Notices that came before are found as well; each by itself, so that nobody waits for all of them."""
    from notices.catchwords import keep  # reads plain fields only, so that the models of this moment will do

    Notice, Claim = (apps.get_model("notices", name) for name in ("Notice", "Claim"))
    lacking = Notice.objects.filter(catchwords=None).select_related("right", "owner", "filer")
    for notice in lacking.iterator(chunk_size=500):
        keep([(notice, list(Claim.objects.filter(notice=notice).select_related("listing", "seller")))], {})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notices", "0026_routing")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
