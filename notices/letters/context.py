"""What a letter says: taken from the deed's entries and the papers stored with them, never from what came later."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from docket.models import Entry
from notices import cases, places, reasoning
from notices.deadlines import GROWN
from notices.letters.deed import Deed
from notices.models import Appeal, Claim, CounterNotice, CourtAction, Decision, Mending, Timer
from notices.procedure import HIDDEN
from policy import reasons, regimes
from policy.paths import SellerPath, seller_path
from policy.types import Deadline, Nature, Regime

LISTED = 25  # a letter names this many listings; the page has them all
Facts = dict[str, Any]


def of(deed: Deed, letter: str) -> Facts:
    """Everything this letter's templates name."""
    facts = shared(deed)
    for source in SOURCES.get(letter, ()):
        facts |= source(deed)
    return facts


def shared(deed: Deed) -> Facts:
    notice = deed.notice
    return {
        "audience": deed.audience,
        "portal": settings.PORTAL_NAME,
        "marketplace": settings.MARKETPLACE_NAME,
        "reference": deed.reference,
        "url": settings.PORTAL_URL + deed.path,
        "count": len(deed.claims),
        "listings": [lines_of(deed, claim) for claim in deed.claims[:LISTED]],
        "more": max(0, len(deed.claims) - LISTED),
        "shop": deed.seller.name,
        "owner": owner_of(deed),
        "contact": cases.contact_shown(notice, deed.regimes) if deed.audience == "seller" else "",
        "agent": cases.agent_shown(notice, deed.regimes) if deed.audience == "seller" else "",
        "right": cases.right_shown(notice),
        "says": cases.says(notice, deed.regimes, len(deed.claims)),
        "received_at": notice.received_at,
        "at": deed.entry.at,
        "step": deed.entry.step,
        "in_eu": any(r.code == "eu-dsa" for r in deed.regimes),
    }


def owner_of(deed: Deed) -> str:
    shown = deed.notice.owner.name if deed.audience == "notifier" else cases.owner_shown(deed.notice, deed.regimes)
    return shown or _("The owner of the right")


def lines_of(deed: Deed, claim: Claim) -> Facts:
    return {"title": deed.title(claim), "id": claim.listing.external_id}


def receipt(deed: Deed) -> Facts:
    return {
        "receipt": deed.notice.receipt,
        "check": settings.PORTAL_URL + reverse("verify"),
        "decide_by": timer(deed, "decide", deed.entry),
    }


def question(deed: Deed) -> Facts:
    asked = deed.entry.facts.get("question") or deed.claims[0].question
    return {"question": asked, "until": timer(deed, "cure", deed.entry)}


def decision(deed: Deed) -> Facts:
    """The decision that this very step made; one verdict a deed."""
    made = Decision.objects.filter(entry__in=[e.pk for e in deed.entries]).order_by("pk").first()
    territories = list(made.territories) if made else []
    code = made.reason_code if made else ""
    return {
        "public_reason": reasoning.retold(made.public_reason, code, deed.claims) if made else "",
        "reason_code": code,
        "reason_title": _(reasons.get(code).title) if code else "",
        "cure": cure(code),
        "no_court": code not in cases.BY_ORDER,
        "law": made is not None and made.ground == "law",
        "automated": made is not None and made.automated,
        "where": "" if places.everywhere(territories) else places.named(territories),
        "appeal_until": timer(deed, "appeal_filing", deed.entry),
    }


def cure(code: str) -> str:
    """What would help, if its words need nothing that only the case knows."""
    found = reasons.get(code).cure if code else ""
    return "" if "{" in found else _(found) if found else ""


def ways(deed: Deed) -> Facts:
    """How the seller can contest: one way for each law among these claims."""
    several = len(deed.regimes) > 1
    return {"ways": [way(deed, regime, several=several) for regime in deed.regimes]}


def ways_left(deed: Deed) -> Facts:
    """The ways that are still open to who may have appealed before: an appeal is made once."""
    before = Appeal.objects.filter(claim__in=[c.pk for c in deed.claims], side="takedown", entry__lt=deed.entry.pk)
    appealed = before.exists()
    left = [r for r in deed.regimes if not appealed or seller_path(r, deed.notice.claim_type).step == "counter"]
    return {"ways": [way(deed, regime, several=len(deed.regimes) > 1) for regime in left]}


def way(deed: Deed, regime: Regime, *, several: bool) -> Facts:
    path = seller_path(regime, deed.notice.claim_type)
    claims = deed.under(regime)
    rule = regime.deadline("appeal_filing")
    return {
        "only_for": [lines_of(deed, claim) for claim in claims[:LISTED]] if several else [],
        "title": path.title,
        "explain": path.explain,
        "until": timer(deed, "appeal_filing", deed.entry, claims) if path.filing else None,
        "appeal_until": timer(deed, "appeal_filing", deed.entry, claims),
        "by_law": bool(rule and not rule.policy_default),
        "clocked": path.put_back is not None,
        "rules": _(regime.title),
        "statutory": regime.nature is not Nature.PLATFORM,
        "in_eu": regime.code == "eu-dsa",
    }


def hearing(deed: Deed) -> Facts:
    return {"until": timer(deed, "hear_seller", deed.entry), "explanation": explanation(deed)}


def explanation(deed: Deed) -> str:
    """What the notice says: part of the facts that a seller must be able to answer."""
    own = dict.fromkeys(claim.explanation for claim in deed.claims[:LISTED] if claim.explanation)
    return deed.notice.explanation or "\n\n".join(own)


