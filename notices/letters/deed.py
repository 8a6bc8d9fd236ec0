"""The deed a letter is about: all claims that took the same step at once, as one side may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from docket.models import Entry
from listings.models import Seller
from notices import cases
from notices.models import Claim, Notice
from notices.procedure import QUIET
from policy import regimes
from policy.types import Regime


@dataclass(frozen=True)
class Deed:
    """One step on one to many claims of one notice, told to one side."""

    entry: Entry
    entries: Sequence[Entry]
    claims: Sequence[Claim]
    audience: str

    @property
    def notice(self) -> Notice:
        return self.claims[0].notice

    @property
    def seller(self) -> Seller:
        return self.claims[0].seller

    @property
    def reference(self) -> str:
        return cases.reference(self.notice) if self.audience == "seller" else self.notice.reference

    @property
    def path(self) -> str:
        return reverse("case" if self.audience == "seller" else "notice", args=[self.reference])

    @property
    def regimes(self) -> list[Regime]:
        """The different laws that govern these claims, in the order they first appear."""
        return [regimes.get(code) for code in dict.fromkeys(claim.regime for claim in self.claims)]

    def under(self, regime: Regime) -> list[Claim]:
        return [claim for claim in self.claims if claim.regime == regime.code]

    def title(self, claim: Claim) -> str:
        """As it was called when it was reported: a letter is about the sealed copy."""
        return str(claim.snapshot.content.get("title") or claim.listing.title)


def gather(entry: Entry, audience: str) -> Deed | None:
    """The deed behind this entry; None if this side has never heard of any of its claims."""
    claim = Claim.objects.get(pk=entry.subject_id)
    entries = _together(entry, claim, audience)
    claims = Claim.objects.with_papers().filter(pk__in=[e.subject_id for e in entries]).order_by("ordinal")
    known = list(claims)
    if audience == "seller" and entry.step in QUIET:
        known = cases.only_told(known)
    return Deed(entry, entries, known, audience) if known else None


def _together(entry: Entry, claim: Claim, audience: str) -> list[Entry]:
    """The entries of one deed; the notice's claims bound the search, so that an index answers it."""
    if "deed" not in entry.facts:
        return [entry]
    siblings = Claim.objects.filter(notice=claim.notice_id)
    if audience == "seller":
        siblings = siblings.filter(seller=claim.seller_id)
    same = Entry.objects.filter(subject_type=entry.subject_type, subject_id__in=siblings.values("pk"), step=entry.step)
    return list(same.filter(facts__deed=entry.facts["deed"]).order_by("subject_id"))
