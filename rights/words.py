"""How a right is put into words on pages."""

from datetime import date, timedelta
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policy import vault_reasons
from rights import kinds, nice, territories
from rights.models import USABLE, IPRight

SOON = timedelta(days=60)
FOR_OWNERS = {
    "submitted": gettext_lazy("Ready to use, not checked yet"),
    "asked": gettext_lazy("We asked you something"),
    "verified": gettext_lazy("Checked"),
    "refused": gettext_lazy("We could not confirm it"),
    "withdrawn": gettext_lazy("You took it out of use"),
    "expired": gettext_lazy("Its term is over"),
}
FOR_STAFF = {
    "submitted": gettext_lazy("To confirm"),
    "asked": gettext_lazy("Owner asked"),
    "verified": gettext_lazy("Confirmed"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Out of use"),
    "expired": gettext_lazy("Term over"),
}
# What happens next, for the owner; what is confirmed needs no more words.
NEXT = {
    "submitted": gettext_lazy("You can report listings with it now. A reviewer compares it with register or proof."),
    "asked": gettext_lazy("Change the entry, add a file or write to us. You can go on reporting listings meanwhile."),
    "refused": gettext_lazy("Correct the entry; then a person looks again. New notices cannot rest on it until then."),
    "withdrawn": gettext_lazy("Nobody can report listings with it any more. Notices already sent stand."),
    "expired": gettext_lazy("New notices cannot rest on it. If you renewed it, enter its new last day."),
}
STEPS = {
    "register": gettext_lazy("You entered the right"),
    "amend": gettext_lazy("You changed the entry"),
    "ask": gettext_lazy("We asked you for something"),
    "complete": gettext_lazy("You gave what we asked for"),
    "verify": gettext_lazy("We compared it with the register or the proof: it is confirmed"),
    "refuse": gettext_lazy("We could not confirm it"),
    "withdraw": gettext_lazy("You took it out of use"),
    "remind": gettext_lazy("We reminded you of its last day"),
    "expire": gettext_lazy("Its term ended"),
    "allow": gettext_lazy("You added authorised sellers"),
    "disallow": gettext_lazy("You took authorised sellers off the list"),
}


def state_for_owner(state: str, step: str = "") -> str:
    return str(STEPS[step] if step else FOR_OWNERS[state])


def kind_of(right: IPRight) -> str:
    """Word mark; a mark of no known form is a trade mark."""
    words = right.get_form_display() if right.form else right.get_kind_display()
    return str(capfirst(str(words)))


def identity(right: IPRight) -> str:
    """word mark EM 018224561."""
    kind = right.get_form_display() if right.form else right.get_kind_display()
    return " ".join(str(part) for part in (kind, right.office, right.number) if part)


def expiry(right: IPRight, today: date) -> str:
    """A warning when the right ends soon."""
    until = right.valid_until
    if right.state in {"withdrawn", "expired"} or until is None or until > today + SOON:
        return ""
    days = (until - today).days
    if days < 0:
        return _("Its last day has passed. If you renewed it, enter the new day.")
    if days == 0:
        return _("Ends today.")
    words = ngettext(
        "Ends in %(days)s day. Renew it and enter the new day.",
        "Ends in %(days)s days. Renew it and enter the new day.",
        days,
    )
    return words % {"days": days}


def card(right: IPRight, today: date) -> dict[str, Any]:
    """What a list or page shows of a right."""
    return {
        "right": right,
        "identity": identity(right),
        "kind_words": kind_of(right),
        "image": [right.image] if right.image else [],
        "state_words": state_for_owner(right.state),
        "expiry": expiry(right, today),
        "usable": right.usable_on(today),
        "next_words": NEXT.get(right.state, ""),
        "over": right.state in USABLE and not right.usable_on(today),
        "reason": reason(right),
        "rows": [{"name": name, "value": value} for name, value in facts(right) if value],
    }


def reason(right: IPRight) -> dict[str, str]:
    """What a reviewer asked for, or why it was refused: the catalogue's words, the reviewer's, and what helps."""
    own = right.refusal or right.question
    known = vault_reasons.get(right.refusal_code)
    if not own and known is None:
        return {}
    titles = {"asked": _("We need something from you"), "refused": _("Why we could not confirm it")}
    return {
        "code": right.refusal_code,
        "title": titles.get(right.state, _("What we wrote about it")),
        "text": _(known.text) if known else "",
        "own": own,
        "cure": _(known.cure) if known else "",
    }


def facts(right: IPRight) -> list[tuple[Any, Any]]:
    """Name and value of everything known of a right."""
    since = kinds.of(right.kind, right.form).labels.get("registered_on", _("Registered on"))
    edition = _("(Nice Classification, edition %(edition)s)") % {"edition": right.nice_edition}
    return [
        (_("Owner"), right.organisation.name),
        (_("Kind"), kind_of(right)),
        (_("Kind of work"), capfirst(str(right.get_work_kind_display()))),
        (_("Made by"), right.author),
        (_("Office"), territories.office(right.office) if right.office else ""),
        (_("Number"), right.number),
        (_("The same number as WIPO ST.13 writes it"), right.st13 if right.st13 != right.number else ""),
        (_("Holds in"), capfirst(territories.named(right.territories))),
        (_("Classes"), classes(right, edition if right.nice_edition else "")),
        (since, right.registered_on and right.registered_on.strftime("%-d %B %Y")),
        (_("In force until"), right.valid_until and right.valid_until.strftime("%-d %B %Y")),
        (_("Link to the original"), right.url),
        (_("What it is"), right.description),
        (_("Connection"), ". ".join(filter(None, [str(right.get_connection_display()), right.connection_words]))),
    ]


def classes(right: IPRight, edition: str) -> str:
    """11 Lamps, heating, cooling; 20 Furniture."""
    return " ".join(filter(None, ["; ".join(nice.named(right.nice_classes)), edition]))
