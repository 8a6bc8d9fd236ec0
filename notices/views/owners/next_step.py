"""What the owner of a notice has to do now, in one sentence, and until when; the most urgent wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as lazy

ANOTHER_LOOKS = lazy("Nothing to do. A different person looks again, and we email you.")
# State → its sentence, its tone, and what follows if nothing is done; the first state present speaks.
SENTENCES: tuple[tuple[str, Any, str, Any], ...] = (
    (
        "incomplete",
        lazy("Answer our question."),
        "wait",
        lazy("Without an answer the notice ends; you can send a new one."),
    ),
    (
        "paused",
        lazy("The agent's mandate ended. Go on with it, or take it back."),
        "wait",
        lazy("If nobody goes on with it, the notice ends."),
    ),
    (
        "countered",
        lazy("The seller answered. The listing returns unless you show us court action before."),
        "dispute",
        "",
    ),
    ("submitted", lazy("Nothing to do. A reviewer decides, and we email you."), "", ""),
    ("escalated", lazy("Nothing to do. Our legal team looks before we decide, and we email you."), "", ""),
    ("held", lazy("Nothing to do. A second person looks before we decide, and we email you."), "", ""),
    ("awaiting_seller", lazy("Nothing to do. The seller may answer first; then a reviewer decides."), "", ""),
    (
        "mended",
        lazy("Nothing to do. The seller changed the listing, and a reviewer looks whether that is enough."),
        "",
        "",
    ),
    ("appealed_rejection", ANOTHER_LOOKS, "", ""),
    ("appealed_takedown", ANOTHER_LOOKS, "", ""),
    ("rejected", lazy("Nothing you must do. You can ask for another look."), "neutral", ""),
    ("in_court", lazy("Nothing to do here. Tell us when the court or authority has decided."), "", ""),
)
NOTHING = lazy("Nothing to do.")


@dataclass(frozen=True)
class Next:
    """The sentence; with a tone it has a day of its own."""

    text: Any
    tone: str = ""
    note: Any = ""
    until: datetime | None = None


def of(counts: Mapping[str, int], until: Mapping[str, datetime]) -> Next:
    """`counts` says how many listings are in each state, `until` when the first clock of a state ends."""
    for state, text, tone, note in SENTENCES:
        if counts.get(state) and (state != "rejected" or state in until):
            ends = until.get(state) if tone else None
            return Next(text, tone if ends else "", note, ends)
    return Next(NOTHING)
