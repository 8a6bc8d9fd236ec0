"""How a mandate is put into words on pages, for each side."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from docket.models import Entry
from rights import territories
from rights.mandates import SOON
from rights.models import Mandate

ORDER = ("proposed", "alive", "", "expired", "revoked", "resigned", "declined")
# State → what the owner and the agent read.
STATES = {
    "proposed": (lazy("Waits for your answer"), lazy("Waits for the owner's answer")),
    "alive": (lazy("In force"), lazy("In force")),
    "declined": (lazy("You declined it"), lazy("The owner declined it")),
    "revoked": (lazy("You ended it"), lazy("The owner ended it")),
    "resigned": (lazy("The agent gave it back"), lazy("You gave it back")),
    "expired": (lazy("Ended"), lazy("Ended")),
}
STEPS = {
    "propose": (lazy("The agent asked for it"), lazy("You asked for it")),
    "grant": (lazy("You granted it"), lazy("The owner granted it")),
    "confirm": (lazy("You granted it"), lazy("The owner granted it")),
    "decline": (lazy("You declined it"), lazy("The owner declined it")),
    "remind": (lazy("We reminded both sides of its last day"), lazy("We reminded both sides of its last day")),
    "revoke": (lazy("You ended it"), lazy("The owner ended it")),
    "resign": (lazy("The agent gave it back"), lazy("You gave it back")),
    "expire": (lazy("It ended by itself"), lazy("It ended by itself")),
}
HOW = {
    "mail": lazy("with the link in our mail"),
    "portal": lazy("signed in"),
    "grant": lazy("without having been asked"),
}


def card(mandate: Mandate, side: str, today: date) -> dict[str, Any]:
    """What a list or page shows of a mandate."""
    mine = 0 if side == "owner" else 1
    return {
        "mandate": mandate,
        "side": side,
        "other": mandate.agent.name if side == "owner" else mandate.named_owner,
        "state_words": not_yet(mandate, today) or str(STATES[mandate.state][mine]),
        "ending": ending(mandate, today),
        "rights": rights_of(mandate, side),
        "where": capfirst(territories.named(mandate.territories)),
        "days": capfirst(days_of(mandate)),
        "rows": rows(mandate, side),
    }


def not_yet(mandate: Mandate, today: date) -> str:
    if mandate.state != "alive" or mandate.starts_on <= today:
        return ""
    return _("In force from %(day)s") % {"day": day(mandate.starts_on)}


def ending(mandate: Mandate, today: date) -> str:
    """A warning when the end is near."""
    if mandate.state != "alive" or mandate.ends_on is None or mandate.ends_on > today + SOON:
        return ""
    left = (mandate.ends_on - today).days
    return ngettext("Ends in %(n)d day", "Ends in %(n)d days", left) % {"n": left} if left > 0 else _("Last day today")


def rights_of(mandate: Mandate, side: str) -> str:
    if mandate.all_rights:
        return _("All your rights, also later ones") if side == "owner" else _("All rights of the owner")
    titles = sorted(right.title for right in mandate.rights.all())
    open_ones = _("Only those that you choose") if side == "owner" else _("Only those that the owner chooses")
    return ", ".join(titles) or open_ones


def days_of(mandate: Mandate) -> str:
    first = day(mandate.starts_on)
    if mandate.ended_at is not None and mandate.state in {"revoked", "resigned"}:
        return _("from %(first)s, ended on %(last)s") % {"first": first, "last": day(mandate.ended_at)}
    if mandate.ends_on is None:
        return _("from %(first)s until somebody ends it") % {"first": first}
    return _("from %(first)s to %(last)s") % {"first": first, "last": day(mandate.ends_on)}


def rows(mandate: Mandate, side: str) -> list[dict[str, Any]]:
    """Name and value of everything that this side may know."""
    owner = mandate.named_owner if side == "agent" else mandate.owner.name if mandate.owner else mandate.owner_name
    address = mandate.owner_email if side == "agent" and not mandate.confirmed_at else ""
    pairs = [
        (_("Who acts"), mandate.agent.name),
        (_("For whom"), owner),
        (_("Asked at"), address),
        (_("On which rights"), rights_of(mandate, side)),
        (_("For listings sold in"), capfirst(territories.named(mandate.territories))),
        (_("When"), capfirst(days_of(mandate))),
        (_("Answer by"), day(mandate.answer_by) if mandate.state == "proposed" else ""),
        (_("Granted by"), granted_by(mandate)),
        (_("A word to the other side"), mandate.note),
    ]
    return [{"name": name, "value": value} for name, value in pairs if value]


def granted_by(mandate: Mandate) -> str:
    """Ole Hansen, with the link in our mail, 3 May 2026."""
    if mandate.confirmed_at is None:
        return ""
    who = str(mandate.confirmed_by or "")
    how = str(HOW.get(mandate.confirmed_how, ""))
    return ", ".join(filter(None, [who, how, day(mandate.confirmed_at.date())]))


def story(mandate: Mandate, side: str) -> list[dict[str, Any]]:
    """The docket's entries, newest first."""
    return [
        {"text": told(entry, side), "at": entry.at, "tone": "neutral"} for entry in mandate.entries().order_by("-n")
    ]


def told(entry: Entry, side: str) -> str:
    mine = 0 if side == "owner" else 1
    if entry.source == "proposed" and entry.step in {"resign", "expire"}:
        ends = {"resign": _("The proposal was taken back"), "expire": _("Nobody answered in time")}
        return ends[entry.step]
    return str(STEPS[entry.step][mine])


def day(value: date | None) -> str:
    return date_format(value, "j F Y", use_l10n=False) if value else ""
