"""Notices and claims as partners read them: each side only what the field table of its side allows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Count

from accounts.models import Organisation
from docket.actors import Actor
from enforcement.models import Restriction
from notices import steps
from notices.models import Claim, CounterNotice, Decision, Notice, Region, Timer
from policy import regimes
from policy.types import Disclosed

# States of which a seller is not told, and what the seller reads instead.
SELLER_READS = {
    "incomplete": "submitted",
    "escalated": "submitted",
    "held": "submitted",
    "appealed_rejection": "rejected",
}
T = TypeVar("T")


def claims(found: Sequence[Claim], by: Actor, *, fresh: bool = False, own: bool = True) -> list[dict[str, Any]]:
    """Six queries for the papers of all claims together; one where they were made a moment ago, without
    marks or files of their own."""
    write = for_seller if by.role == "seller" else for_notifier
    papers = Papers([] if fresh else found)
    papers.read_timers(found)
    if own:
        papers.read_own(found)
    return [write(claim, papers, by) for claim in found]


class Papers:
    """What hangs on these claims: the newest decision, restriction, counter-notice, and the running clocks."""

    def __init__(self, found: Sequence[Claim]) -> None:
        ids = [claim.pk for claim in found]
        told = Decision.objects.filter(claim__in=ids, decided_at__isnull=False)
        self.decisions = newest(told.order_by("claim_id", "-id").distinct("claim_id"))
        self.counters = newest(
            CounterNotice.objects.filter(claim__in=ids).order_by("claim_id", "-id").distinct("claim_id")
        )
        sources = [claim.public_id for claim in found]
        known = Restriction.objects.filter(source__in=sources).exclude(state="cancelled")
        rows = known.order_by("source", "-id").distinct("source")
        self.restrictions = {row.source: row for row in rows}
        self.timers: dict[int, list[Timer]] = defaultdict(list)
        self.regions: dict[int, list[Region]] = defaultdict(list)
        self.files: dict[int, list[str]] = defaultdict(list)

    def read_own(self, found: Sequence[Claim]) -> None:
        """What was marked on each listing, and the files of single listings."""
        ids = [claim.pk for claim in found]
        for region in Region.objects.filter(claim__in=ids):
            self.regions[region.claim_id].append(region)
        files = Claim.evidence.through.objects.filter(claim__in=ids).order_by("pk")
        for claim_id, name in files.values_list("claim_id", "evidence__public_id"):
            self.files[claim_id].append(name)

    def read_timers(self, found: Sequence[Claim]) -> None:
        running = Timer.objects.filter(claim__in=[claim.pk for claim in found], state=Timer.State.RUNNING)
        for timer in running.order_by("due_at"):
            self.timers[timer.claim_id].append(timer)


def newest(rows: Iterable[T]) -> dict[int, T]:
    return {row.claim_id: row for row in rows}  # type: ignore[attr-defined]


def shared(claim: Claim, papers: Papers, by: Actor) -> dict[str, Any]:
    restriction = papers.restrictions.get(claim.public_id)
    return {
        "id": claim.public_id,
        "listing": listing(claim),
        "claim_type": claim.notice.claim_type,
        "state": claim.state,
        "version": claim.version,
        "regime": claim.regime,
        "regime_version": claim.regime_version,
        "explanation": claim.explanation,
        "regions": [region_seen(each) for each in papers.regions.get(claim.pk, ())],
        "decision": decision(papers.decisions.get(claim.pk)),
        "restriction": {"state": restriction.state, "territories": restriction.territories} if restriction else None,
        "deadlines": [
            {"key": t.key, "due_at": t.due_at, "not_after": t.not_after} for t in papers.timers.get(claim.pk, ())
        ],
        "steps": steps.open_to(claim, by),
    }


def for_notifier(claim: Claim, papers: Papers, by: Actor) -> dict[str, Any]:
    paper = papers.counters.get(claim.pk)
    return {
        **shared(claim, papers, by),
        "notice": claim.notice.public_id,
        "reference": claim.notice.reference,
        "question": claim.question,
        "answer": claim.answer,
        "evidence": papers.files.get(claim.pk, []),
        "counter_notice": counter(paper, with_person=paper.passed_on) if paper else None,
    }


def for_seller(claim: Claim, papers: Papers, by: Actor) -> dict[str, Any]:
    """Never who filed, nor when they were asked for more; the owner's name only where the law lets us say it."""
    right, work = claim.notice.right, claim.notice.work
    said = shared(claim, papers, by)
    made = papers.decisions.get(claim.pk)
    if made is not None and made.outcome == Decision.Outcome.REJECTED:
        said["decision"] = None
    paper = papers.counters.get(claim.pk)
    return {
        **said,
        "deadlines": [each for each in said["deadlines"] if each["key"] in deadlines_told(claim)],
        "state": SELLER_READS.get(claim.state, claim.state),
        "case": f"C-{claim.notice.reference[2:]}",
        "owner": claim.notice.owner.name if owner_is_named(claim) else None,
        "right": {
            "kind": right.kind if right else "copyright",
            "title": right.title if right else str(work.get("title", "")),
            "office": right.office if right else "",
            "number": right.number if right else "",
        },
        "notice_explanation": claim.notice.explanation,
        "counter_notice": counter(paper, with_person=True) if paper else None,
    }


