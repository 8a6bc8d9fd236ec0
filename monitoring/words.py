"""How sightings read: why two offers are alike, and what the draft of a linked notice says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from accounts.models import Organisation
from monitoring.models import Sighting
from notices import drafting

LONGEST = 5000
WHY: Mapping[str, Any] = {
    "picture": lazy("the same picture"),
    "alike": lazy("a picture that looks the same"),
    "title": lazy("nearly the same title"),
    "some_title": lazy("a similar title"),
    "gtin": lazy("the same product number"),
    "seller": lazy("the same seller"),
    "brand": lazy("the same brand"),
}


def because(why: Sequence[str]) -> str:
    """The likenesses in one run of words."""
    return ", ".join(str(WHY[each]) for each in why if each in WHY)


def draft_of(sighting: Sighting, organisation: Organisation, language: str) -> dict[str, object]:
    """What the draft holds: right and claim of last time, the offer, the link, and what was decided then."""
    old, right = sighting.fingerprint.claim, sighting.watch.right
    if right is None:
        raise ValueError("A work that is not in the vault is reported by the ordinary way.")
    with override(language):
        words = _("On %(day)s you removed a listing like this one (%(reference)s). This one has %(why)s.") % {
            "day": date_format(sighting.fingerprint.removed_at, "j F Y", use_l10n=False),
            "reference": old.notice.reference,
            "why": because(sighting.why),
        }
    said = old.explanation or old.notice.explanation
    return {
        **drafting.begun_with(right, organisation),
        "claim_type": old.notice.claim_type,
        "paste": sighting.listing.external_id,
        "explanation": f"{words}\n\n{said}".strip()[:LONGEST],
        "follows": old.public_id,
    }
