"""How a right is put into words on pages."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.models import IPRight

SOON = timedelta(days=90)
FOR_OWNERS = {
    "submitted": gettext_lazy("Ready to use, not checked yet"),
    "verified": gettext_lazy("Checked"),
    "refused": gettext_lazy("We could not confirm it"),
    "withdrawn": gettext_lazy("You took it out of use"),
    "expired": gettext_lazy("Its term is over"),
}
FOR_STAFF = {
    "submitted": gettext_lazy("To confirm"),
    "verified": gettext_lazy("Confirmed"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Out of use"),
    "expired": gettext_lazy("Term over"),
}
STEPS = {
    "register": gettext_lazy("You entered the right"),
    "amend": gettext_lazy("You changed the entry"),
    "verify": gettext_lazy("We compared it with the register or the proof: it is confirmed"),
    "refuse": gettext_lazy("We could not confirm it"),
    "withdraw": gettext_lazy("You took it out of use"),
    "expire": gettext_lazy("Its term ended"),
    "allow": gettext_lazy("You added authorised sellers"),
    "disallow": gettext_lazy("You took authorised sellers off the list"),
}


def state_for_owner(state: str, step: str = "") -> str:
    return str(STEPS[step] if step else FOR_OWNERS[state])


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
    return (
        _("Ends in %(days)s days. Renew it and enter the new day.") % {"days": days} if days > 0 else _("Ends today.")
    )


def card(right: IPRight, today: date) -> dict[str, Any]:
    """What a list or page shows of a right."""
    return {
        "right": right,
        "identity": identity(right),
        "state_words": state_for_owner(right.state),
        "expiry": expiry(right, today),
        "usable": right.state in {"submitted", "verified"},
        "rows": [{"name": name, "value": value} for name, value in facts(right) if value],
    }


def facts(right: IPRight) -> list[tuple[Any, Any]]:
    """Name and value of everything known of a right."""
    return [
        (_("Owner"), right.organisation.name),
        (_("Kind"), right.get_kind_display()),
        (_("Form"), right.get_form_display()),
        (_("Office"), right.office),
        (_("Number"), right.number),
        (_("Holds in"), ", ".join(right.territories)),
        (_("Classes"), ", ".join(str(number) for number in right.nice_classes)),
        (_("Since"), right.registered_on and right.registered_on.strftime("%-d %B %Y")),
        (_("In force until"), right.valid_until and right.valid_until.strftime("%-d %B %Y")),
        (_("What it is"), right.description),
    ]
