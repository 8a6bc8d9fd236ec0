"""The story of a notice or a claim, told from the docket in the words of whoever reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Organisation, User
from docket.models import Entry
from notices.models import Claim, Notice
from notices.words import AUDIENCES, STATES

ROLES = {
    "notifier": lazy("Rights owner"),
    "seller": lazy("Seller"),
    "reviewer": lazy("A reviewer"),
    "senior": lazy("A senior reviewer"),
    "operations": lazy("Operations"),
    "admin": lazy("Administrator"),
    "clock": lazy("The clock"),
    "system": lazy("The portal"),
    "marketplace": lazy("The marketplace"),
}
# Step → what the filer, the seller, staff and the public read; an empty text is not told to that audience.
TOLD: Mapping[str, tuple[Any, Any, Any, Any]] = {
    "submit": (
        lazy("You sent the notice"),
        lazy("A notice about your listing arrived"),
        lazy("Notice received"),
        lazy("Notice received"),
    ),
    "send_back": (lazy("We asked you for something"), "", lazy("Filer asked for more"), ""),
    "complete": (lazy("You gave what was missing"), "", lazy("Filer answered"), ""),
    "supplement": (lazy("You added files"), "", lazy("Filer added files"), ""),
    "lapse": (
        lazy("Ended: nobody answered or went on with it in time"),
        lazy("The notice ended without a decision"),
        lazy("Lapsed: no answer from the filer"),
        lazy("Closed without action"),
    ),
    "pause": (
        lazy("Paused: the mandate of the agent who filed it ended"),
        lazy("Put on hold: the other side must first go on with it"),
        lazy("Paused: the filer's mandate ended"),
        "",
    ),
    "resume": (lazy("It goes on where it stood"), lazy("It goes on where it stood"), lazy("Goes on"), ""),
    "hear_seller": (
        lazy("We asked the seller first"),
        lazy("We asked for your answer before deciding"),
        lazy("Seller asked first"),
        "",
    ),
    "seller_answers": (lazy("The seller answered"), lazy("You answered"), lazy("Seller answered"), ""),
    "silence": (
        lazy("The seller did not answer in time"),
        lazy("The time for your answer ended"),
        lazy("No answer from the seller"),
        "",
    ),
    "escalate": (lazy("Passed to our legal team"), "", lazy("Escalated to a senior reviewer"), ""),
    "hand_down": (lazy("Back with our reviewers"), "", lazy("Given back by a senior reviewer"), ""),
    "hold": (lazy("A second person looks at it"), "", lazy("Sent for a second look"), ""),
    "confirm": (
        lazy("We decided: removed"),
        lazy("We decided to hide your listing"),
        lazy("Second look: confirmed, hidden"),
        lazy("Content removed"),
    ),
    "uphold": (
        lazy("We decided: removed"),
        lazy("We decided to hide your listing"),
        lazy("Upheld, listing hidden"),
        lazy("Content removed"),
    ),
    "reject": (
        lazy("We decided: not removed"),
        lazy("We decided: your listing stays visible"),
        lazy("Not upheld, listing stays"),
        lazy("No action taken"),
    ),
    "forward": (
        lazy("Passed on to the seller"),
        lazy("The notice was passed on to you"),
        lazy("Forwarded to the seller"),
        lazy("Passed on to the seller"),
    ),
    "extend_hearing": (
        lazy("The seller has more time to answer"),
        lazy("You asked for more time and got it"),
        lazy("Seller got more time to answer"),
        "",
    ),
    "extend_appeal": ("", lazy("You asked for more time and got it"), lazy("Seller got more time to appeal"), ""),
    "mend": (
        lazy("The seller changed the listing; we look at it"),
        lazy("You changed your listing and asked us to look"),
        lazy("Seller changed the listing"),
        "",
    ),
    "clear": (
        lazy("The changed listing is visible again"),
        lazy("We looked: your changed listing is visible again"),
        lazy("Change accepted, listing restored"),
        lazy("Content restored after a change"),
    ),
    "keep_hidden": (
        lazy("We looked at the change: it stays removed"),
        lazy("We looked at your change: it stays hidden"),
        lazy("Change not enough, stays hidden"),
        "",
    ),
    "accept": ("", lazy("You closed the case"), lazy("Seller closed the case"), ""),
    "counter": (
        lazy("The seller sent a counter-notice"),
        lazy("You sent your counter-notice"),
        lazy("Counter-notice received"),
        lazy("Disputed by the seller"),
    ),
    "file_suit": (
        lazy("You told us about court action"),
        lazy("The owner went to court: your listing stays hidden"),
        lazy("Court action shown"),
        lazy("In court"),
    ),
    "restore": (
        lazy("The wait is over: the listing is visible again"),
        lazy("The wait is over: your listing is visible again"),
        lazy("Wait over, listing restored"),
        lazy("Content restored"),
    ),
    "adjudge": (
        lazy("The court found for you: the removal is final"),
        lazy("The court found for the owner: your listing stays hidden"),
        lazy("Court found for the notifier, removal final"),
        lazy("Removal final"),
    ),
    "reverse": (
        lazy("We reversed the removal: the listing is visible again"),
        lazy("We reversed our decision: your listing is visible again"),
        lazy("Removal reversed, listing restored"),
        lazy("Decision reversed"),
    ),
    "propose_reversal": ("", "", lazy("Proposed to restore it; a second person looks"), ""),
    "let_stand": ("", "", lazy("Second look: the removal stands"), ""),
    "appeal_takedown": (
        lazy("The seller asked for another look"),
        lazy("You asked for another look"),
        lazy("Seller appealed the removal"),
        lazy("Under appeal"),
    ),
    "appeal_rejection": (lazy("You asked for another look"), "", lazy("Filer appealed the rejection"), ""),
    "affirm_takedown": (
        lazy("Another person looked: the removal stands"),
        lazy("Another person looked: the decision stands"),
        lazy("Appeal decided: removal kept"),
        lazy("Decision upheld on appeal"),
    ),
    "restore_on_appeal": (
        lazy("Another person looked: the listing is visible again"),
        lazy("We changed the decision: your listing is visible again"),
        lazy("Appeal decided: listing restored"),
        lazy("Decision reversed on appeal"),
    ),
    "affirm_rejection": (
        lazy("Another person looked: the listing stays visible"),
        "",
        lazy("Appeal decided: rejection kept"),
        lazy("Decision upheld on appeal"),
    ),
    "uphold_after_all": (
        lazy("Another person looked: removed after all"),
        lazy("We decided to hide your listing"),
        lazy("Appeal decided: upheld after all"),
        lazy("Content removed on appeal"),
    ),
    "retract": (
        lazy("You withdrew it"),
        lazy("The owner took the notice back"),
        lazy("Withdrawn by the notifier"),
        lazy("Withdrawn"),
    ),
    "undo": ("", "", lazy("Undone at once: nothing had left"), ""),
}
# What the filer reads of the other of the two, owner or agent, who did it.
FOR_US: Mapping[str, Any] = {
    "submit": lazy("%(who)s sent the notice"),
    "complete": lazy("%(who)s gave what was missing"),
    "supplement": lazy("%(who)s added files"),
    "file_suit": lazy("%(who)s told us about court action"),
    "appeal_rejection": lazy("%(who)s asked for another look"),
    "retract": lazy("%(who)s withdrew it"),
}
VOICES = ("filer", "seller", "reviewer", "public")


@dataclass(frozen=True)
class Line:
    """One thing that happened, as one audience reads it; `claims` says to how many listings."""

    at: datetime
    words: str
    role: str
    who: str = ""
    detail: str = ""
    tone: str = "neutral"
    step: str = ""
    claims: int = 1

    @property
    def text(self) -> str:
        """The name that the timeline component uses."""
        return self.words


def of(thing: Notice | Claim, audience: str, reader: int | None = None) -> list[Line]:
    """What happened, oldest first. Two queries for a notice's claims and entries, one more for staff names."""
    claims = [thing] if isinstance(thing, Claim) else list(thing.claims.all())
    return of_claims(claims, audience, reader)


