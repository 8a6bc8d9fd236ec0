"""Earlier decisions on near-identical cases: the same right, and the same picture or nearly the same title."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from notices.models import Claim, Decision, Notice
from policy import reasons

LOOK_BACK = 200  # notices, and decisions, on the same right, the newest first; older practice binds nobody
NEAR = 0.8  # of all words in two titles that are in both
MOST = 5  # shown and named; more would not be read
MERITS = ("merits", "right")  # groups of reasons (policy/reasons.yaml)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Traits:
    """What two listings are compared by."""

    words: frozenset[str]
    pictures: frozenset[str]

    def near(self, other: "Traits") -> str:
        """By what they are nearly the same: "picture", "title", or not at all."""
        if self.pictures & other.pictures:
            return "picture"
        both = len(self.words & other.words)
        return "title" if both and both / len(self.words | other.words) >= NEAR else ""


@dataclass(frozen=True)
class Precedent:
    """One earlier decision, and by what its case is nearly the same."""

    decision: Decision
    by: str

    @property
    def upheld(self) -> bool:
        return self.decision.outcome == Decision.Outcome.UPHELD

    @property
    def at(self) -> datetime | None:
        return self.decision.decided_at


def traits_of(claim: Claim) -> Traits:
    content = claim.snapshot.content
    plain = unicodedata.normalize("NFKD", str(content.get("title", ""))).casefold()
    pictures = frozenset(str(each["sha256"]) for each in content.get("images") or [])
    return Traits(frozenset(WORD.findall(plain)), pictures)


def of(claim: Claim) -> list[Precedent]:
    """The newest decisions on cases like this one. One query."""
    return _near(traits_of(claim), earlier(claim.notice))[:MOST]


def against(claims: Sequence[Claim], *, upheld: bool, reason: str) -> dict[int, list[int]]:
    """Claim → the newest decision on a case like it, where that one went the other way on the merits. One query."""
    if not on_merits(reason, upheld=upheld):
        return {}
    decided = [each for each in earlier(claims[0].notice) if binds(each[0])]
    newest = {claim.pk: next(iter(_near(traits_of(claim), decided)), None) for claim in claims} if decided else {}
    return {pk: [found.decision.pk] for pk, found in newest.items() if found and found.upheld is not upheld}


def binds(decision: Decision) -> bool:
    return on_merits(decision.reason_code, upheld=decision.outcome == Decision.Outcome.UPHELD)


def on_merits(reason: str, *, upheld: bool) -> bool:
    """A removal always is; a refusal for its form, or because the listing is gone, says nothing about the next one."""
    return upheld or any(each.code == reason and each.group in MERITS for each in reasons.all())


def earlier(notice: Notice) -> list[tuple[Decision, Traits]]:
    """What people decided last on other notices about the same right, the newest first."""
    same = Notice.objects.filter(owner=notice.owner_id, claim_type=notice.claim_type, right=notice.right_id)
    same = same if notice.right_id else same.filter(work__title=notice.work.get("title", ""))
    recent = same.filter(is_test=notice.is_test).exclude(pk=notice.pk).order_by("-pk")[:LOOK_BACK]
    made = Decision.objects.filter(claim__notice__in=recent.values("pk"), decided_at__isnull=False, automated=False)
    # A changed listing that was shown again says nothing about what was reported.
    last = made.exclude(entry__step="clear").order_by("claim_id", "-id").distinct("claim_id")
    found = Decision.objects.filter(pk__in=last.values("pk")).order_by("-pk")[:LOOK_BACK]
    return [(d, traits_of(d.claim)) for d in found.select_related("claim__snapshot", "claim__notice", "by")]


def _near(traits: Traits, decided: Iterable[tuple[Decision, Traits]]) -> list[Precedent]:
    return [Precedent(decision, by) for decision, other in decided if (by := traits.near(other))]
