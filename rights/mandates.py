"""For whom somebody may act."""

from accounts.models import Organisation
from docket import clock
from rights.models import Mandate


def owners_for(organisation: Organisation) -> list[Organisation]:
    """For whom this organisation may enter rights: itself, and owners who gave it a mandate over all their rights."""
    mandates = Mandate.objects.alive(clock.now().date()).filter(agent=organisation, rights=None)
    given = Organisation.objects.filter(pk__in=mandates.values("owner")).order_by("name")
    return [organisation, *given] if organisation.kind != Organisation.Kind.AGENT else [*given, organisation]
