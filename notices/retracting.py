"""What taking claims back undoes: said before it is done, and shown with its confirmations afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from docket.models import Entry
from notices import effects
from notices.effects import Effect
from notices.models import Claim, Decision, Notice
from notices.standing.sellers import CONTESTED, DECIDING


@dataclass(frozen=True)
class Consequences:
    """What would follow, in numbers of listings."""

    undecided: int = 0  # we stop looking at them; they stay visible
    elsewhere: int = 0  # we stop looking at them too; another notice hides them all the same
    back: int = 0  # they come back
    kept: int = 0  # another notice keeps them hidden
    points: int = 0  # the sellers' points for them are taken back
    counted: int = 0  # they count in the filer's accuracy, because the seller had answered

    @property
    def hidden(self) -> int:
        return self.back + self.kept


@dataclass(frozen=True)
class Reversal:
    """One listing that was taken back: what was undone, and what the marketplace confirmed of it."""

    claim: Claim
    entry: Entry
    effect: Effect | None
    points: bool

    @property
    def title(self) -> str:
        return str(self.claim.snapshot.content["title"])


def foreseen(claims: Sequence[Claim]) -> Consequences:
    """What taking these claims back would undo. Two queries, whatever their number."""
    hidden = [c for c in claims if c.hidden]
    open_ones = [c for c in claims if not c.hidden and c.state != "appealed_rejection"]
    held = effects.held_elsewhere([c.listing_id for c in claims], [c.public_id for c in claims])
    kept = sum(c.listing_id in held for c in hidden)
    return Consequences(
        undecided=sum(c.listing_id not in held for c in open_ones),
        elsewhere=sum(c.listing_id in held for c in open_ones),
        back=len(hidden) - kept,
        kept=kept,
        points=len(found_against(hidden)),
        counted=sum(c.state in CONTESTED for c in claims),
    )


def found_against(claims: Sequence[Claim]) -> set[int]:
    """The claims among these that were a finding against their seller."""
    made = Decision.objects.filter(claim__in=list(claims), entry__step__in=DECIDING, decided_at__isnull=False)
    return set(made.values_list("claim_id", flat=True))


def retractions(notice: Notice) -> list[dict[str, Any]]:
    """Every time something of this notice was taken back: its deed, when, and how many listings."""
    mine = Entry.objects.filter(
        subject_type=Claim.procedure.subject, subject_id__in=notice.claims.values("pk"), step="retract"
    )
    rows = mine.values("facts__deed").annotate(at=Min("at"), n=Count("pk")).order_by("-at")
    return [{"deed": row["facts__deed"], "at": row["at"], "n": row["n"]} for row in rows if row["facts__deed"]]


def receipt(notice: Notice, deed: str) -> list[Reversal]:
    """What one retraction undid, listing by listing. Five queries, whatever their number."""
    claims = {c.pk: c for c in notice.claims.select_related("listing", "seller", "snapshot").order_by("ordinal")}
    entries = Entry.objects.filter(
        subject_type=Claim.procedure.subject, subject_id__in=list(claims), step="retract", facts__deed=deed
    )
    taken: Mapping[int, Entry] = {entry.subject_id: entry for entry in entries}
    chosen = [claim for claim in claims.values() if claim.pk in taken]
    done, found = effects.of(chosen), found_against(chosen)
    return [Reversal(c, taken[c.pk], done.get(c.public_id), c.pk in found) for c in chosen]


def when(reversals: Sequence[Reversal]) -> datetime:
    return reversals[0].entry.at
