"""For whom the signed-in person acts in this request."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from accounts import zones
from accounts.models import Membership, Organisation, User
from docket.actors import Actor

SESSION_KEY = "organisation"
SEEN, NOTED_EVERY = "seen", 300  # seconds


class ActingMiddleware:
    """Sets `request.actor` and `request.organisation`, both None for a stranger, and the reader's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = request.organisation = None  # type: ignore[attr-defined]
        user = request.user
        if not user.is_authenticated or request.path.startswith(("/static/", "/api/")):
            return self.get_response(request)
        organisation = acting_for(user, request.session.get(SESSION_KEY))
        request.organisation = organisation  # type: ignore[attr-defined]
        request.actor = actor_of(  # type: ignore[attr-defined]
            user,
            organisation,
            getattr(request, "request_id", ""),
            role=getattr(organisation, "acting_role", None),
        )
        note_use(request)
        token = zones.beside.set(zones.zone_of(user.time_zone))
        try:
            return self.get_response(request)
        finally:
            zones.beside.reset(token)


def note_use(request: HttpRequest) -> None:
    """Now and then write down that this session is in use, which also keeps it from ending under busy hands."""
    now = int(time.time())
    if now - request.session.get(SEEN, now) >= NOTED_EVERY:
        request.session[SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=Now())


def acting_for(user: User, chosen: int | None) -> Organisation | None:
    """The chosen organisation if the person is (still) a member, otherwise the first; staff act for none."""
    if user.staff_role:
        return None
    mine = Organisation.objects.filter(memberships__user=user).annotate(acting_role=F("memberships__role"))
    mine = mine.order_by("memberships__id")
    return mine.filter(pk=chosen).first() or mine.first() if chosen else mine.first()


def actor_of(
    user: User, organisation: Organisation | None, request_id: str = "", *, role: str | None = None
) -> Actor | None:
    """The actor this person is; None for somebody who is neither staff nor member. `role` is theirs, if known."""
    if user.staff_role:
        undo = (user.undo_seconds or settings.UNDO_SECONDS) if user.reviews else 0
        return Actor(user.staff_role, user_id=user.pk, request_id=request_id, undo_seconds=undo)
    if organisation is None:
        return None
    role = role or role_in(user, organisation)
    if role is None:
        return None
    return Actor(
        organisation.role,
        user_id=user.pk,
        organisation_id=organisation.pk,
        request_id=request_id,
        may_sign=role != Membership.Role.PREPARER,
    )


def role_in(user: User, organisation: Organisation) -> str | None:
    return Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True).first()
