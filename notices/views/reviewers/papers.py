"""What the workspace shows of a case: pictures, checks, what the parties wrote, what happened."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from docket.models import Entry
from listings.snapshots import content_of
from notices import allowed, checks_strip, comparing, places, prices, showing, timeline, words
from notices.letters import recipients
from notices.models import Claim, Mending, Notice, Statement, Timer, Whiteboard
from notices.views.reviewers.desk import Desk
from policy import declarations, defences, reasons, regimes
from policy.types import Act, Reason
from rights.models import IPRight, Mandate

OTHERS = 6  # other notices on one listing that are shown; the newest
WINDOW = 100  # listings shown at once; a notice may name a thousand


def of(desk: Desk, *, now_too: bool) -> dict[str, Any]:
    """Everything that is only read; a fixed number of queries, whatever the number of listings."""
    claim = desk.claim
    mended = Mending.objects.select_related("snapshot").filter(claim=claim).first() if claim.state == "mended" else None
    current = mended.snapshot.content if mended else content_of(claim.listing)
    changes = tuple(comparing.differences(claim.snapshot.content, current))
    beside = mended_side(mended) if mended else now_side(claim, current)
    return {
        "checks": checks_strip.of(claim, found(claim, desk.now.date(), changes)),
        "sides": [sealed_side(claim), beside] if now_too else [right_side(desk.notice), sealed_side(claim)],
        "changes": changes,
        "now_too": now_too,
        "mended": mended,
        "changed_since": mended and comparing.differences(current, content_of(claim.listing)),
        "evidence": list(desk.notice.evidence.all()),
        "own_evidence": list(claim.evidence.all()),
        "marked": showing.of(list(claim.regions.all()), claim.snapshot.content, showing.url_for_reviewer),
        "counters": list(claim.counter_notices.prefetch_related("evidence")),
        "appeals": list(claim.appeals.prefetch_related("evidence")),
        "points_to": points_to(desk),
        "suits": list(claim.court_actions.prefetch_related("evidence")),
        "clocks": list(claim.timers.filter(state=Timer.State.RUNNING).order_by("due_at")),
        "lines": timeline.of_claims(desk.claims, "staff"),
        "linked": linked(desk),
        "notes": list(desk.notice.notes.select_related("by")[:20]),
        "board": Whiteboard.objects.filter(notice=desk.notice).first(),
        "regime": regimes.get(claim.regime),
        "others": others(claim),
        **window(desk),
    }


def linked(desk: Desk) -> dict[str, Any] | None:
    """The earlier decision that this notice says it is like. Two queries, only where there is a link."""
    if desk.notice.follows_id is None:
        return None
    old = Claim.objects.select_related("notice", "listing").get(pk=desk.notice.follows_id)
    made = old.decisions.filter(decided_at__isnull=False).first()
    return {"claim": old, "decision": made, "title": reasons.get(made.reason_code).title if made else ""}


def others(claim: Claim) -> list[tuple[Claim, words.Said]]:
    """This and other notices on the same listing: who claims what, since when, where it stands. One query."""
    rows = Claim.objects.filter(listing=claim.listing_id).exclude(notice=claim.notice_id)
    found = list(rows.select_related("notice__owner", "notice__right").order_by("-pk")[:OTHERS])
    return [(each, words.of(each.state, "reviewer")) for each in (claim, *found)] if found else []


def window(desk: Desk) -> dict[str, Any]:
    """The hundred listings around the one in view, with ways to the hundreds before and after."""
    start = desk.position // WINDOW * WINDOW
    end = start + WINDOW
    return {
        "listed": desk.claims[start:end],
        "before": desk.claims[start - 1] if start else None,
        "behind": desk.claims[end] if len(desk.claims) > end else None,
    }


def found(claim: Claim, today: date, changes: tuple[comparing.Difference, ...]) -> checks_strip.Found:
    notice = claim.notice
    filed = Entry.objects.filter(subject_type="claim", subject_id=claim.pk, n=1).first()
    authority = str(filed.facts.get("authority", "")) if filed else ""
    mandate = None if authority in {"", "owner"} else Mandate.objects.filter(public_id=authority).first()
    return checks_strip.Found(
        today=today,
        authority=authority,
        mandate=mandate,
        statements_asked=frozenset(d.code for d in declarations.required(regimes.get(claim.regime), Act.NOTICE)),
        statements_made=frozenset(Statement.objects.filter(notice=notice).values_list("code", flat=True)),
        differences=changes,
        below_usual=prices.below_usual(claim),
        meant=bool(filed and filed.facts.get("allowed_seller_confirmed")),
        allowed=allowed.known(notice.right, [claim.listing]).get(claim.listing_id),
        returned=recipients.unreached(notice, claim.seller),
    )


def points_to(desk: Desk) -> dict[str, list[Reason]]:
    """The reasons that each defence leads to, if what the seller says is so."""
    kind = desk.notice.claim_type
    found = {each.code: defences.reasons_for(each.code, kind) for each in defences.for_claim(kind)}
    return {code: [reasons.get(each) for each in codes] for code, codes in found.items()}


def right_side(notice: Notice, *, blind: bool = False) -> dict[str, Any]:
    """The right as the notice names it; `blind`: without saying which notice that is."""
    right = notice.right
    if right is None:
        work = {key: str(value) for key, value in notice.work.items() if value}
        facts = _("work named in the notice")
        return {"title": notice.subject_title, "facts": facts, "note": work.get("description", "")}
    registered = " ".join(filter(None, [right.office, right.number]))
    shown = right.image if right.image and right.image.viewable else None
    url = reverse("evidence_image", args=[shown.public_id]) if shown else ""
    url += f"?for={notice.reference}" if url and not blind else ""
    return {
        "title": right.title,
        "word": right.title,
        "image_url": url,
        "zoom_url": url,
        "alt": _("The right: %(title)s") % {"title": right.title},
        "facts": " · ".join(filter(None, [right.get_form_display() or right.get_kind_display(), registered])),
        "note": reach(right),
    }


def reach(right: IPRight) -> str:
    """Classes, countries and term in one line."""
    classes = (
        _("Class %(classes)s") % {"classes": ", ".join(map(str, right.nice_classes))} if right.nice_classes else ""
    )
    until = _("in force to %(year)d") % {"year": right.valid_until.year} if right.valid_until else ""
    where = places.named(right.territories[:4]) + ("…" if len(right.territories) > 4 else "")
    return ", ".join(filter(None, [classes, where, until]))


def sealed_side(claim: Claim, *, blind: bool = False) -> dict[str, Any]:
    """The listing as sealed; `blind`: without the way to what became of it."""
    taken = claim.snapshot.taken_at
    note = _("As sealed when the notice arrived, %(day)s.") % {"day": f"{taken:%d %b %Y}"}
    live = {"url": claim.listing.url, "link": _("See live page"), "key": "l"} if claim.listing.url and not blind else {}
    return {**_side(claim.snapshot.content), "note": note, **live}


def mended_side(mended: Mending) -> dict[str, Any]:
    note = _("As sealed when the seller asked us to look, %(day)s.") % {"day": f"{mended.received_at:%d %b %Y}"}
    return {**_side(mended.snapshot.content), "note": note}


def now_side(claim: Claim, content: dict[str, Any]) -> dict[str, Any]:
    gone = claim.listing.state == "gone"
    return {**_side(content), "note": _("Gone from the marketplace.") if gone else _("As it is now.")}


def _side(content: dict[str, Any]) -> dict[str, Any]:
    pictures = content.get("images") or []
    url = reverse("review_image", args=[pictures[0]["sha256"]]) if pictures else ""
    price = " ".join(filter(None, [content.get("price"), content.get("currency")]))
    return {
        "title": content["title"],
        "word": content["title"],
        "image_url": url,
        "zoom_url": url,
        "alt": _("Picture of the listing %(title)s") % {"title": content["title"]},
        "facts": " · ".join(filter(None, [price, content["seller"]["name"], places.named([content["market"]])])),
    }
