"""Who else is at this case: viewers, who asked for it, to whom it was given, and the forms to pass it on."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from notices import colleagues
from notices.forms.handing import AskForm, HandOverForm
from notices.views.reviewers.desk import Desk
from notices.words import Said, of


def shown(desk: Desk) -> dict[str, Any]:
    """Who else is here, who asks for the case, how it came here, and the forms to pass it on. Up to three queries."""
    history = list(desk.notice.handovers.select_related("giver", "taker").order_by("-pk")[:20])
    here = [row for row in history if row.queue == desk.queue]
    takers = takers_from(desk) if desk.mine else []
    return {
        "viewers": viewers(desk),
        "asked": [row for row in here if row.state == "asked" and row.giver_id == desk.by.user_id] if desk.mine else [],
        "waits": next((row for row in here if row.state == "asked" and row.taker_id == desk.by.user_id), None),
        "given": next((row for row in here if row.state == "given" and row.taker_id == desk.assigned_to), None),
        "handovers": history,
        "hand_form": HandOverForm(takers=takers) if takers else None,
        "ask_form": AskForm() if desk.queue and not desk.barred and desk.with_somebody_else else None,
    }


def takers_from(desk: Desk) -> list[User]:
    """The colleagues who may have it instead of whoever looks."""
    deciders = [d.by_id for d in desk.decisions if d.by_id]
    found = colleagues.free_for(desk.notice, desk.queue, desk.claims, deciders)
    return [user for user in found if user.pk != desk.by.user_id]


def viewers(desk: Desk) -> Said | None:
    return viewing(colleagues.viewers([desk.notice.pk], but=desk.by.user_id).get(desk.notice.pk, []))


def viewing(names: list[str]) -> Said | None:
    """Who has the page open beside whoever works on it."""
    if not names:
        return None
    return Said("neutral", "eye", _("%(names)s is viewing") % {"names": names[0]} if len(names) == 1 else many(names))


def many(names: list[str]) -> str:
    return _("%(names)s are viewing") % {"names": ", ".join(names)}


def standing(desk: Desk) -> Said:
    """Whose hands the case is in."""
    if desk.mine:
        return Said("work", "eye", _("You hold this case"))
    if desk.holder:
        return Said("work", "eye", _("%(name)s is working on it") % {"name": desk.holder})
    if desk.dossier and desk.dossier.assigned_to:
        return waits_for(desk.dossier.assigned_to, desk.by.user_id)
    return of(desk.claim.state, "reviewer")


def waits_for(person: User, me: int | None) -> Said:
    """Whose case it is while nobody works on it."""
    return Said(
        "work", "eye", _("It waits for you") if person.pk == me else _("It waits for %(name)s") % {"name": person}
    )


def lost() -> Said:
    return Said("stop", "warning", _("You no longer hold this case"))
