"""What a receipt says: the sealed words of a notice, put in order and into the language it was filed in."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from notices.forms.filing import CLAIM_WORDS
from notices.models import Notice
from notices.places import named
from rights.models import IPRight

Sealed = Mapping[str, Any]
LONG = 600  # characters said about one listing, from which on its row may break over two pages


def of(notice: Notice) -> dict[str, Any]:
    """Nothing here comes from a row that may change: only the sealed text, its hash, and our own words."""
    sealed: Sealed = json.loads(notice.sealed)
    received = datetime.fromisoformat(sealed["received_at"]).astimezone(UTC)
    reference = str(sealed["reference"])
    listings = sealed["listings"]
    return {
        "portal": settings.PORTAL_NAME,
        "lang": get_language(),
        "rtl": get_language_bidi(),
        "title": _("Receipt for notice %(reference)s") % {"reference": reference},
        "head": _("Receipt for a notice"),
        "reference": reference,
        "test": _("Test notice: nothing was sent to a seller.") if sealed.get("is_test") else "",
        "lead": _("We received this notice on %(moment)s.") % {"moment": moment(received)},
        "facts": [[name, value] for name, value in facts(sealed, received) if value],
        "reason": [_("Reason given"), sealed["explanation"]],
        "statements": [_("Statements as sworn"), [each["text"] for each in sealed["declarations"]]],
        "warned": _("A warning about unjustified threats was shown before signing.")
        if "unjustified_threats" in sealed.get("warned", [])
        else "",
        "signature": [_("Signed"), *signature(sealed, received)],
        "files": [_("Files"), _("Name"), _("Size"), [row_of_file(each) for each in sealed["evidence"]]],
        "listings": {
            "title": ngettext("%(n)s listing", "%(n)s listings", len(listings)) % {"n": len(listings)},
            "heads": [_("No."), _("Listing"), _("Shop"), _("Sold in")],
            "rows": [row_of_listing(n, each) for n, each in enumerate(listings, start=1)],
        },
        "receipt": [_("Receipt number (SHA-256)"), notice.receipt],
        "about": _(
            "The receipt number is taken over every word of the notice, its statements and the fingerprints of its"
            " files and sealed listings. If one letter were another, the number would be another."
        ),
        "verify": {
            "title": _("How to check this receipt"),
            "text": _("Open this page and enter the reference and the receipt number, or hand in this file:"),
            "shown": settings.PORTAL_URL + reverse("verify"),
            "url": f"{settings.PORTAL_URL}{reverse('verify')}?reference={reference}&receipt={notice.receipt}",
        },
        "page": [_("Page"), _("of")],
        "keyword": keyword(reference, notice.receipt),
        "received": [received.year, received.month, received.day, received.hour, received.minute, received.second],
    }


def keyword(reference: str, receipt: str) -> str:
    """How the file itself names its receipt; /verify/ reads it back."""
    return f"notice-receipt:{reference}:{receipt}"


def moment(at: datetime) -> str:
    return f"{date_format(at, 'j F Y', use_l10n=False)}, {at:%H:%M:%S} UTC"


def facts(sealed: Sealed, received: datetime) -> list[tuple[str, str]]:
    right, owner, filer = sealed["right"], sealed["owner"], sealed["filer"]
    work = sealed["work"]
    return [
        (_("Received"), moment(received)),
        (_("Right"), right["title"] if right else str(work.get("title", ""))),
        (_("Registered as"), registered(right) if right else ""),
        (_("What the work is"), str(work.get("description", ""))),
        (_("Original"), str(work.get("url", ""))),
        (_("Claim"), str(CLAIM_WORDS.get(sealed["claim_type"], sealed["claim_type"]))),
        (_("Owner"), owner["name"]),
        (_("Sent by"), filer["name"]),
        (_("Contact"), ", ".join(filter(None, (filer["email"], filer["phone"], filer["address"])))),
        (_("Territories"), named(sealed["territories"])),
        (_("Your reference"), sealed.get("partner_reference", "")),
        (_("Linked to"), sealed.get("follows", {}).get("notice", "")),
    ]


def registered(right: Mapping[str, str]) -> str:
    kind = dict(IPRight.Kind.choices).get(right["kind"], right["kind"])
    return " ".join(filter(None, (str(kind), right["office"], right["number"])))


def signature(sealed: Sealed, received: datetime) -> tuple[str, str]:
    said = sealed["signature"]
    role = str(dict(Notice.Capacity.choices).get(said["capacity"], said["capacity"]))
    return said["name"] or "–", f"{role} · {moment(received)}"


def row_of_file(file: Mapping[str, Any]) -> list[str]:
    return [broken(file["name"]), f"{max(1, round(file['size'] / 1024)):,} KB", file["sha256"]]


def row_of_listing(n: int, listing: Mapping[str, Any]) -> dict[str, Any]:
    """One listing, with what was said, marked and added for it alone."""
    own = [listing["explanation"]] if listing["explanation"] else []
    own += [mark_in_words(mark) for mark in listing.get("regions", [])]
    own += [f"{file['name']} · SHA-256 {file['sha256']}" for file in listing.get("evidence", [])]
    return {
        "n": n,
        "title": broken(listing["title"]),
        "rtl": runs_right_to_left(listing["title"]),
        "id": broken(listing["id"]),
        "copy": _("Sealed copy %(hash)s") % {"hash": listing["sealed_copy"][:16]},
        "seller": broken(listing["seller"]),
        "market": listing["market"],
        "own": [broken(each) for each in own],
        "long": sum(map(len, own)) > LONG,
    }


def mark_in_words(mark: Mapping[str, Any]) -> str:
    """Marked: “LINDE” in the title – our name."""
    if mark["place"] == "picture":
        said = _("Marked on picture %(picture)s: %(x)s%% from the left, %(y)s%% from the top, %(w)s × %(h)s%%")
        sides = {"x": mark["x"] / 10, "y": mark["y"] / 10, "w": mark["width"] / 10, "h": mark["height"] / 10}
        text = said % {"picture": mark["picture"][:8], **{name: f"{value:g}" for name, value in sides.items()}}
    else:
        place = _("title") if mark["place"] == "title" else _("description")
        text = _("Marked in the %(place)s: “%(words)s”") % {"place": place, "words": mark["words"]}
    return f"{text} – {mark['note']}" if mark["note"] else text


def runs_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as browsers do."""
    return next((d in {"R", "AL"} for d in map(unicodedata.bidirectional, text) if d in {"L", "R", "AL"}), False)


def broken(text: str, most: int = 24) -> str:
    """Room for a line break in what has no space for so long, so that nothing runs out of its column."""
    return " ".join(
        "\u200b".join(word[at : at + most] for at in range(0, len(word), most)) if len(word) > most else word
        for word in text.split(" ")
    )
