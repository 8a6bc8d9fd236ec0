"""What the owner of a notice has to do now, in one sentence; the most urgent wins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as lazy

ANOTHER_LOOKS = lazy("Nothing to do. A different person looks again, and we email you.")
# State → the sentence with the day on which its clock ends, and the one without; the first state present speaks.
SENTENCES: tuple[tuple[str, Any, Any], ...] = (
    ("incomplete", lazy("Answer our question by %(day)s."), lazy("Answer our question.")),
    (
        "countered",
        lazy("The seller answered. The listing returns on %(day)s unless you show us court action."),
        lazy("The seller answered. Tell us if you go to court."),
    ),
    ("submitted", "", lazy("Nothing to do. A reviewer decides, and we email you.")),
    ("held", "", lazy("Nothing to do. A second person looks before we decide, and we email you.")),
    ("awaiting_seller", "", lazy("Nothing to do. The seller may answer first; then a reviewer decides.")),
    (
        "mended",
        "",
        lazy("Nothing to do. The seller changed the listing, and a reviewer looks whether that is enough."),
    ),
    ("appealed_rejection", "", ANOTHER_LOOKS),
    ("appealed_takedown", "", ANOTHER_LOOKS),
    ("rejected", lazy("Nothing you must do. You can ask for another look until %(day)s."), ""),
    ("in_court", "", lazy("Nothing to do here. Tell us when the court or authority has decided.")),
)
NOTHING = lazy("Nothing to do.")


def sentence(counts: Mapping[str, int], until: Mapping[str, datetime]) -> str:
    """`counts` says how many listings are in each state, `until` when the clock of a state ends."""
    for state, dated, plain in SENTENCES:
        if not counts.get(state):
            continue
        if dated and state in until:
            return str(dated % {"day": date_format(until[state], "j F Y", use_l10n=False)})
        if plain:
            return str(plain)
    return str(NOTHING)
