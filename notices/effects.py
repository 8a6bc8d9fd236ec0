"""What became of a decision on the marketplace, as the marketplace confirmed it: decided, carried out, or undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from enforcement.models import Restriction
from notices.models import Claim


@dataclass(frozen=True)
class Effect:
    """Where the restriction of one claim stands. `at` is when the marketplace confirmed it."""

    tone: str
    icon: str
    text: Any
    at: datetime | None = None
    done: bool = True
    elsewhere: bool = False  # another notice keeps the listing hidden


ORDERED = Effect("wait", "clock", _("Decided, being carried out"), done=False)
LIFTING = Effect("wait", "clock", _("Coming back, being carried out"), done=False)


def of(claims: Sequence[Claim]) -> dict[str, Effect]:
    """Claim's public id → what the marketplace last confirmed for it; two queries, whatever the number of claims."""
    known = Restriction.objects.filter(source__in=[c.public_id for c in claims]).exclude(state="cancelled")
    newest = {r.source: r for r in known.order_by("pk")}
    lifted = [r.listing_id for r in newest.values() if r.state in {"lifting", "lifted"}]
    held = held_elsewhere(lifted, newest)
    return {source: _effect(restriction, restriction.listing_id in held) for source, restriction in newest.items()}


def held_elsewhere(listings: Iterable[int], ours: Mapping[str, object] | Sequence[str]) -> set[int]:
    """Those of these listings that other claims keep hidden."""
    standing = Restriction.objects.standing().filter(listing__in=list(listings)).exclude(source__in=list(ours))
    return set(standing.values_list("listing_id", flat=True))


def _effect(restriction: Restriction, held: bool) -> Effect:
    if restriction.state == "ordered":
        return ORDERED
    if restriction.state == "in_force":
        return Effect("stop", "stop", _("Hidden, confirmed"), restriction.confirmed_at)
    if restriction.state == "lifting":
        return Effect("wait", "clock", LIFTING.text, done=False, elsewhere=held)
    if held:
        text = _("No longer hidden by this notice, but by another one; confirmed")
        return Effect("neutral", "half", text, restriction.lifted_at, elsewhere=True)
    return Effect("ok", "tick", _("Visible again, confirmed"), restriction.lifted_at)