def of_claims(claims: Sequence[Claim], audience: str, reader: int | None = None) -> list[Line]:
    """The story of these claims together; one deed on many of them is one line.

    `reader` is the organisation that reads as the filer: what the other of owner and agent did is told with its name.
    """
    voice = AUDIENCES[audience]
    if voice == "seller":
        claims = [claim for claim in claims if claim.seller_told]
    deeds = _deeds(claims, told_all=voice == "reviewer")
    names = _names(deeds) if voice == "reviewer" else {}
    others = _others(deeds, reader) if voice == "filer" and reader is not None else {}
    lines = (_line(each, voice, len(claims), names, others.get(each[0].organisation_id or 0, "")) for each in deeds)
    return [line for line in lines if line.words]


def _others(deeds: Iterable[Sequence[Entry]], reader: int) -> dict[int, str]:
    """The names of those who acted for the filer's side beside the reader; usually none, then nothing is asked."""
    did = {e[0].organisation_id for e in deeds if e[0].role == "notifier" and e[0].organisation_id} - {reader}
    return dict(Organisation.objects.filter(pk__in=did).values_list("pk", "name")) if did else {}


def _deeds(claims: Iterable[Claim], *, told_all: bool) -> list[list[Entry]]:
    """The entries of these claims, those of one deed together; what was undone at once is for staff only."""
    ids = [claim.pk for claim in claims]
    rows = Entry.objects.filter(subject_type=Claim.procedure.subject, subject_id__in=ids)
    rows = rows if told_all else rows.stood()
    rows = rows.select_related("decision", "counter_notice", "appeal", "court_action").order_by("id")
    groups: dict[object, list[Entry]] = {}
    for entry in rows:
        groups.setdefault((entry.step, entry.facts.get("deed") or entry.pk), []).append(entry)
    return list(groups.values())


