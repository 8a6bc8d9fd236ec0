"""How a file looks on pages: its state in words, what is wrong with it, and what this reader may open."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docket.actors import Actor
from rights.files.previews import FLAGS
from rights.models import Evidence

REVIEWERS = {"reviewer", "senior"}
# What needs saying beside a file; a file that can simply be used has no tag.
TAGS = {
    "quarantined": ("work", "clock", lazy("Being checked")),
    "rejected": ("stop", "stop", lazy("Locked away: harmful")),
    "damaged": ("wait", "warning", lazy("Damaged on our disk")),
}
# The same at length, for whoever sent the file.
NOTES = {
    "quarantined": lazy("A virus scanner looks at it before anyone can open it. You can go on meanwhile."),
    "rejected": lazy("The virus scanner found something harmful in it. Nobody can open it. Please send a clean file."),
    "damaged": lazy("We noticed that our copy is damaged, and bring it back from a backup."),
}


def files(found: Iterable[Evidence], *, by: Actor | None, ref: str = "", at: str = "") -> list[dict[str, Any]]:
    return [card(evidence, by=by, ref=ref, at=at) for evidence in found]


def card(evidence: Evidence, *, by: Actor | None, ref: str = "", at: str = "") -> dict[str, Any]:
    """Names and sizes are for every party of the case; addresses only for who may open the file.

    `at` is where this reader opens what its own organisation did not send.
    """
    reviews = by is not None and by.role in REVIEWERS
    mine = by is not None and by.organisation_id == evidence.organisation_id
    opens = bool(mine or reviews or at) and evidence.readable
    lies = reverse("evidence", args=[evidence.public_id]) if mine or reviews else f"{at}{evidence.public_id}/"
    query = f"?for={ref}" if ref and reviews else ""
    tone, icon, text = TAGS.get(evidence.state, ("", "", ""))
    return {
        "evidence": evidence,
        "url": lies + query if opens else "",
        "picture": f"{lies}image{query}" if opens and evidence.viewable else "",
        "thumb": f"{lies}thumb{query}" if opens and evidence.viewable else "",
        "custody": reverse("custody", args=[evidence.public_id]) if reviews else "",
        "tag": {"tone": tone, "icon": icon, "text": text} if tone else None,
        "notes": [*notes_of(evidence, mine=mine, reviews=reviews)] if mine or reviews else [],
    }


def notes_of(evidence: Evidence, *, mine: bool, reviews: bool) -> Iterable[Any]:
    if mine and evidence.state in NOTES:
        yield NOTES[evidence.state]
    if evidence.flags and evidence.readable and (reviews or evidence.preview == Evidence.Preview.REFUSED):
        yield from (FLAGS[flag] for flag in evidence.flags if flag in FLAGS)
    if reviews and evidence.readable and evidence.preview == Evidence.Preview.REFUSED:
        yield _("There is no preview of it. Open the original with care.")
    if reviews and evidence.readable and evidence.preview == Evidence.Preview.DUE:
        yield _("Its preview is being made.")
