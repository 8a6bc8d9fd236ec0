"""For whom partners may act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import told
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import organisation_of
from docket import clock
from rights.api.parties import PARTY, party
from rights.models import Mandate

MANDATE = told.record(
    "Mandate",
    id=told.TEXT,
    owner=PARTY,
    rights=told.TEXTS,
    territories=told.TEXTS,
    starts_on=told.DAY,
    ends_on=told.maybe(told.DAY),
    revoked_at=told.maybe(told.MOMENT),
    in_force=told.FLAG,
)


class Mandates(Endpoint):
    """For whom you may act, for which rights (none named: all), where and until when."""

    @operation("List mandates", scope="rights.read", gives=told.paged(MANDATE), paged=True)
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        held = Mandate.objects.filter(agent=organisation_of(request)).select_related("owner")
        return page(request, held.prefetch_related("rights"), written_mandates, asked)


def owner_named(caller: Organisation, wanted: str, at: str = "/owner") -> Organisation:
    """The caller itself, or an owner whose mandate the caller holds today."""
    if not wanted or wanted == caller.public_id:
        return caller
    mandates = Mandate.objects.filter(agent=caller, owner__public_id=wanted)
    alive = mandates.alive(clock.now().date()).select_related("owner").first()
    if alive is not None:
        return alive.owner
    if mandates.exists():
        raise Problem("mandate-required")
    raise Problem.of([Fault("unknown", "You hold no mandate of an owner with this id.", at)])


def written_mandates(mandates: Sequence[Mandate]) -> list[dict[str, Any]]:
    today = clock.now().date()
    return [
        {
            "id": mandate.public_id,
            "owner": party(mandate.owner),
            "rights": [right.public_id for right in mandate.rights.all()],
            "territories": mandate.territories,
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
            "revoked_at": mandate.revoked_at,
            "in_force": mandate.revoked_at is None
            and mandate.starts_on <= today
            and (mandate.ends_on is None or mandate.ends_on >= today),
        }
        for mandate in mandates
    ]
