"""The demo's mandates in all their states, each through its own deeds at its own time."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from accounts.models import Organisation
from docket import clock
from ipr_portal.demo import cast, vault
from ipr_portal.demo.data import read
from ipr_portal.demo.stage import Moment
from rights import territories
from rights.actions import mandate as deeds
from rights.models import Mandate

Told = Mapping[str, Any]


def grant_all() -> None:
    """Who acts for whom from the beginning of the story."""
    for told in read("cast")["agents"]:
        for key in told["acts_for"]:
            grant({"agent": told["key"], "owner": key})


def moments() -> Iterator[Moment]:
    for told in read("mandates"):
        for name, deed in STEPS.items():
            if name in told:
                yield Moment(float(told[name]), partial(deed, told))


def grant(told: Told) -> None:
    made = new(told)
    assert made.owner is not None  # noqa: S101  the file names one
    deeds.grant(by=cast.acting(made.owner), mandate=made, rights=[vault.find(key) for key in told.get("rights", [])])


def ask(told: Told) -> None:
    made = new(told)
    deeds.propose(by=cast.acting(made.agent), mandate=made)


def revoke(told: Told) -> None:
    deeds.revoke(by=cast.acting(owner_of(told)), mandate=stored(told))


def resign(told: Told) -> None:
    deeds.resign(by=cast.acting(cast.organisation(told["agent"])), mandate=stored(told))


def decline(told: Told) -> None:
    deeds.decline(by=cast.acting(owner_of(told)), mandate=stored(told))


STEPS: Mapping[str, Callable[[Told], None]] = {
    "granted": grant,
    "asked": ask,
    "revoked": revoke,
    "resigned": resign,
    "declined": decline,
}


def new(told: Told) -> Mandate:
    owner = owner_of(told) if "owner" in told else None
    ends = vault.seen_from_today(told["ends"]) if "ends" in told else None
    asked = "asked" in told
    address = told.get("address") or (cast.person_of(owner).email if owner else "")
    return Mandate(
        owner=owner,
        agent=cast.organisation(told["agent"]),
        owner_name=told.get("name") or (owner.name if owner else "") if asked else "",
        owner_email=address if asked else "",
        all_rights=not (told.get("rights") or told.get("some")),
        territories=territories.expanded(told.get("territories", [])),
        starts_on=clock.today(),
        ends_on=ends if ends is None else max(ends, clock.today() + timedelta(days=1)),
        note=told.get("note", ""),
    )


def owner_of(told: Told) -> Organisation:
    return cast.organisation(told["owner"])


def stored(told: Told) -> Mandate:
    agent, owner = cast.organisation(told["agent"]), owner_of(told)
    return Mandate.objects.filter(agent=agent, owner=owner).latest("pk")