def _names(deeds: Iterable[Sequence[Entry]]) -> dict[int, str]:
    ids = {entries[0].actor_id for entries in deeds if entries[0].actor_id}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def _line(entries: Sequence[Entry], voice: str, all_claims: int, names: Mapping[int, str], by: str = "") -> Line:
    first = entries[0]
    words = str(TOLD[first.step][VOICES.index(voice)])
    if by and first.step in FOR_US:
        words = str(FOR_US[first.step]) % {"who": by}
    if words and all_claims > 1 and len(entries) < all_claims:
        words = _("%(words)s: %(n)d of %(total)d listings") % {"words": words, "n": len(entries), "total": all_claims}
    elif words and all_claims > 1:
        words = _("%(words)s: all %(n)d listings") % {"words": words, "n": len(entries)}
    return Line(
        at=first.at,
        words=words,
        role=first.role,
        who=names.get(first.actor_id or 0) or by or _who(first.role, voice),
        detail=_detail(first, voice),
        tone=STATES[first.target].tone,
        step=first.step,
        claims=len(entries),
    )


def _who(role: str, voice: str) -> str:
    """Parties read a role, never a person; and "you" for what they did themselves."""
    if (role, voice) in {("notifier", "filer"), ("seller", "seller")}:
        return _("You")
    return str(ROLES[role])


def _detail(entry: Entry, voice: str) -> str:
    """The public reason, or what a party wrote to everyone; a private note only for staff."""
    decision = getattr(entry, "decision", None)
    if decision is not None and (decision.decided_at or voice == "reviewer"):
        reason = f"{decision.reason_code} · {decision.public_reason}" if decision.reason_code else ""
        note = decision.private_note if voice == "reviewer" else ""
        # The public reads what was done; the reasons go to the parties.
        return "" if voice == "public" else "\n".join(filter(None, [reason, note]))
    if (court := getattr(entry, "court_action", None)) is not None:
        return "" if voice == "public" else f"{court.court}, {court.case_number}"
    if voice == "reviewer":
        return _papers(entry)
    return ""


def _papers(entry: Entry) -> str:
    """What a party wrote, for staff."""
    if (counter := getattr(entry, "counter_notice", None)) is not None:
        return f"{counter.defence_label} · {counter.explanation}"
    if (appeal := getattr(entry, "appeal", None)) is not None:
        return " · ".join(filter(None, [appeal.defence_label, appeal.grounds]))
    return ""
