"""What the case page shows, in the order of a seller's questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing
from notices import places, showing, timeline
from notices.cases import BY_ORDER, Case, says
from notices.models import Claim, Decision, Timer
from notices.views.sellers import words
from notices.ways import Way, open_ways

CARDS = 20  # listings a page
PAST = 3  # what happened last; the decision page has all of it
Facts = dict[str, Any]


def of(case: Case, number: int = 1) -> Facts:
    ways = open_ways(case)
    decided = _decisions(case)
    clocks = _clocks(case)
    coming = ahead(case, ways, clocks)
    return {
        "case": case,
        "head": words.head(case),
        "tag": words.status(case, returns_on=_returns_on(clocks)),
        "since": _since(case, decided),
        "cards": cards(case, decided, number),
        "next_page": number + 1 if len(case.claims) > number * CARDS else None,
        "previous_page": number - 1,
        "unaffected": unaffected(case),
        "says": says(case.notice, case.regimes, len(case.claims)),
        "judged": words.judged(case, [decided[c.pk] for c in case.leading if c.pk in decided]),
        "no_court": not any(d.reason_code in BY_ORDER for d in decided.values()) and case.state != "removed_for_good",
        "has_reasons": any(d.outcome != Decision.Outcome.REJECTED for d in decided.values()),
        "notice_words": "" if decided else case.notice.explanation or case.claims[0].explanation,
        "ways": ways,
        "until": min((way.until for way in ways if way.until), default=None),
        "actions": [button(case, way, several=len(ways) > 1) for way in ways],
        "ended": _ended(case, ways),
        "ahead": bool(coming),
        "story": [*story(case), *coming],
    }


def button(case: Case, way: Way, *, several: bool) -> Facts:
    title = words.title_of(way)
    if several:
        n = len(way.claims)
        title += " " + ngettext("(%(n)d listing)", "(%(n)d listings)", n) % {"n": n}
    return {"title": title, "url": f"{reverse('answer_why', args=[case.reference])}?way={way.key}"}


def cards(case: Case, decided: Mapping[int, Decision], number: int) -> list[Facts]:
    """The listings as they were when they were reported, each with its own state."""
    claims = case.claims[(number - 1) * CARDS : number * CARDS]
    marked, url = showing.by_claim(claims), showing.url_for_seller(case.reference)
    return [
        {
            "title": claim.snapshot.content.get("title") or claim.listing.title,
            "id": claim.listing.external_id,
            "picture": picture(case, claim),
            "seen": words.seen(claim.state, _where(decided.get(claim.pk))),
            "tag": words.tag(claim.state) if len(case.claims) > 1 else None,
            "marked": showing.of(marked.get(claim.pk, []), claim.snapshot.content, url),
        }
        for claim in claims
    ]


def picture(case: Case, claim: Claim) -> str:
    """The address of the first picture that was sealed with the listing."""
    sealed = claim.snapshot.content.get("images") or []
    return reverse("case_picture", args=[case.reference, sealed[0]["sha256"]]) if sealed else ""


def _decisions(case: Case) -> dict[int, Decision]:
    """The newest decision on each claim."""
    made = Decision.objects.filter(claim__in=case.claims, decided_at__isnull=False).order_by("pk")
    return {decision.claim_id: decision for decision in made}


def _where(decision: Decision | None) -> str:
    if decision is None or places.everywhere(decision.territories):
        return ""
    return places.named(decision.territories)


def _since(case: Case, decided: Mapping[int, Decision]) -> datetime | None:
    """Since when the listings are hidden, while nothing newer speaks for the case."""
    moments = [decided[c.pk].decided_at for c in case.leading if c.pk in decided]
    return min((m for m in moments if m), default=None) if case.state == "upheld" else None


def unaffected(case: Case) -> str:
    """What goes on as before."""
    others = Listing.objects.filter(seller=case.claims[0].seller_id, state=Listing.State.LIVE)
    n = others.exclude(pk__in=[claim.listing_id for claim in case.claims]).count()
    if not n:
        return _("Your shop and your money are not affected.")
    text = ngettext(
        "Your other listing and your money are not affected.",
        "Your other %(n)d listings and your money are not affected.",
        n,
    )
    return text % {"n": n}


def _clocks(case: Case) -> dict[str, Timer]:
    running = Timer.objects.filter(claim__in=case.claims, state=Timer.State.RUNNING).order_by("-due_at")
    return {timer.key: timer for timer in running}


def _returns_on(clocks: Mapping[str, Timer]) -> datetime | None:
    return clocks["put_back"].due_at if "put_back" in clocks else None


def _ended(case: Case, ways: Sequence[Way]) -> datetime | None:
    """When the time to answer ended, if nothing is open any more and the listing is hidden."""
    if ways or case.state != "upheld":
        return None
    last = Timer.objects.filter(claim__in=case.leading, key="appeal_filing").order_by("-due_at").first()
    return last.due_at if last else None


def story(case: Case) -> list[Facts]:
    lines = timeline.of_claims(list(case.claims), "seller")[-PAST:]
    return [
        {
            "text": line.words,
            "tone": line.tone,
            "at": line.at,
            "style": "date",
            "detail": line.detail if line.step == "file_suit" else "",
        }
        for line in lines
    ]


def ahead(case: Case, ways: Sequence[Way], clocks: Mapping[str, Timer]) -> list[Facts]:
    """What comes next, in this state."""
    return [{"tone": "wait", "ahead": True, **line} for line in _ahead(case, ways, clocks)]


def _ahead(case: Case, ways: Sequence[Way], clocks: Mapping[str, Timer]) -> list[Facts]:
    if case.state == "countered" and (clock := clocks.get("put_back")):
        text = _("Your listing comes back, unless the owner shows us a court case")
        return [{"text": text, "at": clock.due_at, "style": "date", "tone": "ok"}]
    if case.state == "appealed_takedown":
        clock = clocks.get("appeal_decide")
        text = _("By this day we aim to decide") if clock else _("A different person decides and tells you why")
        return [{"text": text, "at": clock.due_at if clock else None, "style": "date"}]
    if case.state == "in_court":
        return [{"text": _("The court decides; tell us how it ends")}]
    return [line for way in ways[:1] for line in _your_turn(way)]


def _your_turn(way: Way) -> list[Facts]:
    turn = {"text": _("Your turn to answer until"), "at": way.until, "style": "date"}
    if way.hearing:
        return [turn, {"text": _("Then a person decides and tells you why")}]
    if way.signed:
        text = _("After your answer the owner has some days to go to court. If not, your listing comes back")
        return [{"text": text}]
    within = words.decides_within(way.regime)
    then = _("after your answer a different person decides and tells you why")
    return [turn, {"text": f"{within} {then}" if within else then.capitalize()}]