def deadlines_told(claim: Claim) -> set[str]:
    """A seller reads the clocks of what a seller knows of: not the owner's cure, nor the owner's appeal."""
    own = {"appeal_decide"} if claim.state == "appealed_takedown" else set()
    return {"appeal_filing", "put_back", "hear_seller"} | own if claim.state != "rejected" else set()


def owner_is_named(claim: Claim) -> bool:
    return regimes.get(claim.regime).identity.owner in {Disclosed.YES, Disclosed.OPTIONAL}


def listing(claim: Claim) -> dict[str, Any]:
    """As sealed when the notice arrived where it matters, and as it is called now."""
    seen = claim.listing
    return {"id": seen.external_id, "title": seen.title, "url": seen.url, "market": seen.market}


def decision(made: Decision | None) -> dict[str, Any] | None:
    if made is None:
        return None
    return {
        "outcome": made.outcome,
        "reason_code": made.reason_code,
        "public_reason": made.public_reason,
        "ground": made.ground,
        "territories": made.territories,
        "automated": made.automated,
        "decided_at": made.decided_at,
    }


def region_seen(region: Region) -> dict[str, Any]:
    """A marked region; the fields of the other kind are null."""
    on_picture = region.place == Region.Place.PICTURE
    of_picture = {name: getattr(region, name) if on_picture else None for name in ("picture", "x", "y")}
    of_picture |= {name: getattr(region, name) if on_picture else None for name in ("width", "height")}
    of_words = {name: None if on_picture else getattr(region, name) for name in ("start", "end", "words")}
    return {"place": region.place, **of_picture, **of_words, "note": region.note}


def counter(paper: CounterNotice, *, with_person: bool) -> dict[str, Any]:
    """The person behind it only in a counter-notice that the law passes on."""
    person = {name: getattr(paper, name) if with_person else None for name in ("signer", "address", "phone", "email")}
    return {
        "id": paper.public_id,
        "defence": paper.defence,
        "explanation": paper.explanation,
        "received_at": paper.received_at,
        **person,
    }


def notice_lines(found: Sequence[Notice]) -> list[dict[str, Any]]:
    """One query for the states of all their claims."""
    rows = Claim.objects.filter(notice__in=[n.pk for n in found]).order_by("notice")
    states: dict[int, dict[str, int]] = defaultdict(dict)
    for notice_id, state, number in rows.values_list("notice", "state").annotate(Count("id")):
        states[notice_id][state] = number
    return [notice_line(notice, states[notice.pk]) for notice in found]


def notice_whole(
    notice: Notice, found: Sequence[Claim], by: Actor, *, fresh: bool = False, own: bool = True
) -> dict[str, Any]:
    states = Counter(claim.state for claim in found)
    return {**notice_line(notice, states), "claims": claims(found, by, fresh=fresh, own=own)}


def notices_whole(notices: Sequence[Notice], found: Sequence[Claim], by: Actor) -> dict[int, dict[str, Any]]:
    """Many that were made a moment ago, by their keys; their claims are read together."""
    lines: dict[int, list[tuple[str, dict[str, Any]]]] = {notice.pk: [] for notice in notices}
    for claim, line in zip(found, claims(found, by, fresh=True), strict=True):
        lines[claim.notice_id].append((claim.state, line))
    return {
        notice.pk: {
            **notice_line(notice, Counter(state for state, _line in lines[notice.pk])),
            "claims": [line for _state, line in lines[notice.pk]],
        }
        for notice in notices
    }


def notice_line(notice: Notice, states: Mapping[str, int]) -> dict[str, Any]:
    here = f"/api/v1/notices/{notice.public_id}"
    return {
        "id": notice.public_id,
        "reference": notice.reference,
        # What its claims say: their state where they share one.
        "status": next(iter(states)) if len(states) == 1 else "mixed",
        "states": dict(states),
        "claim_type": notice.claim_type,
        "filer": party(notice.filer),
        "owner": party(notice.owner),
        "right": notice.right.public_id if notice.right else None,
        "work": notice.work,
        "explanation": notice.explanation,
        "territories": notice.territories,
        "signature": {"name": notice.signature_name, "capacity": notice.capacity},
        "partner_reference": notice.partner_reference,
        "language": notice.language,
        "is_test": notice.is_test,
        "received_at": notice.received_at,
        "receipt": notice.receipt,
        "links": {"self": here, "timeline": f"{here}/timeline", "claims": f"/api/v1/claims?notice={notice.public_id}"},
    }


def party(organisation: Organisation) -> dict[str, str]:
    return {"id": organisation.public_id, "name": organisation.name}
