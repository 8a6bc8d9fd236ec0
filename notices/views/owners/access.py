"""What belongs to this organisation; anything else does not exist for it."""

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url

from notices.models import Claim, Draft, Notice
from rights.views.access import actor_of, login_required, notifier, right_of, sent_in, user_of

__all__ = [
    "actor_of",
    "claims_of",
    "draft_of",
    "login_required",
    "notice_of",
    "notifier",
    "right_of",
    "see",
    "sent_in",
    "user_of",
]
T = TypeVar("T")


def found(thing: T | None) -> T:
    if thing is None:
        raise Http404
    return thing


def draft_of(request: HttpRequest, public_id: str) -> Draft:
    """A draft of this organisation; colleagues may finish each other's."""
    mine = Draft.objects.filter(organisation=notifier(request)).select_related("notice")
    return found(mine.filter(public_id=public_id).first())


def notice_of(request: HttpRequest, reference: str) -> Notice:
    """A notice sent by this organisation, or in its name."""
    mine = Notice.objects.filed_for(notifier(request).pk).select_related(
        "right", "filer", "owner", "filed_by", "follows__notice"
    )
    return found(mine.filter(reference=reference).first())


def claims_of(notice: Notice) -> list[Claim]:
    """The claims of a notice in the order they were sent, each knowing its notice."""
    claims = list(notice.claims.with_mandate().select_related("listing", "seller", "snapshot").order_by("ordinal"))
    for claim in claims:
        claim.notice = notice
    return claims


def see(to: str, *args: object) -> HttpResponseRedirect:
    """303: look there next; a reload repeats nothing."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)
