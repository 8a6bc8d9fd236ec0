"""For whom somebody may act. One rule answers everywhere: `Mandate.objects.covering`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from rights.models import IPRight, Mandate

SOON = timedelta(days=30)


def covers(*, owner: Organisation, agent: Organisation, right: IPRight | None, market: str | None = None) -> bool:
    """Whether the agent may act for the owner today: on this right, for listings sold in this market."""
    return owner == agent or Mandate.objects.covering(owner=owner, agent=agent, right=right, market=market).exists()


def speaks_for(organisation: int, right: IPRight) -> bool:
    """Whether this organisation may act on this right today: as its owner, or under a mandate."""
    if organisation == right.organisation_id:
        return True
    return Mandate.objects.covering(owner=right.organisation_id, agent=organisation, right=right.pk).exists()


def authority(
    *, owner: Organisation, agent: Organisation, right: IPRight | None, markets: Iterable[str]
) -> Mapping[str, str]:
    """By what the agent may speak for the owner in each of these markets: "owner", or the id of a mandate.

    A market without one is missing. Two queries, however many markets.
    """
    wanted = set(markets)
    if owner == agent:
        return dict.fromkeys(wanted, "owner")
    found: dict[str, str] = {}
    for mandate in Mandate.objects.covering(owner=owner, agent=agent, right=right).order_by("pk"):
        reached = wanted if not mandate.territories else wanted & set(mandate.territories)
        found |= {market: mandate.public_id for market in reached if market not in found}
    return found


class Reach:
    """What one agent may do today, read once, for whoever asks about many rights and markets. One query more."""

    def __init__(self, agent: Organisation) -> None:
        self.agent = agent.pk
        alive = Mandate.objects.alive().filter(agent=agent).prefetch_related("rights")
        self.held = [(m.owner_id, m.all_rights, {r.pk for r in m.rights.all()}, set(m.territories)) for m in alive]

    def covers(self, *, owner: int, right: int, market: str) -> bool:
        """The same as `covers`, by ids."""
        return owner == self.agent or any(
            giver == owner and (whole or right in rights) and (not reached or market in reached)
            for giver, whole, rights, reached in self.held
        )


HOLD = """
SELECT public_id FROM rights_mandate WHERE public_id = ANY(%s) AND state = 'alive' ORDER BY id FOR SHARE
"""


def hold(named: Iterable[str]) -> frozenset[str]:
    """Those of these mandates that are still alive, kept so until this transaction ends.

    An owner who takes a mandate back in the same second either waits for what was sent under it, or was first: then
    its row is read anew after the wait, and is not among these.
    """
    wanted = sorted(set(named) - {"owner"})
    if not wanted:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [wanted])
        return frozenset(row[0] for row in cursor.fetchall())


def owners_for(organisation: Organisation) -> list[Organisation]:
    """For whom this organisation may enter rights: itself, and owners who gave it a mandate over all their rights."""
    mandates = Mandate.objects.alive().filter(agent=organisation, all_rights=True)
    given = Organisation.objects.filter(pk__in=mandates.values("owner")).order_by("name")
    return [organisation, *given] if organisation.kind != Organisation.Kind.AGENT else [*given, organisation]


def waiting_for(organisation: Organisation, today: date) -> Iterator[tuple[Mandate, str, date | None]]:
    """What this organisation should look at: proposals to answer, and mandates whose last day is near. One query."""
    ask = Q(owner=organisation, state="proposed")
    near = Q(state="alive", ends_on__lte=today + SOON, renewals=None) & (Q(owner=organisation) | Q(agent=organisation))
    for mandate in Mandate.objects.filter(ask | near).select_related("owner", "agent").order_by("ends_on", "pk")[:20]:
        if mandate.state == "proposed":
            yield mandate, _("An agent asks to act for you"), mandate.answer_by
        else:
            yield mandate, _("This mandate ends soon"), mandate.ends_on
