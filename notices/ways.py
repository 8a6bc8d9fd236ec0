"""What a seller can still do in a case: one way for each law, with its words, its last day and its claims."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from docket import clock
from notices.cases import Case
from notices.models import Appeal, Claim, Timer
from policy import declarations, regimes
from policy.paths import SellerPath, seller_path
from policy.types import Act, CounterName, Declaration, Nature, Regime

HEARING = "hearing"  # asked before anything is decided


@dataclass(frozen=True)
class Way:
    """One answer that is open to the seller now, for the claims of one law."""

    regime: Regime
    claims: Sequence[Claim]
    kind: str  # HEARING, or the name of the path
    path: SellerPath
    until: datetime | None  # None: no last day is set
    ordinary: bool = False  # an appeal is open beside the legal paper

    @property
    def key(self) -> str:
        """The name of the way in addresses and drafts."""
        return f"{self.kind}-{self.regime.code}"

    @property
    def hearing(self) -> bool:
        return self.kind == HEARING

    @property
    def signed(self) -> bool:
        """Whether it is a legal paper: the owner learns who signs, and a clock brings the listing back."""
        return not self.hearing and self.path.step == "counter"

    @property
    def paper(self) -> bool:
        """Whether it is called a counter-notice."""
        return self.kind == CounterName.COUNTER_NOTICE

    @property
    def asks_for_files(self) -> bool:
        """Whether the law itself, not only our rules, asks for evidence."""
        demanded = any(e.required and e.type == "files" for e in self.regime.counter.elements)
        return self.signed and demanded and self.regime.nature is not Nature.PLATFORM

    @property
    def elements(self) -> frozenset[str]:
        return frozenset(e.key for e in self.regime.counter.elements) if self.signed else frozenset()

    def declarations(self, *, ordinary: bool) -> list[Declaration]:
        """What must be declared: on the legal paper, or with an ordinary answer."""
        if self.hearing:
            return []
        return declarations.required(self.regime, Act.APPEAL if ordinary else self.path.act)


def open_ways(case: Case) -> list[Way]:
    """Every answer still open in this case, the one asked for before a decision first. Three queries."""
    waiting = [c for c in case.claims if c.state in {"awaiting_seller", "upheld"}]
    if not waiting:
        return []
    now = clock.now()
    ends = _last_days(waiting)
    appealed = _appealed(waiting)
    may_appeal = {c.pk for c in waiting if c.pk not in appealed and ends.get((c.pk, "appeal_filing"), now) >= now}
    hearings = list(_hearings(case, waiting, ends, now))
    return [*hearings, *_contests(case, waiting, ends, may_appeal)]


def _appealed(claims: Iterable[Claim]) -> set[int]:
    """Those about which an appeal was made before: it is made once."""
    return set(Appeal.objects.filter(claim__in=list(claims), side="takedown").values_list("claim_id", flat=True))


def _last_days(claims: Iterable[Claim]) -> Mapping[tuple[int, str], datetime]:
    """When the newest clock of each name ends, for each claim."""
    clocks = Timer.objects.filter(claim__in=list(claims), key__in=["appeal_filing", "hear_seller"])
    rows = clocks.exclude(state=Timer.State.CANCELLED).order_by("pk").values_list("claim_id", "key", "due_at")
    return {(claim, key): due for claim, key, due in rows}


def _hearings(
    case: Case, claims: Sequence[Claim], ends: Mapping[tuple[int, str], datetime], now: datetime
) -> Iterator[Way]:
    for regime in case.regimes:
        asked = [c for c in claims if c.regime == regime.code and c.state == "awaiting_seller"]
        if asked:
            until = min((ends[c.pk, "hear_seller"] for c in asked if (c.pk, "hear_seller") in ends), default=None)
            yield Way(regime, asked, HEARING, seller_path(regime, case.notice.claim_type), until)


def _contests(
    case: Case, claims: Sequence[Claim], ends: Mapping[tuple[int, str], datetime], may_appeal: set[int]
) -> Iterator[Way]:
    for regime in case.regimes:
        path = seller_path(regime, case.notice.claim_type)
        hidden = [c for c in claims if c.regime == regime.code and c.state == "upheld"]
        if path.step == "counter":
            if hidden:
                yield Way(regime, hidden, path.kind, path, None, ordinary=all(c.pk in may_appeal for c in hidden))
        elif contested := [c for c in hidden if c.pk in may_appeal]:
            until = min(
                (ends[c.pk, "appeal_filing"] for c in contested if (c.pk, "appeal_filing") in ends), default=None
            )
            yield Way(regime, contested, path.kind, path, until)


def find(case: Case, key: str) -> Way | None:
    """The way of this name; the first one where none is named."""
    ways = open_ways(case)
    return next((way for way in ways if way.key == key), None) if key else next(iter(ways), None)


def of_claim(claim: Claim) -> SellerPath:
    return seller_path(regimes.get(claim.regime), claim.notice.claim_type)
