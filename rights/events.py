"""What partners hear of rights and mandates: the owner, and agents while a mandate covers it."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from docket.models import Entry
from notifications.webhooks.events import News, about
from notifications.webhooks.telling import Telling
from rights.models import IPRight, Mandate

OF_RIGHTS = {"verify": "right.verified", "remind": "right.expiring"}


def of_rights(entries: Sequence[Entry]) -> list[News]:
    rights = IPRight.objects.in_bulk({entry.subject_id for entry in entries})
    agents = agents_of(rights.values())
    return [
        News(
            entry,
            organisation,
            OF_RIGHTS[entry.step],
            about(rights[entry.subject_id].public_id, state=entry.target, version=entry.n),
        )
        for entry in entries
        for organisation in (rights[entry.subject_id].organisation_id, *sorted(agents[entry.subject_id]))
    ]


def agents_of(rights: Iterable[IPRight]) -> dict[int, set[int]]:
    """By right: the agents whose mandate covers it today. One query."""
    known = {right.pk: right for right in rights}
    found: dict[int, set[int]] = {pk: set() for pk in known}
    owners = {right.organisation_id for right in known.values()}
    alive = Mandate.objects.alive().filter(Q(all_rights=True) | Q(rights__in=known), owner__in=owners)
    for owner, agent, everything, named in alive.values_list("owner", "agent", "all_rights", "rights"):
        for pk, right in known.items():
            if right.organisation_id == owner and (everything or named == pk):
                found[pk].add(agent)
    return found


def of_mandates(entries: Sequence[Entry]) -> list[News]:
    mandates = Mandate.objects.in_bulk({entry.subject_id for entry in entries})
    return [
        News(entry, side, "mandate.expiring", about(mandate.public_id, state=entry.target, version=entry.n))
        for entry in entries
        for mandate in (mandates[entry.subject_id],)
        for side in (mandate.owner_id, mandate.agent_id)
        if side is not None
    ]


tell = Telling(of_rights)
tell_mandate = Telling(of_mandates)
