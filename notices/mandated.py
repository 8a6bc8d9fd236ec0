"""What a mandate's beginning and end mean for the notices that the agent has filed."""

from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse

from docket.actors import SYSTEM
from docket.models import Entry
from notices import actions
from notices.actions.pausing import PAUSABLE
from notices.models import Claim, Timer
from notices.models.claim import ClaimQuerySet
from notifications import mail
from rights.letters import mandate as letters
from rights.models import Mandate

AT_ONCE = 500  # claims a transaction; a notice is never torn apart


def ended(entry: Entry) -> None:
    """Subscriber. Pauses what the mandate carried, then tells both sides how much that is."""
    mandate = letters.found(entry)
    if entry.source == "alive":
        pause(mandate)
    notices, claims = paused_by(mandate)
    until = Timer.objects.filter(claim__in=of_agent(mandate), key="go_on", state=Timer.State.RUNNING)
    more = {
        "notices": notices,
        "listings": claims,
        "until": until.aggregate(first=Min("due_at"))["first"],
        "paused_url": settings.PORTAL_URL + reverse("paused"),
    }
    mail.send_due(letters.write(entry, mandate, more))


def reminded(entry: Entry) -> None:
    """Subscriber. Tells both sides that the last day is near, and what would pause after it."""
    mandate = letters.found(entry)
    mail.send_due(letters.write(entry, mandate, {"notices": would_pause(mandate)[0]}))


def begun(entry: Entry) -> None:
    """Subscriber. Go on with what was paused for want of such a mandate."""
    mandate = Mandate.objects.get(pk=entry.subject_id)
    resume(of_agent(mandate), mandate.public_id)


def resume_covered() -> int:
    """By the clock: a mandate whose first day has come."""
    return resume(Claim.objects.all(), "")


def resume(claims: ClaimQuerySet, mandate: str) -> int:
    paused = claims.filter(state="paused").spoken_for()
    return by_the_handful(paused, lambda found: actions.resume(by=SYSTEM, claims=found, mandate=mandate))


def pause(mandate: Mandate) -> int:
    """Pause what nobody may go on with, now that this mandate has ended."""
    found = pausable(mandate).orphaned()
    return by_the_handful(found, lambda claims: actions.pause(claims=claims, mandate=mandate.public_id))


def pausable(mandate: Mandate) -> ClaimQuerySet:
    """The open claims that the agent has filed for the owner, in states that a pause interrupts."""
    return of_agent(mandate).filter(state__in=PAUSABLE)


def of_agent(mandate: Mandate) -> ClaimQuerySet:
    return Claim.objects.filter(notice__filer=mandate.agent_id, notice__owner=mandate.owner_id)


def would_pause(mandate: Mandate) -> tuple[int, int]:
    """How many notices and listings would pause if this mandate ended now. One query."""
    return counted(pausable(mandate).orphaned(but=mandate.pk))


def paused_by(mandate: Mandate) -> tuple[int, int]:
    """How many notices and listings its end has paused: told by the docket, so that it never changes."""
    told = Entry.objects.filter(subject_type="claim", subject_id=OuterRef("pk"), step="pause")
    return counted(of_agent(mandate).filter(Exists(told.filter(facts__mandate=mandate.public_id))))


def counted(claims: ClaimQuerySet) -> tuple[int, int]:
    found = claims.aggregate(notices=Count("notice", distinct=True), claims=Count("pk"))
    return found["notices"], found["claims"]


def by_the_handful(claims: ClaimQuerySet, deed: Callable[[Sequence[Claim]], Sequence[Entry]]) -> int:
    """Do it to all of these, some hundred a transaction. Done twice, or at the same time as itself, does no harm."""
    found = (list(claims.filter(notice__in=notices)) for notices in handfuls(claims))
    return sum(len(deed(group)) for group in found if group)  # another was faster, and nothing is left of a group


def handfuls(claims: ClaimQuerySet) -> Iterator[list[int]]:
    """The notices of these claims, in groups of some hundred claims."""
    group: list[int] = []
    size = 0
    for notice, count in list(claims.order_by("notice").values_list("notice").annotate(n=Count("pk"))):
        if group and size + count > AT_ONCE:
            yield group
            group, size = [], 0
        group.append(notice)
        size += count
    if group:
        yield group
