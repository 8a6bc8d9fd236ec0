"""Taking a claim back."""

from collections.abc import Sequence

from docket import transaction
from docket.actors import Actor
from docket.models import Entry
from notices.actions import deed
from notices.actions.decide import release
from notices.actions.deed import Versions
from notices.models import Claim


@transaction.atomic
def retract(*, by: Actor, claims: Sequence[Claim], reason: str = "", after: Versions = None) -> list[Entry]:
    """Undo what these claims caused. A listing stays hidden only if another claim stands against it."""
    claims = deed.locked(claims)
    was_hidden = {c.pk: {"was_hidden": c.hidden} for c in claims}
    entries = deed.take("retract", claims, by=by, after=after, each=was_hidden)
    if reason:  # words of people stay out of the chain, which can never be erased
        Claim.objects.filter(pk__in=[c.pk for c in claims]).update(retraction=reason[:2000])
    release(claims, by)
    return entries
