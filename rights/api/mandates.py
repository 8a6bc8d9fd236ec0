"""For whom partners may act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import told
from accounts.rest.fields import Choice
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import organisation_of
from docket import clock
from rights.api.parties import PARTY, party
from rights.models import Mandate
from rights.procedure import MANDATE as PROCEDURE

MANDATE = told.record(
    "Mandate",
    id=told.TEXT,
    owner=told.maybe(PARTY),
    owner_name=told.TEXT,
    state=told.TEXT,
    version=told.WHOLE,
    all_rights=told.FLAG,
    rights=told.TEXTS,
    territories=told.TEXTS,
    starts_on=told.DAY,
    ends_on=told.maybe(told.DAY),
    confirmed_at=told.maybe(told.MOMENT),
    ended_at=told.maybe(told.MOMENT),
    revoked_at=told.maybe(told.MOMENT),
    in_force=told.FLAG,
)


class Mandates(Endpoint):
    """For whom you may act, for which rights, where and until when; and what became of those that you asked for.

    `owner` is told once the owner has answered. You act under a mandate while it is `in_force`.
    """

    @operation(
        "List mandates",
        scope="rights.read",
        query={"state": Choice(tuple(PROCEDURE.states))},
        gives=told.paged(MANDATE),
        paged=True,
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        held = Mandate.objects.filter(agent=organisation_of(request)).select_related("owner")
        held = held.filter(state=asked["state"]) if asked["state"] else held
        return page(request, held.prefetch_related("rights"), written_mandates, asked)


def owner_named(caller: Organisation, wanted: str, at: str = "/owner") -> Organisation:
    """The caller itself, or an owner who gave it a mandate over all its rights that holds today."""
    if not wanted or wanted == caller.public_id:
        return caller
    mandates = Mandate.objects.filter(agent=caller, owner__public_id=wanted)
    alive = mandates.alive().filter(all_rights=True).select_related("owner").first()
    if alive is not None and alive.owner is not None:
        return alive.owner
    if mandates.exclude(confirmed_at=None).exists():
        raise Problem("mandate-required")
    raise Problem.of([Fault("unknown", "You hold no mandate of an owner with this id.", at)])


def written_mandates(mandates: Sequence[Mandate]) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "id": mandate.public_id,
            "owner": party(mandate.owner) if mandate.owner and mandate.confirmed_at else None,
            "owner_name": mandate.named_owner,
            "state": mandate.state,
            "version": mandate.version,
            "all_rights": mandate.all_rights,
            "rights": [right.public_id for right in mandate.rights.all()],
            "territories": mandate.territories,
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
            "confirmed_at": mandate.confirmed_at,
            "ended_at": mandate.ended_at,
            "revoked_at": mandate.revoked_at,
            "in_force": mandate.in_force(today),
        }
        for mandate in mandates
    ]
