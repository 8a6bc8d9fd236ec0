"""How operations are told to people: names of what we depend on, what is wrong, and how long something lasts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

NAMES = {
    "marketplace": lazy("Marketplace"),
    "mail": lazy("Mail"),
    "scanner": lazy("Virus scanner"),
    "webhooks": lazy("Webhooks"),
    "portal": lazy("Our own work"),
}
# One sentence for each word of docket.health: what it means for whoever works now.
FAULTS = {
    "marketplace": lazy("The marketplace does not answer. Decide as usual: it is told as soon as it does."),
    "mail": lazy("Mail is not going out. Letters wait in the inbox here and are mailed once as soon as it works."),
    "scanner": lazy("New files cannot be checked. They stay closed until they have been."),
    "queue": lazy("The queue or its workers do not answer. Work goes on, more slowly."),
    "sweeper": lazy("The sweeper is not running: no clock ends until it does."),
    "backlog": lazy("Some work has waited for more than a minute."),
    "clock": lazy("A computer's clock is wrong. Time limits are not touched: they go by the database's clock."),
}


def name(dependency: str) -> str:
    return str(NAMES.get(dependency, dependency))


def fault(word: str) -> str:
    return str(FAULTS.get(word, word))


def lasting(seconds: float) -> str:
    """A length of time in the one unit that says enough."""
    whole = max(0, round(seconds))
    if whole < 120:
        return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole}
    if whole < 2 * 3600:
        return _("%(n)s minutes") % {"n": whole // 60}
    if whole < 2 * 86400:
        return _("%(n)s hours") % {"n": whole // 3600}
    return _("%(n)s days") % {"n": whole // 86400}