def counter(deed: Deed) -> Facts:
    """The counter-notice; who signed it is passed on only where the law passes it on, and after the seller was told."""
    paper = CounterNotice.objects.filter(entry__in=[e.pk for e in deed.entries]).order_by("pk").first()
    governing = regimes.get(deed.claims[0].regime)
    path = seller_path(governing, deed.notice.claim_type)
    shown = governing.counter.identity_passed_on and paper is not None and paper.passed_on
    return {
        "paper": str(path.kind),
        "defence": paper.defence_label if paper else "",
        "words": paper.explanation if paper else "",
        "sworn": [s.text for s in paper.statements.order_by("pk")] if paper and shown else [],
        "signer": paper.signer if paper and shown else "",
        "address": paper.address if paper and shown else "",
        "phone": paper.phone if paper and shown else "",
        "files": [file.name for file in paper.evidence.all()] if paper else [],
        "passed_on": [_(each) for each in governing.counter.passed_on],
        "stops": [_(event.label) for event in governing.stop_events],
        **returns(deed, path),
    }


def returns(deed: Deed, path: SellerPath) -> Facts:
    """From when and by when the listing comes back."""
    clock = timers(deed, "put_back", deed.entry, deed.claims).first()
    return {
        "returns": clock.due_at if clock else None,
        "returns_by": clock.not_after if clock else None,
        "business_days": _in_business_days(path.put_back),
    }


def _in_business_days(rule: Deadline | None) -> bool:
    return rule is not None and rule.unit is not None and rule.unit == "business_day"


def suit(deed: Deed) -> Facts:
    found = CourtAction.objects.filter(entry__in=[e.pk for e in deed.entries]).order_by("pk").first()
    return {
        "court": found.court if found else "",
        "case_number": found.case_number if found else "",
        "filed_on": found.filed_on if found else None,
    }


def appeal(deed: Deed) -> Facts:
    found = Appeal.objects.filter(entry__in=[e.pk for e in deed.entries]).order_by("pk").first()
    said = [found.defence_label, found.grounds] if found else []
    return {"grounds": "\n\n".join(filter(None, said)), "decide_by": timer(deed, "appeal_decide", deed.entry)}


def appeal_outcome(deed: Deed) -> Facts:
    return {"kept": deed.entry.step.startswith("affirm"), "hidden": deed.entry.target in HIDDEN}


def comeback(deed: Deed) -> Facts:
    """Listings that another notice still keeps hidden; only their own seller is told."""
    held = Claim.objects.filter(listing__in=[c.listing_id for c in deed.claims], state__in=HIDDEN)
    other = set(held.exclude(notice=deed.notice).values_list("listing_id", flat=True))
    still = [deed.title(c) for c in deed.claims if c.listing_id in other] if deed.audience == "seller" else []
    return {"still_hidden": still[:LISTED]}


def mending(deed: Deed) -> Facts:
    found = Mending.objects.filter(entry__in=[e.pk for e in deed.entries]).order_by("pk").first()
    return {"mended": found.words if found else "", "decide_by": timer(deed, "decide", deed.entry)}


def grown(deed: Deed) -> Facts:
    """Until when the seller may now act: the clock that was made longer began with the old one."""
    keys = ["hear_seller"] if deed.entry.step == "extend_hearing" else ["appeal_filing"]
    clocks = Timer.objects.filter(claim__in=[c.pk for c in deed.claims], key__in=keys)
    longer = clocks.filter(rule_version__endswith=GROWN).order_by("-due_at").first()
    return {"grown": longer.due_at if longer else None}


def retraction(deed: Deed) -> Facts:
    return {"was_hidden": any(entry.facts.get("was_hidden") for entry in deed.entries)}


def timer(deed: Deed, key: str, entry: Entry, claims: Sequence[Claim] | None = None) -> datetime | None:
    """When the clock ends that this entry started; None where the law has no such clock."""
    found = timers(deed, key, entry, claims if claims is not None else deed.claims).first()
    return found.due_at if found else None


def timers(deed: Deed, key: str, entry: Entry, claims: Sequence[Claim]) -> QuerySet[Timer]:
    """The clock of this name that the deed started. Entries of one deed are microseconds apart."""
    if entry.step == "accept":  # which starts no clock: what ran before goes on
        going = Timer.objects.filter(claim__in=[c.pk for c in claims], key=key, started_at__lte=entry.at)
        return going.exclude(state=Timer.State.CANCELLED).order_by("-started_at", "due_at")
    near = {"started_at__gte": entry.at - timedelta(minutes=1), "started_at__lte": entry.at + timedelta(seconds=1)}
    return Timer.objects.filter(claim__in=[c.pk for c in claims], key=key, **near).order_by("-started_at", "due_at")


Source = Callable[[Deed], Facts]
SOURCES: Mapping[str, tuple[Source, ...]] = {
    "receipt": (receipt,),
    "information_requested": (question,),
    "lapsed": (lambda deed: {"after_pause": deed.entry.source == "paused"},),
    "goes_on": (hearing,),
    "asked_first": (hearing, ways),
    "statement_of_reasons": (decision, ways, lambda deed: {"explanation": explanation(deed)}),
    "outcome": (decision,),
    "rejected": (decision,),
    "forwarded": (lambda deed: {"explanation": explanation(deed)},),
    "counter_notice": (counter,),
    "counter_receipt": (counter,),
    "in_court": (suit,),
    "suit_receipt": (suit,),
    "restored": (decision, comeback),
    "removed_for_good": (decision,),
    "mend_receipt": (mending,),
    "cleared": (decision, comeback),
    "kept_hidden": (decision, ways_left),
    "accepted": (ways_left,),
    "more_time": (grown,),
    "appeal_receipt": (appeal,),
    "appeal_notice": (appeal,),
    "appeal_decided": (decision, appeal_outcome, comeback),
    "retracted": (retraction, comeback),
    "retract_receipt": (retraction,),
}
