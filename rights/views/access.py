"""Who may see a right or a file; anything else does not exist for them."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest

from accounts.access import administers
from accounts.models import Organisation, User
from docket.actors import Actor
from rights.models import IPRight, Mandate

__all__ = [
    "actor_of",
    "administers",
    "login_required",
    "mandate_of",
    "notifier",
    "own_right_of",
    "reviewer",
    "right_of",
    "seen_version",
    "sent_in",
    "user_of",
]


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def actor_of(request: HttpRequest) -> Actor:
    """The acting person; 404 for somebody who acts for nobody."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Http404
    return actor


def notifier(request: HttpRequest) -> Organisation:
    """The rights owner or agent for whom this person acts, or 404."""
    organisation: Organisation | None = getattr(request, "organisation", None)
    if organisation is None or organisation.role != "notifier":
        raise Http404
    return organisation


def reviewer(request: HttpRequest) -> Actor:
    """A reviewer, or 404."""
    actor = actor_of(request)
    if actor.role not in {"reviewer", "senior"}:
        raise Http404
    return actor


def right_of(request: HttpRequest, public_id: str) -> IPRight:
    """A right this person may use: own, or under a mandate that holds today."""
    usable = IPRight.objects.usable_by(notifier(request)).distinct()
    right = usable.select_related("organisation", "image").filter(public_id=public_id).first()
    if right is None:
        raise Http404
    return right


def own_right_of(request: HttpRequest, public_id: str) -> IPRight:
    """A right that this person's organisation owns; an agent under a mandate reads it, and changes nothing."""
    right = right_of(request, public_id)
    if right.organisation_id != notifier(request).pk:
        raise Http404
    return right


def sent_in(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files for a form, or nothing for a page that is only looked at; an empty post is still a post."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def mandate_of(request: HttpRequest, public_id: str) -> tuple[Mandate, str]:
    """A mandate of this organisation, and on which side it stands: "owner" or "agent"."""
    organisation = notifier(request)
    mine = Mandate.objects.filter(Q(owner=organisation) | Q(agent=organisation))
    mandate = mine.select_related("owner", "agent", "letter", "confirmed_by").filter(public_id=public_id).first()
    if mandate is None:
        raise Http404
    return mandate, "owner" if mandate.owner_id == organisation.pk else "agent"


def seen_version(request: HttpRequest) -> int | None:
    """The newest entry that the sender had before them, where the form says so."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None
