"""Who has to act next on a claim, in every state: the one table that lists, pages and the export read."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from notices.procedure import CLAIM

YOU, US, SELLER, COURT, NOBODY = "you", "us", "seller", "court", "nobody"
# As the notifier's side reads it; states that wait for nobody are those left over.
STATES_OF: Mapping[str, frozenset[str]] = {
    YOU: frozenset({"incomplete", "paused", "countered"}),
    US: frozenset({"submitted", "escalated", "held", "mended", "appealed_takedown", "appealed_rejection"}),
    SELLER: frozenset({"awaiting_seller"}),
    COURT: frozenset({"in_court"}),
}
WORDS: Mapping[str, Any] = {
    YOU: _("you"),
    US: _("our reviewers"),
    SELLER: _("the seller"),
    COURT: _("a court"),
    NOBODY: _("nobody"),
}
URGENT = (YOU, US, SELLER, COURT, NOBODY)
# Which clocks tell until when each of them has time.
CLOCKS_OF: Mapping[str, tuple[str, ...]] = {
    YOU: ("cure", "go_on", "put_back"),
    US: ("decide", "appeal_decide"),
    SELLER: ("hear_seller",),
}
CLOCKS = tuple(key for keys in CLOCKS_OF.values() for key in keys)


def waited_on(state: str) -> str:
    """Who has to act while a claim is in this state."""
    return next((who for who, states in STATES_OF.items() if state in states), NOBODY)


def first_of(states: Iterable[str]) -> str:
    """Who has to act on a whole notice: whoever is named first in the order of urgency."""
    found = {waited_on(state) for state in states}
    return next((who for who in URGENT if who in found), NOBODY)


def states_waiting_for(who: str) -> frozenset[str]:
    """The states in which this one has to act."""
    named = frozenset(state for states in STATES_OF.values() for state in states)
    return STATES_OF.get(who, frozenset(CLAIM.states) - named)
