"""What the case page shows, in the order of a seller's questions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from docket import clock
from listings.models import Listing
from notices import case_links, deadlines, places, statement
from notices.actions.mend import mends_left
from notices.actions.settle import GROWS
from notices.cases import BY_ORDER, Case, says
from notices.models import CaseLink, Claim, Decision, Timer
from notices.procedure import HIDDEN
from notices.views.sellers import story, words
from notices.ways import Way, open_ways

CARDS = 20  # listings a page
Facts = dict[str, Any]
Picture = Callable[[str], str]  # hash → address


def of(case: Case, after: int = 0) -> Facts:
    """The page of somebody who acts for the shop."""
    ways = open_ways(case)
    decided = decisions(case)
    clocks = story.clocks(case)
    coming = story.ahead(case, ways, clocks)
    return {
        **shared(case, ways, decided, clocks, picture_in(case), after),
        "has_reasons": any(d.outcome != Decision.Outcome.REJECTED for d in decided.values()),
        "actions": [*answers(case, ways), *instead(case)],
        "can_grow": can_grow(case),
        "ended": _ended(case, ways),
        "ordinary_until": ordinary_until(ways, clocks),
        "ahead": bool(coming),
        "story": [*story.past(case), *coming],
    }


def for_link(case: Case, link: CaseLink, token: str) -> Facts:
    """The page of whoever holds the link: what happened and until when; nothing that a person wrote or is called."""
    ways, decided, clocks = open_ways(case), decisions(case), story.clocks(case)
    address = lambda sha256: reverse("case_link_picture", args=[token, sha256])  # noqa: E731
    coming = story.ahead(case, ways, clocks)
    facts = shared(case, ways, decided, clocks, address, 0)
    return {**facts, "token": token, "story": coming, "ways": ways, "has_power": case_links.has_power(link)}


def shared(
    case: Case,
    ways: Sequence[Way],
    decided: Mapping[int, Decision],
    clocks: Mapping[str, Timer],
    picture: Picture,
    after: int,
) -> Facts:
    return {
        "case": case,
        "head": words.head(case),
        "tag": words.status(case, returns_on=story.returns_on(clocks)),
        "since": _since(case),
        **cards(case, decided, picture, after),
        "unaffected": unaffected(case),
        "says": says(case.notice, case.regimes, len(case.claims)),
        "judged": words.judged(case, [decided[c.pk] for c in case.leading if c.pk in decided]),
        "no_court": not any(d.reason_code in BY_ORDER for d in decided.values()) and case.state != "removed_for_good",
        "until": min((way.until for way in ways if way.until), default=None),
    }


# ---- what can be done


def answers(case: Case, ways: Sequence[Way]) -> list[Facts]:
    """The legal paths that are open, as the portal picked them."""
    several = len(ways) > 1
    return [
        {
            "title": words.title_for(way, len(way.claims)) if several else words.title_of(way),
            "url": f"{reverse('answer_why', args=[case.reference])}?way={way.key}",
            "until": way.until if several else None,
        }
        for way in ways
    ]


def instead(case: Case) -> list[Facts]:
    """What a seller can do instead of answering: change the listing, or leave it."""
    hidden = [claim for claim in case.claims if claim.state == "upheld"]
    if not hidden:
        return []
    found = []
    if any(mends_left(hidden).values()):
        url = reverse("case_edit", args=[case.reference])
        found.append({"title": _("Change the listing and ask us to look again"), "url": url})
    if any(claim.pk not in case.accepted for claim in hidden):
        url = reverse("case_accept", args=[case.reference])
        found.append({"title": _("Accept and close the case"), "url": url})
    return found


def ordinary_until(ways: Sequence[Way], clocks: Mapping[str, Timer]) -> datetime | None:
    """The last day for an ordinary answer, where a legal paper without a last day is open too."""
    ordinary = any(way.signed and way.ordinary for way in ways)
    return clocks["appeal_filing"].due_at if ordinary and "appeal_filing" in clocks else None


def can_grow(case: Case) -> bool:
    """Whether there is more time for the asking."""
    now = clock.now()
    waiting = {state: [c for c in case.claims if c.state == state] for state in GROWS}
    return any(deadlines.longer(claims, GROWS[state][1], now) for state, claims in waiting.items() if claims)


# ---- the listings


def cards(case: Case, decided: Mapping[int, Decision], picture: Picture, after: int) -> Facts:
    """The listings as they were when they were reported, with their states where these differ; cut by their numbers."""
    claims = [claim for claim in case.claims if claim.ordinal > after]
    shown = claims[:CARDS]
    differ = len({claim.state for claim in case.claims}) > 1
    made = [
        {
            "title": title_of(claim),
            "id": claim.listing.external_id,
            "picture": first_picture(claim, picture),
            "seen": words.seen(claim.state, _where(decided.get(claim.pk))),
            "tag": words.tag(claim.state) if differ else None,
        }
        for claim in shown
    ]
    return {"cards": made, "more_after": shown[-1].ordinal if len(claims) > CARDS else None, "further": after > 0}


def title_of(claim: Claim) -> str:
    """As it was called when it was reported."""
    return str(claim.snapshot.content.get("title") or claim.listing.title)


def picture_in(case: Case) -> Picture:
    return lambda sha256: reverse("case_picture", args=[case.reference, sha256])


def first_picture(claim: Claim, picture: Picture) -> str:
    """The address of the first picture that was sealed with the listing."""
    sealed = claim.snapshot.content.get("images") or []
    return picture(sealed[0]["sha256"]) if sealed else ""


def unaffected(case: Case) -> str:
    """What goes on as before."""
    others = Listing.objects.filter(seller=case.claims[0].seller_id, state=Listing.State.LIVE)
    hidden = Claim.objects.filter(seller=case.claims[0].seller_id, state__in=HIDDEN)
    mine = [claim.listing_id for claim in case.claims]
    n = others.exclude(pk__in=mine).exclude(pk__in=hidden.values("listing_id")).count()
    if not n:
        return _("Your shop and your money are not affected.")
    text = ngettext(
        "Your other listing and your money are not affected.",
        "Your other %(n)d listings and your money are not affected.",
        n,
    )
    return text % {"n": n}


# ---- decisions


def decisions(case: Case) -> dict[int, Decision]:
    """The newest decision on each claim."""
    made = Decision.objects.filter(claim__in=case.claims, decided_at__isnull=False).order_by("pk")
    return {decision.claim_id: decision for decision in made}


def _where(decision: Decision | None) -> str:
    if decision is None or places.everywhere(decision.territories):
        return ""
    return places.named(decision.territories)


def _since(case: Case) -> datetime | None:
    """Since when the listings are hidden."""
    if case.state != "upheld":
        return None
    return statement.hidden_since(case.leading)


def _ended(case: Case, ways: Sequence[Way]) -> datetime | None:
    """When the time to answer ended, if nothing is open any more and the listing is hidden."""
    if ways or case.state != "upheld":
        return None
    last = Timer.objects.filter(claim__in=case.leading, key="appeal_filing").exclude(state=Timer.State.CANCELLED)
    return last.order_by("-due_at").values_list("due_at", flat=True).first()
